"""Importing a text in a test, as the command does it."""

from typing import Any

from perennial.connect.actions import begin_import, set_mapping, start_import, undo_import
from perennial.connect.actions.running import run_import
from perennial.connect.actions.undoing import run_undo
from perennial.connect.models import Import
from perennial.team.models import Member


def bring(
    kind: str,
    text: str | bytes,
    *,
    mapping: dict[int, str] | None = None,
    format_: str = "",
    by: Member | None = None,
    **options: Any,
) -> Import:
    """Import a file's text; gives the import at its end."""
    content = text if isinstance(text, bytes) else text.encode()
    one = begin_import([content], by=by, kind=kind, name="test.csv", format_=format_, options=options)
    if mapping is not None:
        set_mapping(one, mapping)
    start_import(one, by=by, queue=False)
    return run_import(one.pk)


def take_back(one: Import) -> Import:
    """Undo an import."""
    undo_import(one, by=None, queue=False)
    return run_undo(one.pk)


def counts(one: Import) -> tuple[int, int, int, int]:
    """(created, updated, skipped, failed)"""
    return one.created, one.updated, one.skipped, one.failed
