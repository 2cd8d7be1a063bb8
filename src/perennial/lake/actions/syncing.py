"""Bring the lake up to what the operational tables say."""

import dataclasses
from collections.abc import Callable

from django.db import connection

from perennial.lake.actions.healing import heal
from perennial.lake.actions.sweeping import sweep
from perennial.lake.damage import note_damage
from perennial.lake.extractor import (
    CopyingError,
    Extractor,
    OvertakenError,
    always,
    begun,
    extracting,
    settled_id,
    start_anew,
)
from perennial.lake.models import Change
from perennial.lake.sources import Source, sources

MOST_CHANGES = 200_000  # of one pass
MOST_OVERTAKEN = 5  # times in a row
SETTLING_SECONDS = 3600  # no transaction stays open longer than this


@dataclasses.dataclass
class Synced:
    """What a sync did: rows written, records copied again because they had changed, passes."""

    rows: int = 0
    changed: int = 0
    passes: int = 0


Tell = Callable[[str, Synced], None]


def sync(*, is_wanted: Callable[[], None] = always, tell: Tell | None = None) -> Synced:
    """Copy what is new, what changed and what came late. Each pass is a commit of its own, so whoever is killed goes on behind
    the last; a pass that was begun leaves nothing but files that `sweep` takes away. A file that turns out damaged while it is
    read is written anew from the operational tables. `is_wanted` may raise to end it."""
    done = Synced()
    with extracting(is_wanted) as extractor:
        try:
            _sync_sources(extractor, done, tell)
        except CopyingError:
            if not note_damage():
                raise
            _sync_sources(extractor, done, tell)
    sweep()
    return done


def _sync_sources(extractor: Extractor, done: Synced, tell: Tell | None) -> None:
    heal(extractor)
    for source in sources:
        _sync_source(source, extractor, done, tell)


def rebuild(*, is_wanted: Callable[[], None] = always, tell: Tell | None = None) -> Synced:
    """Write the whole lake anew from the operational tables. The old one is gone at once, the new one grows pass by pass."""
    for source in sources:
        start_anew(source, begun(source))
    return sync(is_wanted=is_wanted, tell=tell)


def _sync_source(source: Source, extractor: Extractor, done: Synced, tell: Tell | None) -> None:
    progress, settled, overtaken = begun(source), settled_id(SETTLING_SECONDS), 0
    while _has_work(source, min(settled, progress.walked_to)):
        changes = list(Change.objects.filter(source=source.key).order_by("id")[:MOST_CHANGES])
        try:
            copied = extractor.copy(source, progress, changes, settled=settled)
        except OvertakenError:
            overtaken += 1
            if overtaken > MOST_OVERTAKEN:
                raise
            progress, settled = begun(source), settled_id(SETTLING_SECONDS)
            continue
        settled, overtaken = progress.walked_to, 0  # what came late was looked for once
        done.rows, done.changed, done.passes = done.rows + copied.rows, done.changed + copied.changed, done.passes + 1
        if tell:
            tell(source.key, done)
        if copied.is_end and len(changes) < MOST_CHANGES:
            return


def _has_work(source: Source, seen: int) -> bool:
    """Whether something was noted as changed, or anything at all has an id that was not surely seen yet."""
    if Change.objects.filter(source=source.key).exists():
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {source.table} WHERE id > %s LIMIT 1", [seen])
        return cursor.fetchone() is not None
