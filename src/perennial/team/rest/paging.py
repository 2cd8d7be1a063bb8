"""Pages by keyset: each goes on after the last row of the one before, so that page 10,000 costs what page 1 costs, and
rows that come or go meanwhile neither repeat nor hide others."""

import base64
import binascii
import dataclasses
import datetime as dt
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar, cast

from django.db.models import F, Model, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from perennial.team.rest.answers import answer
from perennial.team.rest.problems import wrong

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 200
USUAL_PAGE = 50
LOOKED_THROUGH = 20_000
MOST_AT_ONCE = 320_000
LOOKED_FOR_SECONDS = 0.15


class Asked(BaseModel):
    """What every list can be asked."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="How many rows at most.")] = USUAL_PAGE
    cursor: Annotated[str, Field(max_length=1000, description="“next” of the page before; empty for the first page.")] = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Sort:
    """A column to go along, then the id in the same direction. Rows where a `nullable` column is empty come last."""

    field: str
    descending: bool = False
    nullable: bool = False
    path: str = ""  # by what the rows are compared, if the column is asked for under another name
    order: Callable[[], Sequence[Any]] | None = None  # how the index of this column is asked for, if not plainly

    def by(self) -> Sequence[Any]:
        """What to order by."""
        if self.order is not None:
            return self.order()
        names = dict.fromkeys((self.compared, "id"))
        return [F(name).desc() if self.descending else F(name).asc() for name in names]

    @property
    def compared(self) -> str:
        """The name under which a condition finds the column."""
        return self.path if self.path and self.field != "id" else self.field


@dataclasses.dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and the cursor of the page that follows ("" at the end)."""

    rows: Sequence[M]
    next: str


def page_of(rows: QuerySet[M], name: str, sort: Sort, asked: Asked) -> Page[M]:
    """The page that was asked for of `rows`, in the order of `sort`, which is called `name` (a cursor of another order is
    refused). One query; two on the page on which the empty ones begin."""
    after = _position(rows.model, name, sort, asked.cursor) if asked.cursor else None
    rows = rows.order_by(*sort.by())
    most = asked.limit + 1
    found: list[M] = []
    if not sort.nullable:
        found = list(rows.filter(_beyond(sort, after))[:most] if after else rows[:most])
    else:
        if after is None or after[0] is not None:
            known = rows.filter(**{f"{sort.compared}__isnull": False})
            found = list(known.filter(_beyond(sort, after))[:most] if after else known[:most])
        if len(found) < most:
            empty = rows.filter(**{f"{sort.compared}__isnull": True}).order_by(*sort.by()[1:])
            if after is not None and after[0] is None:
                empty = empty.filter(**{"id__lt" if sort.descending else "id__gt": after[1]})
            found += list(empty[: most - len(found)])
    shown = found[: asked.limit]
    return Page(shown, _cursor(name, sort, shown[-1]) if len(found) > len(shown) else "")


def page_looked_through(rows: QuerySet[M], among: QuerySet[M], name: str, sort: Sort, asked: Asked) -> Page[M]:
    """The page that was asked for of rows that no index finds, in the order of ids: the next rows of `among` are looked at,
    LOOKED_THROUGH of them and then ever more, until the page is full or LOOKED_FOR_SECONDS have passed. A page may be short,
    even empty, and go on all the same. Two queries for each part."""
    until, size = time.monotonic() + LOOKED_FOR_SECONDS, LOOKED_THROUGH
    found: list[M] = []
    cursor = asked.cursor
    while True:
        still = asked.model_copy(update={"limit": asked.limit - len(found), "cursor": cursor})
        part = _part_looked_through(rows, among, name, sort, still, size)
        found, cursor = [*found, *part.rows], part.next
        if not cursor or len(found) == asked.limit or time.monotonic() >= until:
            return Page(found, cursor)
        size = min(2 * size, MOST_AT_ONCE)


