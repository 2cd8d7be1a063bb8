"""Writing the audit log: called by actions, in their transaction."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write
from perennial.team.models import AuditEntry, AuditPermit, Member

address_of_request: ContextVar[str | None] = ContextVar("perennial_request_address", default=None)
token_of_request: ContextVar[int | None] = ContextVar("perennial_request_token", default=None)
SEEN_AGAIN_AFTER = dt.timedelta(minutes=10)
LONGEST_VALUE = 10_000


def record_deed(
    action: str,
    *,
    by: Member | None,
    on: models.Model | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    name: str = "",
) -> AuditEntry:
    """Add one entry: `by` did (or saw) `action` ("people.party.viewed") on a record. `changes` is {field: (before, after)}.

    Seeing the same record again within ten minutes adds nothing: the entry that is there is given back."""
    if action.endswith(".viewed") and (seen := _seen_just_now(action, by, on)):
        return seen
    return AuditEntry.objects.create(
        member=by,
        action=action,
        object_kind=on._meta.label_lower if on is not None else "",
        object_id=on.pk if on is not None else None,
        object_name=(name or (str(on) if on is not None else ""))[:200],
        changes={field: [_plain(before), _plain(after)] for field, (before, after) in (changes or {}).items()},
        ip=address_of_request.get(),
        token_id=token_of_request.get() if by is not None else None,
    )


def record_deeds(
    action: str,
    rows: Iterable[tuple[int, str, Mapping[str, tuple[Any, Any]]]],
    *,
    model: type[models.Model],
    by: Member | None,
    part_of: int,
) -> int:
    """What `record_deed` does, for one deed that was done to very many records: `rows` are (id, name, changes). They are seen
    in the history of each record; the log shows the one entry for the whole. Gives how many."""
    told = (
        (pk, name[:200], {field: [_plain(before), _plain(after)] for field, (before, after) in changes.items()})
        for pk, name, changes in rows
    )
    same: dict[str, Any] = {
        "member_id": by.pk if by else None,
        "action": action,
        "object_kind": model._meta.label_lower,
        "part_of": part_of,
    }
    same |= {"at": clock.now(), "ip": address_of_request.get(), "token_id": token_of_request.get() if by else None}
    return bulk_write(AuditEntry, ("object_id", "object_name", "changes"), told, same=same)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The `changes` of a deed: {field: (before, after)} of every field whose value differs."""
    return {field: (before.get(field), value) for field, value in after.items() if before.get(field) != value}


@transaction.atomic
def erase_from_audit_log(kind: str, ids: Sequence[int], *, by: Member | None, reason: str) -> int:
    """Take the names and values of erased records out of the log; that somebody did something, and when, stays.

    The one lawful change of the log (a person's right to be forgotten). It leaves an entry of its own. Gives the number of
    entries that were emptied."""
    return _emptied("object_name = '', changes = '{}'", "object_kind = %s AND object_id", [kind], ids, by=by, reason=reason)


def erase_values_from_audit_log(entry_ids: Sequence[int], *, by: Member | None, reason: str) -> int:
    """The same of entries about other records, which stay known: only the values go."""
    return _emptied("changes = '{}'", "id", [], entry_ids, by=by, reason=reason) if entry_ids else 0


def _emptied(what: str, which: str, of: Sequence[str], ids: Sequence[int], *, by: Member | None, reason: str) -> int:
    with _permit(reason), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(ids)) or "NULL"
        cursor.execute(f"UPDATE team_auditentry SET {what} WHERE {which} IN ({marks})", [*of, *ids])  # noqa: S608 - no input
        emptied = int(cursor.rowcount)
    record_deed("team.audit.erased", by=by, name=reason, changes={"entries": (None, emptied)})
    return emptied


@contextmanager
def _permit(reason: str) -> Iterator[None]:
    permit = AuditPermit.objects.create(reason=reason[:200])
    yield
    permit.delete()


def was_seen_just_now(action: str, by: Member, on: models.Model) -> bool:
    """Whether the log says that `by` saw this record within the last ten minutes."""
    return _seen_just_now(action, by, on) is not None


def _seen_just_now(action: str, by: Member | None, on: models.Model | None) -> AuditEntry | None:
    if by is None or on is None:
        return None
    return AuditEntry.objects.filter(
        object_kind=on._meta.label_lower,
        object_id=on.pk,
        member=by,
        action=action,
        at__gt=clock.now() - SEEN_AGAIN_AFTER,
    ).first()


def _plain(value: Any) -> Any:
    """A value as the log holds it: another record by id and name, several values and parts as they are, the rest as text."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        return _clipped(value)
    if isinstance(value, models.Model):
        return {"id": str(value.pk), "name": str(value)[:LONGEST_VALUE]}
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return _clipped(str(value))


def _clipped(text: str) -> str:
    return str(text) if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
