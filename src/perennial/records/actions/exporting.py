"""Noting who took a list out."""

from perennial.records.kinds import RecordKind
from perennial.team.deeds import record_deed
from perennial.team.models import Member


def note_export(kind: RecordKind, asked: str, *, by: Member) -> None:
    """Write into the audit log that a member took out a list, and which."""
    record_deed("records.list.exported", by=by, name=str(kind.label), changes={"filter": ("", asked[:500])})
