"""Records that were deleted, kept whole in a table of their own."""

from typing import Any

from django.conf import settings
from django.db import models

from perennial.kernel import clock


class PutAway(models.Model):
    """A record that was deleted, under its own id, by which its history is found and which it has again once it is restored.
    `kept` is what it was, with all that hung on it; see `records/bins.py`. It stands in none of the tables that are listed,
    summed and searched, so nothing has to remember to leave it out."""

    id = models.BigIntegerField(primary_key=True)
    kept: Any = models.JSONField(default=dict)
    deleted_at = models.DateTimeField(default=clock.now)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
