"""The audit log: who did and who saw what. Rows are only ever added."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField


class AppendOnlyError(RuntimeError):
    """Somebody tried to change the audit log. The database refuses it too; `deeds.erase_from_audit_log` is the one way."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads and adds; the words that change or remove rows are taken away."""

    def wholes(self) -> "AuditQuerySet":
        """Without the parts of deeds that were done to very many records at once."""
        return self.filter(part_of=None)

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit entries are never deleted")


class AuditEntry(models.Model):
    """One deed. `object_kind` and `object_id` name what it was done to; `changes` holds {field: [before, after]}. A deed that
    was done to very many records at once is one entry for the whole, which lists show, and one for each record, which the
    history of that record shows: `part_of` is what they are parts of."""

    id = IdField()
    at = models.DateTimeField(default=clock.now, db_index=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey(
        "team.ApiToken", models.PROTECT, null=True, related_name="+", db_index=False
    )  # by which it was done
    action = models.CharField(max_length=60)  # "people.party.updated", "people.party.viewed"
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    part_of = models.BigIntegerField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["token", "-id"], name="audit_token", condition=models.Q(token__isnull=False)),
            models.Index(fields=["-id"], name="audit_whole", condition=models.Q(part_of=None)),
            models.Index(fields=["member", "-id"], name="audit_whole_member", condition=models.Q(part_of=None)),
            models.Index(fields=["action", "-id"], name="audit_whole_action", condition=models.Q(part_of=None)),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("audit entries are never changed")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never deleted")


class AuditPermit(models.Model):
    """A row that exists only inside the transaction of an erasure: while one is there, the triggers of the audit log let
    changes through. It is never committed, so no other transaction can see it."""

    id = IdField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.reason
