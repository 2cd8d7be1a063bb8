"""A list of records: what is wanted, counted no further than needed, a page of it."""

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F

from perennial.records.choices import NONE, Operator
from perennial.records.compiling import column_condition, compiled
from perennial.records.conditions import EVERYTHING, Condition, Is, alternatives, joined
from perennial.records.fields import Field, Rows
from perennial.records.lanes import Merged, in_lanes, lanes_of, merged_lanes, unmerged
from perennial.records.marked import GROUP, is_one_choice, marked, values_of, with_each
from perennial.records.ordering import Among, Unindexed
from perennial.records.sampling import ONE_IN, OneIn
from perennial.records.statements import Told, counts_of, ids_of, told_of
from perennial.records.wanted import Wanted

PAGE_SIZE = 50
COUNTED = 10_000  # further than this nothing is counted
MANY = 2_000  # found records that are looked for along their order before all of them are sorted
FEW = 1_000  # hidden records that are taken off instead of being looked for one by one
NEAR = 20_000  # more records than these are not listed for a member who sees few: theirs are looked up instead
LAST_PAGE = COUNTED // PAGE_SIZE


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `count` is exact up to COUNTED, else `capped`."""

    rows: list[Any]
    number: int
    count: int
    capped: bool
    has_next: bool
    found: Rows | None = None  # where they are few: all that were counted

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return (self.number - 1) * PAGE_SIZE + len(self.rows)


def page_of(wanted: Wanted, number: int = 1, *, size: int = PAGE_SIZE) -> Page:
    """A page of what is wanted: two queries, whatever the size of the table. A condition that fits more than COUNTED records is
    checked along the index of the sort; a rarer one is fetched by its own index and sorted. Those that are
    fetched are looked for once, and then taken by their ids."""
    return _page_of(wanted, number, size, whole=True)


def first_pages_of(lists: Sequence[Wanted], *, size: int) -> list[Page]:
    """The first page of each of several lists of one kind for one member: their records are read together, and those that ask
    for one choice each of one field are put into SQL once."""
    places = _alike(lists)
    alike = dict(zip(places, _pages_alike([lists[place] for place in places], size), strict=True)) if places else {}
    pages = [alike.get(place) or _page_of(wanted, 1, size, whole=False) for place, wanted in enumerate(lists)]
    records = {row.pk: row for row in _by_ids(lists[0], [pk for page in pages for pk in page.rows])} if pages else {}
    return [dataclasses.replace(page, rows=[records[pk] for pk in page.rows if pk in records]) for page in pages]


def _alike(lists: Sequence[Wanted]) -> list[int]:
    """The places of those lists that ask for one choice each of one field, by an index that has them in their order."""
    asked = next((each.condition for each in lists if isinstance(each.condition, Is)), None)
    field = lists[0].fields.get(asked.field) if asked else None
    alike = [place for place, each in enumerate(lists) if is_one_choice(field, each.condition) and _is_served_alone(each)]
    besides = {place: dataclasses.replace(lists[place], condition=EVERYTHING) for place in alike}
    same = [place for place in alike if besides[place] == besides[alike[0]]]
    return same if len(same) > 1 else []


def _is_served_alone(wanted: Wanted) -> bool:
    if wanted.border is not None:
        return bool(lanes_of(wanted))
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    return wanted.kind.whole is None and wanted.condition == wanted.along == usual.along


def _pages_alike(lists: Sequence[Wanted], size: int) -> list[Page]:
    """With the ids of records: one query that counts, and one for the first of each."""
    asked = [each.condition for each in lists if isinstance(each.condition, Is)]
    field, keys = lists[0].fields[asked[0].field], [key for one in asked for key in values_of(one)]
    wanted, lanes = dataclasses.replace(lists[0], condition=marked(asked[0], GROUP)), lanes_of(lists[0])
    rows = fitting(wanted, dense=False)
    counts = counts_of(with_each(_counting(wanted, rows), GROUP, field, keys))
    first = (merged_lanes(wanted, lanes) if lanes else unmerged(wanted, rows)).told(0, size + 1)
    found = [ids_of(told) for told in with_each(first, GROUP, field, keys)]
    return [
        Page(ids[:size], 1, min(count, COUNTED), count > COUNTED, len(ids) > size)
        for ids, count in zip(found, counts, strict=True)
    ]


def _counting(wanted: Wanted, rows: Rows) -> Told:
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    rows = rows.order_by(*(usual.keys(indexed=True) if wanted.border is None else []))
    return told_of(rows.values("pk")[: COUNTED + 1])


def _page_of(wanted: Wanted, number: int, size: int, *, whole: bool) -> Page:
    """With records, or with the ids of records alone."""
    lanes = lanes_of(wanted)
    ids, are_seen = (None, True) if lanes else _ids_of(wanted)
    counted = len(ids) if ids is not None else count_of(wanted)
    capped = counted > COUNTED
    number = max(1, min(number, LAST_PAGE))
    start = (number - 1) * size
    found = _those(wanted, ids) if ids is not None and not capped else None
    if lanes:
        rows = in_lanes(wanted, lanes, start, start + size + 1)
        rows = _by_ids(wanted, rows) if whole else rows
    elif found is not None:
        theirs = found.order_by(*wanted.keys(indexed=False))
        if are_seen and ids and (met := _met(wanted, ids, start + size + 1)):
            rows = _by_ids(wanted, met[start:]) if whole else met[start:]
        elif are_seen:
            whole_now = whole and counted <= MANY  # of many, what is not shown is not read
            rows = list((_dressed(wanted, theirs) if whole_now else _bare(theirs))[start : start + size + 1])
            rows = _by_ids(wanted, rows) if whole and not whole_now else rows
        else:
            counted, rows = len(placed := list(_bare(theirs))), placed[start : start + size + 1]
            rows = _by_ids(wanted, rows) if whole else rows
    else:
        rows = _taken(wanted, start, start + size + 1, whole=whole, dense=capped)
    return Page(rows[:size], number, min(counted, COUNTED), capped, len(rows) > size and number < LAST_PAGE, found)


def _ids_of(wanted: Wanted, *, seen: bool = False) -> tuple[list[int] | None, bool]:
    """The ids of what is wanted, up to COUNTED + 1, in no order, and whether the member is known to see all of them, as they do
    where there are that many, or with `seen`; None where an index counts them without meeting them."""
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    asked = wanted.condition
    if wanted.is_everything or wanted.kind.whole or asked in (usual.along, wanted.along):
        return None, True
    if isinstance(asked, Is) and _named_elsewhere(wanted, asked) is not None:
        return None, True
    found: dict[int, None] = {}
    are_seen = True
    for condition in alternatives(asked) or [asked]:  # PostgreSQL reads the whole table for an either-or across tables
        if not seen and (named := _ids_named(wanted, condition)):
            found |= named
            are_seen = False
        else:
            rows = _named_within(wanted, condition)
            rows = _looked_for(dataclasses.replace(usual, condition=condition)).values_list("pk") if rows is None else rows
            found |= dict.fromkeys(ids_of(told_of(rows[: COUNTED + 1])))
        if len(found) > COUNTED:
            break
    return (list(found), are_seen) if are_seen or len(found) <= COUNTED else _ids_of(wanted, seen=True)


def _named_within(wanted: Wanted, asked: Condition) -> Rows | None:
    """The ids that many rows of another table name for a text that is asked, of records that a team sees which sees many:
    held against a list of these. SQLite would look each of these up among the rows; PostgreSQL joins both."""
    field = wanted.fields.get(asked.field) if isinstance(asked, Is) else None
    is_team = isinstance(wanted.border, Is) and len(values_of(wanted.border)) > 1
    is_text = connection.vendor == "sqlite" and is_team and field is not None and field.asked is not None
    named = _named_by(field, asked) if is_text and field is not None and isinstance(asked, Is) and field.names == "pk" else None
    seen = wanted.kind.visible(wanted.member).order_by()
    if named is None or not NEAR <= seen[: 10 * NEAR].count() < 10 * NEAR:
        return None
    rows, link = named
    if rows.order_by().values(link)[: 6 * NEAR].count() == 6 * NEAR:
        return None
    found: Rows = rows.order_by().alias(met=Unindexed(F(link))).filter(met__in=seen.values("pk")).values_list(link).distinct()
    return found


def _looked_for(wanted: Wanted) -> Rows:
    """The records in no order; but where one index has all that is asked, in the order that makes SQLite take it. Of a field
    with few values it thinks so little that it would rather read the whole table."""
    rows = fitting(wanted, dense=False).order_by()
    has_index = connection.vendor == "sqlite" and wanted.border is None and wanted.lies_beside
    return rows.order_by(*wanted.keys(indexed=True)) if has_index else rows


def _ids_named(wanted: Wanted, asked: Condition) -> dict[int, None]:
    """The ids that the rows of another table name for one thing that is asked, of records that the member may not see, too:
    those are met when what was found is put in order. Empty where another way is asked for, or where they are many."""
    field = wanted.fields.get(asked.field) if isinstance(asked, Is) else None
    named = _named_by(field, asked) if isinstance(asked, Is) and field is not None and field.names == "pk" else None
    if named is None:
        return {}
    rows, link = named
    ids = ids_of(told_of(rows.order_by().values_list(link)[: COUNTED + 1]))
    return dict.fromkeys(id_ for id_ in ids if id_) if len(ids) <= COUNTED else {}


def _met(wanted: Wanted, ids: Sequence[int], end: int) -> list[int]:
    """The first of what was found, met along the index of its order, which takes less than to read and sort all of it where it
    is many; empty where it is few, or not met soon."""
    all_of_them = _in_order(dataclasses.replace(wanted, condition=EVERYTHING)) if len(ids) >= max(MANY, 4 * end) else None
    if all_of_them is None:
        return []
    found, met, passed, most = frozenset(ids), list[int](), 0, 2 * len(ids)
    while len(met) < end and len(met) * most >= passed * end and passed < most:
        upto = max(2 * passed, len(ids) // 8)
        met += [pk for pk in all_of_them.ids(passed, upto) if pk in found]
        passed = upto
    return met[:end] if len(met) >= end else []


def _in_order(everything: Wanted) -> Merged | None:
    """All records as an index has them in their order, also those of others than a member sees; None where none has."""
    if lanes := lanes_of(everything):
        return merged_lanes(everything, lanes)
    if everything.border is None:
        return unmerged(everything, everything.kind.visible(everything.member))
    return unmerged(everything, everything.kind.kept()) if everything.kind.kept else None


def _those(wanted: Wanted, ids: Sequence[int]) -> Rows:
    """Records that were found, as the member sees them."""
    return wanted.kind.visible(wanted.member).filter(Among("pk", ids))


def _taken(wanted: Wanted, start: int, end: int, *, whole: bool, dense: bool) -> list[Any]:
    """Some of the records in their order. Those before them are only passed: of a page behind the first the ids are taken along
    the index and then the records, or each that is passed would be read. So are the first few, of which SQLite must not know
    how few they are: it would read the whole table and sort it."""
    if dense and (ahead := _ahead(wanted, end)) is not None:
        return list((ahead if whole else _bare(ahead))[start:end])
    rows = ordered(wanted, dense=dense and _is_near(wanted, end - 1))
    if whole and not start and end > PAGE_SIZE:
        return list(rows[:end])
    sql, values = told_of(_bare(rows))
    ids = ids_of((f"{sql} LIMIT %s OFFSET %s" if sql else "", (*values, end - start, start)))
    return _by_ids(wanted, ids) if whole else ids


def _ahead(wanted: Wanted, end: int) -> Rows | None:
    """Those among which the first of them are, in their order, where the kind can tell for a member who does not see all."""
    is_usual = wanted.is_everything and wanted.sorted_by.key == wanted.kind.sort and not wanted.reverse
    if wanted.border is None or not is_usual or wanted.kind.ahead is None:
        return None
    rows = wanted.kind.ahead(wanted.member, end)
    return None if rows is None else _dressed(wanted, rows.order_by(*wanted.keys(indexed=False)))


def _bare(rows: Rows) -> Rows:
    """Their ids alone."""
    return rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)


def _by_ids(wanted: Wanted, ids: Sequence[int]) -> list[Any]:
    by_id = {row.pk: row for row in _dressed(wanted, _those(wanted, ids))} if ids else {}
    return [by_id[pk] for pk in ids if pk in by_id]


def _is_near(wanted: Wanted, end: int) -> bool:
    """Whether a page is met soon along the index of its order: always, unless the member sees so few that all of theirs are
    sooner read and sorted. Met they are after `end` times as many as there are for each of theirs."""
    if wanted.border is None or wanted.along == wanted.border or end <= PAGE_SIZE or not wanted.kind.kept:
        return True
    all_of_them = wanted.kind.kept().order_by().filter(OneIn("id")).count() * ONE_IN
    enough = math.isqrt(all_of_them * end) + 1
    return bool(wanted.kind.visible(wanted.member).order_by()[:enough].count() == enough)


def count_of(wanted: Wanted) -> int:
    """How many records are wanted, counted up to COUNTED + 1. Where the one thing that is asked stands in another table and
    nearly all records are visible, it is counted there, without looking at the records themselves."""
    asked = wanted.condition
    if isinstance(asked, Is) and (named := _named_elsewhere(wanted, asked)) is not None:
        return _count_named(*named)
    if _is_capped(wanted) or _are_many(wanted):
        return COUNTED + 1
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    if (wanted.is_everything and wanted.border is None) or usual.along == wanted.condition:
        # along an order that has the ids: another index may lack them, and one on which most rows agree may not be used at all
        return fitting(wanted, dense=False).order_by(*usual.keys(indexed=True))[: COUNTED + 1].count()
    return fitting(wanted, dense=False).order_by()[: COUNTED + 1].count()


def _is_capped(wanted: Wanted) -> bool:
    """Whether there are certainly more than are counted: so many that those which the member may not see make no difference."""
    known = wanted.kind.whole(wanted.member) if wanted.kind.whole else None
    if known is None:
        return False
    rows, lost = known
    few = lost.order_by()[:FEW].count()
    usual = dataclasses.replace(wanted, sort="", reverse=False)
    ordering = usual.keys(indexed=True) if wanted.is_everything or usual.along == wanted.condition else []
    found = compiled(wanted.condition, wanted.fields).on(rows).order_by(*ordering)
    return few < FEW and found[: COUNTED + few + 1].count() > COUNTED + few


def _are_many(wanted: Wanted) -> bool:
    """Whether what a member sees who does not see all is known to be more than is counted."""
    if wanted.border is None or not wanted.is_everything or wanted.kind.are_many is None:
        return False
    return wanted.kind.are_many(wanted.member, COUNTED)


def all_of(wanted: Wanted) -> Iterator[Any]:
    """Every record that is wanted, in the order of the list, streamed."""
    return ordered(wanted, dense=wanted.is_everything or count_of(wanted) > COUNTED).iterator(chunk_size=1000)


def fitting(wanted: Wanted, *, dense: bool) -> Rows:
    """The records that the member may see and wants, in no order. `dense`: to be asked row by row; see `compiled`."""
    if dense and wanted.border is not None and wanted.along != wanted.border and wanted.kind.kept:
        own = {field.key: field for field in wanted.kind.built_in()}
        rows = compiled(wanted.border, own, dense=True).on(wanted.kind.kept())  # so that the index of the order is walked
    else:
        rows = wanted.kind.visible(wanted.member)
    if not dense:
        most = None if wanted.border is None else NEAR
        return compiled(wanted.condition, wanted.fields, each=wanted.kind.kept_when, most=most).on(rows)
    sorting = wanted.sorted_by.sorting
    rows = compiled(wanted.along, wanted.fields).on(rows) if wanted.along in wanted.parts else rows
    rest = joined(EVERYTHING, *(part for part in wanted.parts if part != wanted.along))
    return compiled(rest, wanted.fields, dense=True, along=sorting.by if sorting else "").on(rows)


def ordered(wanted: Wanted, *, dense: bool, sort: bool = False) -> Rows:
    """The records that are wanted, in their order; `dense` where many fit. `sort`: not along the index that has them all in
    order, because few of them will be asked."""
    has_order = not sort and (wanted.is_everything or wanted.condition == wanted.along)
    indexed = dense or (has_order and wanted.border in (None, wanted.along))
    return _dressed(wanted, fitting(wanted, dense=dense).order_by(*wanted.keys(indexed=indexed)))


def _dressed(wanted: Wanted, rows: Rows) -> Rows:
    """With what the cells need of other tables."""
    rows = rows.prefetch_related(*wanted.kind.apart) if wanted.kind.apart else rows
    return rows.select_related(*wanted.kind.related) if wanted.kind.related else rows


def _count_named(rows: Rows, link: str) -> int:
    """How many records these rows of another table name, up to COUNTED + 1. Some are looked at first, because PostgreSQL meets
    all of them before it tells them apart, and those of many are most often named by the first."""
    looked = COUNTED * 5 // 4
    some = rows[:looked].aggregate(rows=Count("*"), records=Count(link, distinct=True))
    told: int = some["records"]
    return min(told, COUNTED + 1) if some["rows"] < looked or told > COUNTED else rows.distinct()[: COUNTED + 1].count()


def _named_elsewhere(wanted: Wanted, asked: Is) -> tuple[Rows, str] | None:
    """The ids that the rows of another table name for one thing that is asked, without those of the few that are hidden, and
    what they are called there."""
    hidden = wanted.kind.hidden(wanted.member) if wanted.kind.hidden else None
    field = wanted.fields.get(asked.field)
    named = _named_by(field, asked) if hidden is not None and field is not None and field.names == "pk" else None
    if hidden is None or named is None:
        return None
    rows, link = named
    return rows.exclude(**{f"{link}__in": hidden.values("pk")}).order_by().values(link), link


def _named_by(field: Field, asked: Is) -> tuple[Rows, str] | None:
    """The rows of another table that say the one thing that is asked, and what leads from them to the record."""
    if field.asked and asked.operator == field.asks[0]:
        named = field.asked(asked.operator, asked.value)
        return named[0] if len(named) == 1 else None
    values = asked.value if isinstance(asked.value, tuple) else ()
    is_one = asked.operator == Operator.ANY_OF or (asked.operator == Operator.ALL_OF and len(values) == 1)
    if field.elsewhere and is_one and values and NONE not in values:
        return field.elsewhere.rows().filter(
            column_condition(field.elsewhere.path, field, Operator.ANY_OF, values, negated=False)
        ), field.elsewhere.link
    return None
