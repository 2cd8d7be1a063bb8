"""The audit log: who did and who saw what. Rows are only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class AuditEntry(models.Model):
    """One deed. `object_kind` and `object_id` name what it was done to; `changes` holds {field: [before, after]}."""

    id = IdField()
    at = models.DateTimeField(default=clock.now, db_index=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)  # "people.party.updated", "people.party.viewed"
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["member", "-id"], name="audit_member"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"
