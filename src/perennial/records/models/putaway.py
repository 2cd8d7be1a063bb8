"""Records that were deleted, kept whole in a table of their own."""

from typing import Any

from django.conf import settings
from django.db import models

from perennial.kernel import clock


class PutAway(models.Model):
    """A record that was deleted, under its own id, with the rows that hung on it as plain JSON; see `records/bins.py`. It
    stands in no table that lists, sums or searches, so nothing has to remember to leave it out."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    content: Any = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
