"""A stay: that a customer is, or was, in an audience."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class StayQuerySet(models.QuerySet["Stay"]):
    def open(self) -> "StayQuerySet":
        """Of those who are inside now."""
        return self.filter(left_at=None)


class Stay(models.Model):
    """Membership and its history in one: `left_at` is empty while the customer is inside. `why` and `left_why` are what was
    found when they entered and left, as plain data that `reasons` puts into words."""

    id = IdField()
    audience = models.ForeignKey("audiences.Audience", models.CASCADE, related_name="stays", db_index=False)
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)
    entered_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    why = models.JSONField(default=list)
    left_why = models.JSONField(default=list)

    objects = StayQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "audience"], name="stay_of"),
            models.Index(fields=["audience", "-entered_at", "-id"], name="stay_entered"),
            models.Index(fields=["audience", "-left_at", "-id"], name="stay_left", condition=Q(left_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "party"], name="stay_open_once", condition=Q(left_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.audience_id}"
