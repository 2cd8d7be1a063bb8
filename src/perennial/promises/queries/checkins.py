"""Customers with whom we have not been in real contact for longer than we want.

The last contact stands on the party (`last_contact_at`, told by the timeline); who was never contacted counts from the day they
were added. Where several cadences fit a customer the shortest maximum holds, and a customer is overdue by the shortest exactly
when overdue by any: so every cadence is asked by itself, over an index, and the answers are put together.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db import connection

from perennial.kernel import clock
from perennial.people.models import Tagging
from perennial.promises.models import Cadence
from perennial.timeline.queries import last_two_way_of

MANY = 5_000  # from here on walking down the customers by value finds the first ones sooner than sorting the overdue ones
Way = Literal["silence", "owner", "value"]  # through the longest silences of a stage, one owner's customers, or down by value
NOBODY: frozenset[int] = frozenset()
SINCE = "COALESCE(p.last_contact_at, p.created_at)"  # as the index party_silence has it
SINCE_OFF_INDEX = "COALESCE(p.last_contact_at, p.created_at, p.created_at)"  # the same value, not the same expression


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """One overdue check-in: with whom, the cadence that holds, and the contact it is counted from (None: never any)."""

    party_id: int
    party_name: str
    owner_id: int | None
    value_minor: int
    currency: str
    since: dt.datetime
    last_contact_at: dt.datetime | None
    last_kind: str
    max_days: int
    cadence_of: str

    @property
    def days(self) -> int:
        """Days since the last contact."""
        return (clock.now() - self.since).days

    @property
    def overdue_at(self) -> dt.datetime:
        """The moment from which it is overdue."""
        return self.since + dt.timedelta(days=self.max_days)

    @property
    def key(self) -> str:
        """The same as long as nobody was in contact."""
        return f"{self.party_id}-{self.since:%Y%m%d}"


def count_checkins_overdue(owners: frozenset[int] | None, most: int) -> int:
    """How many are overdue, counted up to `most`."""
    if owners == NOBODY or not (cadences := _cadences()):
        return 0
    way: Way = "silence" if owners is None or _count(cadences, None, MANY, "silence") < MANY else "owner"
    return _count(cadences, owners, most, way)


def _count(cadences: Sequence[Cadence], owners: frozenset[int] | None, most: int, way: Way) -> int:
    branches, values = _branches(cadences, owners, columns="p.id", tail="LIMIT %s", tail_values=[most], way=way)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM (SELECT * FROM ({branches}) overdue LIMIT %s) capped", [*values, most])  # noqa: S608
        (count,) = cursor.fetchone()
    return int(count)


def _quickest_way(cadences: Sequence[Cadence], owners: frozenset[int] | None) -> Way:
    if _count(cadences, None, MANY, "silence") < MANY:
        return "silence"
    if owners is not None and _count(cadences, owners, MANY, "owner") < MANY:
        return "owner"
    return "value"


def checkins_overdue(owners: frozenset[int] | None, limit: int) -> list[CheckIn]:
    """The most valuable customers whose check-in is overdue, in at most six queries."""
    if owners == NOBODY or not (cadences := _cadences()):
        return []
    way = _quickest_way(cadences, owners)
    columns = f"p.id, p.name, p.owner_id, p.value_minor, p.currency, {SINCE} AS since, p.last_contact_at, p.stage"
    order = "p.value_minor DESC, p.id DESC" if way == "value" else "(0 + p.value_minor) DESC, p.id DESC"
    branches, values = _branches(
        cadences, owners, columns=columns, tail=f"ORDER BY {order} LIMIT %s", tail_values=[limit], way=way
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({branches}) overdue ORDER BY value_minor DESC, id DESC LIMIT %s",  # noqa: S608 (placeholders only)
            [*values, limit],
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return _with_cadences(rows, cadences)


def _cadences() -> list[Cadence]:
    return list(Cadence.objects.select_related("tag").order_by("max_days"))


def _branches(
    cadences: Sequence[Cadence],
    owners: frozenset[int] | None,
    *,
    columns: str,
    tail: str,
    tail_values: Sequence[Any],
    way: Way,
) -> tuple[str, list[Any]]:
    # An expression around a column keeps both databases from its index where another way is known to be the quicker one.
    stage_is, silent_since = ("p.stage = %s", SINCE) if way == "silence" else ("p.stage || '' = %s", SINCE_OFF_INDEX)
    branches: list[str] = []
    values: list[Any] = []
    for cadence in cadences:
        join, stage = "", ""
        if cadence.tag_id:
            join = "JOIN people_tagging g ON g.party_id = p.id AND g.tag_id = %s"
            values.append(cadence.tag_id)
        else:
            stage = f"AND {stage_is}"
            values.append(cadence.stage)
        values.append(_moment(clock.now() - dt.timedelta(days=cadence.max_days)))
        owner = ""
        if owners is not None:
            owner = f"AND p.owner_id IN ({', '.join(['%s'] * len(owners))})"
            values += sorted(owners)
        branches.append(
            f"SELECT * FROM (SELECT {columns} FROM people_party p {join}"  # noqa: S608 (placeholders only)
            f" WHERE p.deleted_at IS NULL {stage} AND {silent_since} < %s {owner} {tail}) of_{len(branches)}"
        )
        values += tail_values
    return " UNION ".join(branches), values


def _moment(at: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _with_cadences(rows: Sequence[Mapping[str, Any]], cadences: Sequence[Cadence]) -> list[CheckIn]:
    ids = [row["id"] for row in rows]
    tags: dict[int, set[int]] = {}
    for party_id, tag_id in Tagging.objects.filter(party__in=ids).values_list("party_id", "tag_id"):
        tags.setdefault(party_id, set()).add(tag_id)
    kinds = last_two_way_of(ids)
    found = []
    for row in rows:
        cadence = next(c for c in cadences if c.stage == row["stage"] or c.tag_id in tags.get(row["id"], ()))
        found.append(
            CheckIn(
                party_id=row["id"],
                party_name=row["name"],
                owner_id=row["owner_id"],
                value_minor=row["value_minor"],
                currency=row["currency"],
                since=_aware(row["since"]),
                last_contact_at=_aware(row["last_contact_at"]) if row["last_contact_at"] else None,
                last_kind=kinds.get(row["id"], ""),
                max_days=cadence.max_days,
                cadence_of=cadence.tag.name if cadence.tag else cadence.get_stage_display(),
            )
        )
    return found


def _aware(moment: dt.datetime | str) -> dt.datetime:
    if isinstance(moment, str):  # SQLite answers a computed column as it is stored
        moment = dt.datetime.fromisoformat(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
