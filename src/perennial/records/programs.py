"""Lists for programs: the conditions and orders of the views on every list of the API, page by page along an index.

A page goes on after the values of the last row, so it costs what the first one costs, and a row that went meanwhile ends
nothing.
"""

import base64
import binascii
import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Annotated, Any, cast

from django.db.models import F
from django.utils.translation import gettext as _
from pydantic import Field

from perennial.records.asking import ABOUT, LONGEST, condition_asked, condition_of_view
from perennial.records.choices import Type
from perennial.records.conditions import EVERYTHING, Condition, Is, alternatives, joined
from perennial.records.fields import Field as RecordField
from perennial.records.fields import Rows, Sorting
from perennial.records.kinds import RecordKind
from perennial.records.layouts.walking import Walk
from perennial.records.listing import COUNTED, fitting, ordered
from perennial.records.ordering import Among
from perennial.records.wanted import Wanted
from perennial.team.rest import Asked, Id, OneOf, Shown, wrong

LOOKED_AT = 2000  # so many rows of the order are looked at before anything is counted
BY_ID = RecordField(key="id", label="id", type=Type.NUMBER, sorting=Sorting(by="id", unique=True))
SORTS = "The key of a field that sorts, or id; “-” turns the order round."


class Count(Shown):
    """How many there are, counted no further than 10,000."""

    rows: int
    is_capped: bool


class FilterAsked(Asked):
    """What every list of records can be asked besides its own parameters."""

    filter: Annotated[str, Field(max_length=LONGEST, description=ABOUT)] = ""
    view: Annotated[Id | None, Field(description="A view whose conditions have to be true, too.")] = None
    count: Annotated[str, OneOf(["capped"])] | None = None

    def condition(self, member: Any, kind: RecordKind | None, fields: Mapping[str, RecordField], *said: Condition) -> Condition:
        """All that is asked, as one condition; `said` is what its own parameters say."""
        kept = condition_of_view(member, kind, self.view, fields) if kind else EVERYTHING
        return joined(kept, condition_asked(self.filter, fields), *said)


