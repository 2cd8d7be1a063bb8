"""Orders that were deleted and can be restored."""

from typing import ClassVar

from django.db import models

from perennial.records.models import PutAway


class DeletedOrder(PutAway):
    """An order with its lines, refunds and cancellation. It still is its customer's, through merges and erasure too."""

    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    number = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-deleted_at", "-id"], name="order_deleted_at")]

    def __str__(self) -> str:
        return self.number
