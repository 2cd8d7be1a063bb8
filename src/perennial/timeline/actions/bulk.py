"""Writing many touchpoints at once, leaving exactly what the single action leaves."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_find, bulk_write, chunks
from perennial.kernel.ids import new_ids
from perennial.lake.changes import note_old_ids
from perennial.timeline.choices import Direction
from perennial.timeline.models import Touchpoint
from perennial.timeline.words import ENTRIES

AT_ONCE = 5_000


class TouchpointRow(NamedTuple):
    """One touchpoint to write. The same (source, key) is written once; a key of None is always new."""

    party_id: int
    kind: str
    happened_at: dt.datetime
    text: str = ""
    channel: str = "other"
    direction: str = Direction.INTERNAL.value
    source: str = "import"
    key: str | None = None
    member_id: int | None = None
    properties: Mapping[str, Any] = {}
    id: int | None = None


@transaction.atomic
def write_touchpoints(rows: Iterable[TouchpointRow], *, batch: int | None = None) -> int:
    """Add touchpoints in bulk; those whose (source, key) is known already are left out. Returns how many were given.

    Contact summaries are not touched: call `recompute_contacts` with the customers once, after the last chunk.
    """
    given = 0
    columns = (
        "id", "party_id", "kind", "happened_at", "text", "channel", "direction", "source", "key", "member_id", "properties",
    )  # fmt: skip
    same = {"batch": batch, "recorded_at": clock.now(), "corrects_id": None}
    for some in chunks(rows, AT_ONCE):
        ids = new_ids(len(some))
        numbered = [(row.id or ids[i], row) for i, row in enumerate(some)]
        values = ((id_, *row[:9], dict(row.properties)) for id_, row in numbered)
        with_keys = any(row.key for row in some)
        given += bulk_write(Touchpoint, columns, values, same=same, skip_conflicts=with_keys)
        note_old_ids("timeline.Touchpoint", [row.id for row in some if row.id])
        texts = {id_: row.text for id_, row in numbered if row.text}
        written = [id_ for (id_,) in bulk_find(Touchpoint, "id", texts, ("id",))] if with_keys else texts
        ENTRIES.add((id_, texts[id_]) for id_ in written)
    return given