@dataclasses.dataclass(frozen=True)
class Found:
    """Some rows, the cursor of the page that follows ("" at the end), and how many there are, if that was asked."""

    rows: Sequence[Any]
    next: str
    count: Mapping[str, Any] | None

    def told(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """As it is answered."""
        page: dict[str, Any] = {"items": items, "next": self.next or None}
        return page | {"count": self.count} if self.count is not None else page


@dataclasses.dataclass(frozen=True)
class Listing:
    """Which records a program wants: `narrowed` asks of the rows what its own parameters say besides the condition."""

    wanted: Wanted
    narrowed: Callable[[Rows], Rows] | None = None

    def page(self, asked: FilterAsked) -> Found:
        """The page that was asked for. Many that fit are met along the index of the order; few are fetched by their own index
        and sorted. Which of both it is the cursor remembers."""
        place, dense = _read(self, asked.cursor) if asked.cursor else (None, None)
        rows = None
        if dense is None and self._may_be_many:
            rows = self._met(asked.limit)
            dense = True if rows is not None else None
        if dense is None:
            dense = self.is_everything or self.counted()[1]
        if not dense and self._any is not None and len(self._any) > COUNTED:
            dense = True  # there were fewer when the cursor was given
        if rows is None:
            rows = self._after(place, dense, asked.limit + 1)
        shown = rows[: asked.limit]
        goes_on = _written(self, shown[-1], dense) if len(rows) > len(shown) else ""
        count = dict(zip(("rows", "is_capped"), self.counted(), strict=True)) if asked.count else None
        return Found(shown, goes_on, count)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked: the index of the order is the list."""
        return self.wanted.is_everything and self.narrowed is None and self.wanted.border is None

    @property
    def name(self) -> str:
        """What the order is called in a cursor."""
        return f"{'-' if self.wanted.reverse else ''}{self.wanted.sorted_by.key}"

    def counted(self) -> tuple[int, bool]:
        """(how many they are, whether counting stopped there)."""
        if self._any is not None:
            count = len(self._any)
        else:
            count = self._narrow(fitting(self.wanted, dense=False)).order_by()[: COUNTED + 1].count()
        return min(count, COUNTED), count > COUNTED

    def walk(self, *, dense: bool) -> Walk:
        """The rows in their order; of those that were fetched nothing is asked a second time."""
        if dense or self._any is None:
            return Walk(self._narrow(ordered(self.wanted, dense=dense)), False)
        return Walk(
            ordered(dataclasses.replace(self.wanted, condition=EVERYTHING), dense=False, sort=True).filter(
                Among("pk", self._any)
            ),
            False,
        )

    @cached_property
    def _any(self) -> set[int] | None:
        """The ids of those that fit several conditions, or any of a few, each fetched by its own index, but no more than
        COUNTED + 1; None where one thing is asked. So what no index knows is looked for once, and an either-or does not make
        SQLite read the whole table."""
        wholes = alternatives(self.wanted.condition) or ([self.wanted.condition] if self._may_be_many else [])
        found: set[int] = set()
        for condition in wholes:
            rows = self._narrow(fitting(dataclasses.replace(self.wanted, condition=condition), dense=False)).order_by()
            found.update(rows.values_list("pk", flat=True)[: COUNTED + 1])
            if len(found) > COUNTED:
                break
        return set(islice(found, COUNTED + 1)) if wholes else None

    def _narrow(self, rows: Rows) -> Rows:
        return self.narrowed(rows) if self.narrowed else rows

    @property
    def _may_be_many(self) -> bool:
        """Whether several things are asked, of which no index knows how many fit together."""
        return not self.is_everything and not isinstance(self.wanted.condition, Is) and self.wanted.condition != EVERYTHING

    def _met(self, limit: int) -> list[Any] | None:
        """The first page, where so many fit that it fills from the first rows of the order; else None."""
        everything = dataclasses.replace(self.wanted, condition=EVERYTHING, kind=_unbordered(self.wanted.kind))
        first = ordered(everything, dense=True).values("pk")[:LOOKED_AT]
        walk = self.walk(dense=True)
        rows = list(_placed(walk, walk.rows.filter(pk__in=first))[: limit + 1])
        return rows if len(rows) > limit else None

    @property
    def has_unknown(self) -> bool:
        """Whether there may be rows that hold nothing by which they could be sorted."""
        return bool(self.wanted.sorted_by.sorting and self.wanted.sorted_by.sorting.newest)

    def _after(self, place: Sequence[Any] | None, dense: bool, most: int) -> list[Any]:
        walk = self.walk(dense=dense)
        if place is None and not self.has_unknown:
            return list(_placed(walk, walk.rows)[:most])
        unknown = (not walk.falling) if place is None else place[0] is None
        found = list(_placed(walk, walk.among(unknown, tuple(place) if place else None))[:most])
        if self.has_unknown and len(found) < most and walk.goes_on(unknown):
            found += list(_placed(walk, walk.among(not unknown, None))[: most - len(found)])
        return found


def sorted_as(sort: str, fields: Mapping[str, RecordField], names: Mapping[str, str]) -> tuple[str, bool]:
    """(the field that gives the order, whether it falls) of what a program called it; `names` are other names of fields.
    Refused when there is none by which it can be sorted."""
    falls, key = sort.startswith("-"), sort.removeprefix("-")
    field = fields.get(names.get(key, key))
    if field is None or field.sorting is None:
        known = ", ".join([*names, *(each.key for each in fields.values() if each.sorting)])
        raise wrong(_("It cannot be sorted by that. It can by: %(names)s.") % {"names": known}, parameter="sort")
    return field.key, falls


def listing(
    kind: RecordKind,
    member: Any,
    asked: FilterAsked,
    sort: str,
    *said: Condition,
    narrowed: Callable[[Rows], Rows] | None = None,
    names: Mapping[str, str] | None = None,
    fields: Mapping[str, RecordField] | None = None,
) -> Listing:
    """What a program asks of the records of a kind, in the order that it calls `sort`; `fields`, where they are known already,
    are all that the member may see."""
    fields = kind.fields_for(member) if fields is None else fields
    sortable = {**fields, BY_ID.key: BY_ID}
    key, falls = sorted_as(sort, sortable, names or {})
    sorting = sortable[key].sorting
    wanted = Wanted(
        kind=kind,
        member=member,
        fields=sortable,
        condition=asked.condition(member, kind, fields, *said),
        sort=key,
        reverse=falls != bool(sorting and sorting.falling),
    )
    return Listing(wanted, narrowed)


def _unbordered(kind: RecordKind) -> RecordKind:
    """The kind as somebody sees it who sees all: what is looked at is asked of each row anyway."""
    return dataclasses.replace(kind, border=None, visible=lambda member: (kind.kept or kind.model._default_manager.all)())


def _placed(walk: Walk, rows: Rows) -> Rows:
    """The rows with what they are sorted by."""
    placed: Rows = rows.annotate(**{name: F(name) for name in walk.expressions})
    return placed


def _written(listing: Listing, row: Any, dense: bool) -> str:
    """The cursor after a row."""
    names = listing.walk(dense=dense).expressions
    told = json.dumps(
        [listing.name, int(dense), *(_plain(getattr(row, name)) for name in names)], ensure_ascii=False, separators=(",", ":")
    )
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(listing: Listing, cursor: str) -> tuple[tuple[Any, ...], bool]:
    """Where a cursor points to. It is not signed: it says where to go on, and is believed no more than a filter."""
    refused = wrong(_("This cursor is none of ours, or of another order. Start from the first page."), parameter="cursor")
    try:
        name, dense, *told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        walk = listing.walk(dense=bool(dense))
        if name != listing.name or len(told) != len(walk.expressions):
            raise refused
        if None in told[1 if listing.has_unknown else 0 :]:
            raise refused
        annotations = walk.rows.query.annotations
        place = [_value(annotations[name].output_field, each) for name, each in zip(walk.expressions, told, strict=True)]
        return tuple(place), bool(dense)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        raise refused from None
    except Exception as error:  # a field's own ValidationError
        raise refused from error


def _value(field: Any, told: Any) -> Any:
    """One value of a cursor, as the column has it; ValueError when it has none such."""
    if told is None:
        return None
    if isinstance(told, bool | float | list | dict) or "\x00" in str(told):
        raise ValueError
    value = cast(Any, field).to_python(told)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        raise ValueError
    str(value).encode()
    return value
