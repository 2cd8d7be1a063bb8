"""The holdout: who is kept off Today by lot, so that the effect of acting can be measured."""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def _key() -> int:
    return secrets.randbits(62)


class Holdout(models.Model):
    """There is one row. Who is held out follows from the `key` and the customer's id alone: the same as long as the key stays,
    and whoever is among a smaller share is among a larger one, too."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    is_on = models.BooleanField(_("keep some customers at risk off Today, to measure what acting changes"), default=True)
    percent = models.PositiveSmallIntegerField(
        _("how many of 100"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    key = models.BigIntegerField(default=_key, editable=False)
    version = models.IntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return "holdout"

    @classmethod
    def shown(cls) -> "Holdout":
        """The holdout as it is, or as it will begin; looking at it writes nothing."""
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def current(cls) -> "Holdout":
        """The holdout, written with its key when it is first asked for."""
        return cls.objects.get_or_create(pk=1)[0]