def _part_looked_through(rows: QuerySet[M], among: QuerySet[M], name: str, sort: Sort, asked: Asked, size: int) -> Page[M]:
    after = _position(rows.model, name, sort, asked.cursor) if asked.cursor else None
    rest = among.order_by(*sort.by())
    rest = rest.filter(_beyond(sort, after)) if after else rest
    edge = rest.values_list("pk", flat=True)[size - 1 : size].first()
    if edge is None:
        return page_of(rows, name, sort, asked)
    page = page_of(rows.filter(**{"id__gte" if sort.descending else "id__lte": edge}), name, sort, asked)
    return page if page.next else Page(page.rows, _cursor_at(name, edge, edge))


def page_among(rows: QuerySet[M], ids_after: Callable[[int | None, int], Sequence[int]], name: str, asked: Asked) -> Page[M]:
    """The page that was asked for of those `rows` whose ids are found elsewhere, say by their words, the newest first:
    `ids_after(before, size)` gives the next ids below one. A page may be short and go on all the same."""
    sort = Sort("id", descending=True)
    place = _position(rows.model, name, sort, asked.cursor) if asked.cursor else None
    before, found = place[1] if place else None, list[M]()
    for size in (LARGEST_PAGE, 4 * LARGEST_PAGE, 16 * LARGEST_PAGE):
        ids = ids_after(before, size)
        found += rows.filter(pk__in=ids).order_by("-pk")
        if len(found) > asked.limit:
            return Page(found[: asked.limit], _cursor_at(name, found[asked.limit - 1].pk, found[asked.limit - 1].pk))
        if len(ids) < size:
            return Page(found, "")
        before = ids[-1]
    return Page(found, _cursor_at(name, before, before or 0))


def page_answer(
    page: Page[M], shown: Callable[[M], Mapping[str, Any]], *, count: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A page as it is told."""
    told: dict[str, Any] = {"items": [shown(row) for row in page.rows], "next": page.next or None}
    return answer(told | {"count": count} if count is not None else told)


def _beyond(sort: Sort, after: tuple[Any, int]) -> Q:
    """Two comparisons, the first of which is a range of the index."""
    value, pk = after
    way = "lt" if sort.descending else "gt"
    if sort.field == "id":
        return Q(**{f"id__{way}": pk})
    name = sort.compared
    return Q(**{f"{name}__{way}e": value}) & (Q(**{f"{name}__{way}": value}) | Q(**{f"id__{way}": pk}))


def _is_kept(value: Any) -> bool:
    """Whether a column can hold it, if it is a number."""
    return math.isfinite(value) if isinstance(value, float) else not isinstance(value, int) or abs(value) < 2**63


def _cursor(name: str, sort: Sort, row: Model) -> str:
    value = getattr(row, sort.field)
    return _cursor_at(name, value.isoformat() if isinstance(value, dt.date) else value, row.pk)


def _cursor_at(name: str, value: Any, pk: int) -> str:
    written = json.dumps([name, value, pk], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _position(model: type[Model], name: str, sort: Sort, cursor: str) -> tuple[Any, int]:
    """Where a cursor points to. It is not signed: it says where to go on, and is believed no more than a filter."""
    refused = wrong(_("This cursor is none of ours, or of another order. Start from the first page."), parameter="cursor")
    try:
        kind, told, pk = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if kind != name or type(pk) is not int or not 0 < pk < 2**63:
            raise refused
        if told is None:
            value = None
        else:
            value = cast(Any, model._meta.get_field(sort.field)).to_python(told)
            if isinstance(value, bool) or not _is_kept(value) or "\x00" in str(told):
                raise refused
            if isinstance(value, dt.datetime) and value.tzinfo is None:
                raise refused
            str(value).encode()
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        raise refused from None
    except Exception as error:  # a field's own ValidationError
        raise refused from error
    if value is None and not sort.nullable:
        raise refused
    return value, pk
