"""The answer that was given to a request, so that the same request sent again is answered and not done again."""

from typing import ClassVar

from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class KeptAnswer(models.Model):
    """Written in the transaction of what the request did: either both are there or neither. `principal` is who asked
    ("token:7"), `key` what they call their request, `request` a hash of all that they sent."""

    id = IdField()
    principal = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["principal", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.status} for {self.principal}"
