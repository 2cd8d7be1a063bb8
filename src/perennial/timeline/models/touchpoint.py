"""A touchpoint: one thing that happened between a customer and us."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.timeline.choices import WITHDRAWAL, Direction


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    def standing(self) -> "TouchpointQuerySet":
        """What holds now: the last version of every entry, without those that were withdrawn."""
        return self._last().exclude(kind=WITHDRAWAL)

    def withdrawn(self) -> "TouchpointQuerySet":
        """The withdrawals that stand: what they took back can be reinstated."""
        return self._last().filter(kind=WITHDRAWAL)

    def _last(self) -> "TouchpointQuerySet":
        """The last version of every entry."""
        newer = Touchpoint.objects.filter(corrects_id=Coalesce(OuterRef("corrects_id"), OuterRef("pk")), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer))


class Touchpoint(models.Model):
    """Never changed once written; the database refuses it. A correction is a new touchpoint that names the one it `corrects`
    (always the original, so that all versions of an entry are found by one look); the last version is the one that holds.

    `kind` is a key of `manifests.touchpoint_kinds`. `happened_at` is when it happened, `recorded_at` when we learned of it.
    The same (`source`, `key`) is one touchpoint, however often it is told. `batch` is the import that brought it.
    """

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # touchpoint_party serves it
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=20, default="other")
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.INTERNAL)
    happened_at = models.DateTimeField(_("when"), default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(_("source"), max_length=40, default="staff")
    member = models.ForeignKey(  # members are switched off, never deleted; touchpoint_member serves it
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField(_("text"), blank=True)
    properties = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=200, null=True, blank=True)
    corrects = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="corrections", db_index=False)
    batch = models.BigIntegerField(null=True, editable=False)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "-happened_at", "-id"], name="touchpoint_party"),
            models.Index(fields=["member", "-id"], name="touchpoint_member", condition=Q(member__isnull=False)),
            models.Index(fields=["corrects"], name="touchpoint_corrects", condition=Q(corrects__isnull=False)),
            models.Index(fields=["batch"], name="touchpoint_batch", condition=Q(batch__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="touchpoint_told_once", condition=Q(key__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d}"

    @property
    def original_id(self) -> int:
        """The first version of this entry."""
        return self.corrects_id or self.pk
