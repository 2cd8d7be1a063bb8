"""The workspace: what is true of the whole business. There is one row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel.http.recall import once_a_page
from perennial.kernel.prepared import prepared
from perennial.team.words import Called


class Workspace(models.Model):
    """Name, currency, zone and language of the business."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=200, default="Perennial")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=16, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True)
    called = models.CharField(_("what customers are called"), max_length=12, choices=Called.choices, default=Called.CUSTOMER)
    second_factor_roles = models.JSONField(default=list, editable=False)  # whose members need a second factor
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Workspace":
        """The workspace, as saved or with its defaults."""
        return once_a_page(cls, lambda: next(iter(_the_one()), None) or cls())


@prepared
def _the_one() -> "models.QuerySet[Workspace]":
    return Workspace.objects.filter(pk=1)
