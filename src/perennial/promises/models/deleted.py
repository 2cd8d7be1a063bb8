"""A follow-up that was deleted, kept whole until somebody restores it or the customer is erased."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock


class DeletedFollowUp(models.Model):
    """It leaves the table of those that stand, so that no list, count or search has to pass over it; restored, it has its id
    again, by which its history is found. `kept` is everything else that it was, with how it ended and how it was moved."""

    id = models.BigIntegerField(primary_key=True)  # of the follow-up that it was
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    kept = models.JSONField(default=dict)
    deleted_at = models.DateTimeField(default=clock.now)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-deleted_at", "-id"], name="followup_deleted_at")]

    def __str__(self) -> str:
        return self.text
