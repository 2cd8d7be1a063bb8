"""A touchpoint: one thing that happened between a customer and us."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.timeline.choices import Direction


class Touchpoint(models.Model):
    """Never changed once written: a correction is a new touchpoint that names the one it `corrects`.

    `kind` is a key of `manifests.touchpoint_kinds`. `happened_at` is when it happened, `recorded_at` when we learned of it.
    The same (`source`, `key`) is one touchpoint, however often it is told.
    """

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=20, default="other")
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.INTERNAL)
    happened_at = models.DateTimeField(_("when"), default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(_("source"), max_length=40, default="staff")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), blank=True)
    properties = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=200, null=True, blank=True)
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="corrections")
    batch = models.BigIntegerField(null=True, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "-happened_at", "-id"], name="touchpoint_party")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "key"], name="touchpoint_told_once", condition=models.Q(key__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d}"
