"""Keeping the summary of contact right: one entry at a time, or for many customers at once from the facts."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from perennial.people.actions.telling import tell_figures
from perennial.people.models import Party
from perennial.people.queries import spans_of_parties
from perennial.timeline.choices import WITHDRAWAL, Direction
from perennial.timeline.kinds import contact_kinds
from perennial.timeline.models import ContactSummary, Touchpoint

OF_EVERYBODY_AT_ONCE = 50_000
AT_ONCE = 5_000
SPOKE_TO_US = (Direction.INBOUND, Direction.TWO_WAY)
SPOKE_TO_THEM = (Direction.OUTBOUND, Direction.TWO_WAY)


def add_to_summary(touchpoint: Touchpoint) -> None:
    """Take a fresh entry into its party's summary, however late it was told. Called with every new entry."""
    summary, _ = ContactSummary.objects.select_for_update().get_or_create(party_id=touchpoint.party_id)
    summary.touchpoints += 1
    if touchpoint.kind in contact_kinds():
        if touchpoint.direction in SPOKE_TO_US:
            summary.last_inbound_at = _later(summary.last_inbound_at, touchpoint.happened_at)
        if touchpoint.direction in SPOKE_TO_THEM:
            summary.last_outbound_at = _later(summary.last_outbound_at, touchpoint.happened_at)
    before = summary.last_two_way_at
    if summary.last_inbound_at and summary.last_outbound_at:
        summary.last_two_way_at = min(summary.last_inbound_at, summary.last_outbound_at)
    summary.save()
    if summary.last_two_way_at != before:
        _tell([touchpoint.party_id])


@transaction.atomic
def recompute_contacts(party_ids: Iterable[int] | None = None) -> None:
    """Count the summaries of these parties (None: of all) anew from what stands on their timelines, in a few statements."""
    if party_ids is None:
        for span in spans_of_parties(OF_EVERYBODY_AT_ONCE):
            _recompute("party_id > %s AND party_id <= %s", list(span))
        _tell_everybody()
        return
    ids = list(party_ids)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        _recompute(f"party_id IN ({', '.join(['%s'] * len(part))})", part)
        _tell(part)


def _later(before: dt.datetime | None, at: dt.datetime) -> dt.datetime:
    return at if before is None else max(before, at)


def _recompute(which: str, ids: list[int]) -> None:
    kinds = contact_kinds()
    counts = f"kind IN ({', '.join(['%s'] * len(kinds))})"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM timeline_contactsummary WHERE {which}", ids)  # noqa: S608 (placeholders only)
        cursor.execute(
            f"""
            INSERT INTO timeline_contactsummary (party_id, last_two_way_at, last_inbound_at, last_outbound_at, touchpoints)
            SELECT party_id, CASE WHEN inbound < outbound THEN inbound WHEN inbound IS NOT NULL THEN outbound END,
                   inbound, outbound, entries
              FROM (SELECT party_id,
                           MAX(CASE WHEN {counts} AND direction IN ('in', 'both') THEN happened_at END) AS inbound,
                           MAX(CASE WHEN {counts} AND direction IN ('out', 'both') THEN happened_at END) AS outbound,
                           COUNT(*) AS entries
                      FROM timeline_touchpoint t
                     WHERE kind <> %s AND NOT EXISTS (
                           SELECT 1 FROM timeline_touchpoint newer
                            WHERE newer.corrects_id = COALESCE(t.corrects_id, t.id) AND newer.id > t.id)
                       AND {which}
                     GROUP BY party_id) figures
            """,  # noqa: S608 (placeholders only)
            [*kinds, *kinds, WITHDRAWAL, *ids],
        )


def _tell(party_ids: list[int]) -> None:
    last = dict(ContactSummary.objects.filter(party__in=party_ids).values_list("party_id", "last_two_way_at"))
    tell_figures({"party_id": party_id, "last_contact_at": last.get(party_id)} for party_id in party_ids)


def _tell_everybody() -> None:
    last = ContactSummary.objects.filter(party=OuterRef("pk")).values("last_two_way_at")
    parties = Party.objects.annotate(told=Subquery(last)).order_by("pk").values_list("pk", "told")
    after = 0
    while rows := list(parties.filter(pk__gt=after)[:AT_ONCE]):
        tell_figures({"party_id": party_id, "last_contact_at": told} for party_id, told in rows)
        after = rows[-1][0]
