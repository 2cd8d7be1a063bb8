"""An installation: a pack that was set up, and what it made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class Installation(models.Model):
    """A pack as it was set up; at most one stands. `made` is what its removal takes back: {"fields": [id], "cadences":
    [[id, ideal, max]], "rules": {name: [before, after]}, "called": [before, after]}."""

    id = IdField()
    pack = models.CharField(max_length=20)
    made = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(models.Value(1), name="one_pack_stands", condition=Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return self.pack
