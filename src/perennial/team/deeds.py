"""Writing the audit log: called by actions, in their transaction."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.db import models

from perennial.team.models import AuditEntry, Member

address_of_request: ContextVar[str | None] = ContextVar("perennial_request_address", default=None)


def record_deed(
    action: str,
    *,
    by: Member | None,
    on: models.Model | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    name: str = "",
) -> AuditEntry:
    """Add one entry: `by` did (or saw) `action` ("people.party.viewed") on a record. `changes` is {field: (before, after)}."""
    return AuditEntry.objects.create(
        member=by,
        action=action,
        object_kind=on._meta.label_lower if on is not None else "",
        object_id=on.pk if on is not None else None,
        object_name=(name or (str(on) if on is not None else ""))[:200],
        changes={field: [_plain(before), _plain(after)] for field, (before, after) in (changes or {}).items()},
        ip=address_of_request.get(),
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
