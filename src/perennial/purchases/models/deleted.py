"""Orders that were deleted and can be restored for a time."""

from typing import ClassVar

from django.db import models

from perennial.records.models import PutAway


class DeletedOrder(PutAway):
    """An order with its lines, refunds and cancellation; it still is its customer's, through merges and erasure too."""

    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
