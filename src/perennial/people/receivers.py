"""What people hears of itself: whoever becomes another one to a reader is to be compared with their likes again."""

import datetime as dt
from typing import Any

from perennial.kernel.events import Event, hears
from perennial.people import events
from perennial.people.actions.suspecting import compare_soon, mark_uncompared
from perennial.records.events import RecordsChangedTogether

SETTLES_IN = dt.timedelta(seconds=20)  # several changes of one customer are one
BECAME_ANOTHER: tuple[type[Event], ...] = (
    events.PartyCreated,
    events.PartyRestored,
    events.PartyDeleted,
    events.PartyChanged,
    events.DetailChanged,
    events.IdentityAdded,
    events.IdentityChanged,
    events.IdentityRemoved,
)

COMPARED_BY = {"delete", "set.city", "set.country"}  # changes of many that matter


def compare_these(*party_ids: int) -> None:
    """Two rows: who is to be compared, and the job that does it, of which one waits."""
    mark_uncompared(party_ids)
    compare_soon(SETTLES_IN)


def compare_one(event: Any) -> None:
    """Somebody came, went or changed."""
    compare_these(event.party_id)


def compare_both(event: Any) -> None:
    """Two became one, or two again."""
    compare_these(event.survivor_id, event.absorbed_id)


for kind in BECAME_ANOTHER:
    hears(kind)(compare_one)
for kind in (events.PartiesMerged, events.MergeUndone):
    hears(kind)(compare_both)


@hears(events.PartiesDistinguished)
def compare_when_taken_back(event: events.PartiesDistinguished) -> None:
    """What was said to be two may be one after all."""
    if not event.distinct:
        compare_these(event.first_id, event.second_id)


@hears(RecordsChangedTogether)
def compare_many(event: RecordsChangedTogether) -> None:
    """Very many at once became others to a reader, came or went."""
    if event.kind == "customers" and event.act in COMPARED_BY:
        compare_these(*event.record_ids)
