"""Follow-ups that were deleted, kept whole until somebody restores them or the customer is erased."""

from typing import ClassVar

from django.db import models

from perennial.records.models import PutAway


class DeletedFollowUp(PutAway):
    """A follow-up with how it ended and how it was moved."""

    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    due_on = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-deleted_at", "-id"], name="followup_deleted_at")]

    def __str__(self) -> str:
        return self.text
