"""An audience: a group of customers that is told by a condition, not by a list."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class AudienceQuerySet(models.QuerySet["Audience"]):
    def kept(self) -> "AudienceQuerySet":
        """Those that are not deleted."""
        return self.filter(deleted_at=None)

    def deleted(self) -> "AudienceQuerySet":
        """Those that can be restored."""
        return self.filter(deleted_at__isnull=False)


class Audience(models.Model):
    """`condition` is the JSON of a tree (tree.py), as it was understood when it was written. `size` is how many customers were
    in it at `counted_at`; it is unknown until the first count. `on_today`: whoever enters is shown on Today, from `tells_from`
    on: those who were found when it was made, or got another condition, did not come, they were there. `ready_made` names the
    pattern that it was made from."""

    id = IdField()
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    condition = models.JSONField(default=dict)
    ready_made = models.CharField(max_length=40, blank=True)
    on_today = models.BooleanField(_("show on Today who enters"), default=False)
    tells_from = models.DateTimeField(null=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    size = models.BigIntegerField(null=True, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )

    objects = AudienceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="audience_named_once", condition=Q(deleted_at=None))
        ]

    def __str__(self) -> str:
        return self.name


class Size(models.Model):
    """How many were in an audience at the end of a day, or now for today."""

    id = IdField()
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="sizes", db_index=False)
    on = models.DateField()
    size = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["audience", "on"], name="audience_size_once")]

    def __str__(self) -> str:
        return f"{self.size} on {self.on}"
