"""The list of customers: what is wanted, counted no further than needed, a page of it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import OrderBy

from perennial.kernel.clock import start_of_day
from perennial.people.fields import beginning
from perennial.people.models import Party, SearchTerm, Tagging
from perennial.people.models.party import PartyQuerySet
from perennial.people.names import words_of
from perennial.people.normalise import clean_line
from perennial.people.rules import may_see
from perennial.records.ordering import Newest, Unindexed
from perennial.team.reach import owners_within_reach, sees_all

PAGE_SIZE = 50
COUNTED = 10_000  # further than this nothing is counted
LAST_PAGE = COUNTED // PAGE_SIZE
SORTS = {
    "name": "sort_name",
    "value": "value_minor",
    "order": "last_order_at",
    "contact": "last_contact_at",
    "created": "created_at",
}
_ASCENDING_FIRST = {"name"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which customers a list is to show; every part that is left empty lets all through."""

    text: str = ""
    kind: str = ""
    stages: tuple[str, ...] = ()
    owner: str = ""  # a member's id, or "none"
    tags: tuple[int, ...] = ()  # all of them
    city: str = ""
    country: str = ""
    has_orders: bool | None = None
    value_from: int | None = None  # minor units
    value_to: int | None = None
    order_from: dt.date | None = None
    order_to: dt.date | None = None
    created_from: dt.date | None = None
    created_to: dt.date | None = None
    sort: str = "name"
    reverse: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered."""
        return dataclasses.replace(self, sort="name", reverse=False) == Wanted()


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `count` is exact up to COUNTED, else `capped`."""

    rows: list[Party]
    number: int
    count: int
    capped: bool
    has_next: bool

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return (self.number - 1) * PAGE_SIZE + len(self.rows)


def page_for(member: Any, wanted: Wanted, number: int = 1) -> Page:
    """A page of the customers that a member wants to see: two queries, whatever the size of the table. A filter that fits more
    than COUNTED customers is checked along the index of the sort; a rarer one is fetched by its own index and sorted."""
    counted = count_for(member, wanted)
    capped = counted > COUNTED
    dense = capped and not (sees_all(member) and _lies_along_an_index(wanted))
    number = max(1, min(number, LAST_PAGE))
    start = (number - 1) * PAGE_SIZE
    along = dense or capped or (wanted.is_everything and sees_all(member))
    found = _sorted(_wanted(member, wanted, dense=dense), wanted, dense=along)
    rows = list(found[start : start + PAGE_SIZE + 1])
    has_next = len(rows) > PAGE_SIZE and number < LAST_PAGE
    return Page(rows[:PAGE_SIZE], number, min(counted, COUNTED), capped, has_next)


def count_for(member: Any, wanted: Wanted) -> int:
    """How many customers are wanted, counted up to COUNTED + 1. Those whose names begin so are counted in the index of words,
    without looking at the customers themselves."""
    words = words_of(clean_line(wanted.text[:200]))[:5]
    if len(words) == 1 and dataclasses.replace(wanted, text="").is_everything and may_see(member) and sees_all(member):
        terms = SearchTerm.objects.filter(beginning("term", words[0])).exclude(party__in=Party.objects.deleted().values("pk"))
        return terms.order_by().values("party_id").distinct()[: COUNTED + 1].count()
    return _wanted(member, wanted, dense=False).order_by()[: COUNTED + 1].count()


def _lies_along_an_index(wanted: Wanted) -> bool:
    """Whether an index has the customers of the one filter that is set by name already."""
    single = [wanted.kind, wanted.city, wanted.country, wanted.owner, wanted.stages[0] if len(wanted.stages) == 1 else ""]
    rest = dataclasses.replace(wanted, kind="", city="", country="", owner="", stages=wanted.stages[1:])
    return wanted.sort == "name" and rest.is_everything and sum(map(bool, single)) == 1


def all_for(member: Any, wanted: Wanted) -> Iterator[Party]:
    """Every customer that is wanted, in the order of the list, streamed."""
    dense = sees_all(member) or count_for(member, wanted) > COUNTED
    return _sorted(_wanted(member, wanted, dense=dense), wanted, dense=dense).iterator(chunk_size=1000)


def _wanted(member: Any, wanted: Wanted, *, dense: bool) -> "PartyQuerySet":
    if not may_see(member):
        return Party.objects.none()
    parties = Party.objects.kept()
    for field, lookup, value in chain(_reach(member), _conditions(wanted)):
        if dense:
            parties = parties.alias(**{f"plain_{field}": Unindexed(F(field))})
        parties = parties.filter(**{f"plain_{field}{lookup}" if dense else f"{field}{lookup}": value})
    for tag_id in wanted.tags:
        parties = _among(parties, Tagging.objects.filter(tag=tag_id), dense=dense)
    for word in words_of(clean_line(wanted.text[:200]))[:5]:
        parties = _among(parties, SearchTerm.objects.filter(beginning("term", word)), dense=dense)
    return parties


def _among(parties: "PartyQuerySet", rows: "QuerySet[Any, Any]", *, dense: bool) -> "PartyQuerySet":
    """Those that the rows name: asked party by party, or listed first."""
    if dense:
        return parties.filter(Exists(rows.filter(party=OuterRef("pk"))))
    return parties.filter(pk__in=rows.values("party_id"))


def _reach(member: Any) -> Iterator[tuple[str, str, Any]]:
    """What `PartyQuerySet.within_reach` asks, as one more condition: the index of a sort is walked down in spite of it."""
    owners = owners_within_reach(member)
    if owners is not None:
        yield ("owner_id", "", min(owners)) if len(owners) == 1 else ("owner_id", "__in", sorted(owners))


def _conditions(wanted: Wanted) -> Iterator[tuple[str, str, Any]]:
    if wanted.kind:
        yield "kind", "", wanted.kind
    if wanted.stages:
        yield "stage", "__in", wanted.stages
    if wanted.owner:
        yield ("owner_id", "__isnull", True) if wanted.owner == "none" else ("owner_id", "", int(wanted.owner))
    if wanted.city:
        written = {wanted.city, wanted.city.title(), wanted.city.upper(), wanted.city.lower()}
        used = [city for city in sorted(written) if Party.objects.kept().filter(city=city).exists()]
        yield "city", "__in", used or [wanted.city]
    if wanted.country:
        yield "country", "", wanted.country
    if wanted.has_orders is not None:
        yield "orders", "__gt" if wanted.has_orders else "__lte", 0
    spans = {
        "value_minor": (wanted.value_from, wanted.value_to),
        "last_order_at": (_morning(wanted.order_from), _evening(wanted.order_to)),
        "created_at": (_morning(wanted.created_from), _evening(wanted.created_to)),
    }
    for field, (least, most) in spans.items():
        if least is not None:
            yield field, "__gte", least
        if most is not None:
            yield field, "__lte" if field == "value_minor" else "__lt", most


def _morning(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    try:
        return start_of_day(day)
    except OverflowError:  # the first day of year 1, east of Greenwich
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _evening(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    try:
        return start_of_day(day + dt.timedelta(days=1))
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def _sorted(parties: "PartyQuerySet", wanted: Wanted, *, dense: bool) -> "PartyQuerySet":
    """By the wanted order: down the index of the sort (`dense`), or sorted after they were fetched by another index."""
    field = SORTS.get(wanted.sort, "sort_name")
    descending = (wanted.sort in _ASCENDING_FIRST) == wanted.reverse
    if field.endswith("_at") and field != "created_at":
        keys: list[OrderBy] = [Newest(field, reverse=not descending), Newest("id", reverse=not descending)]
    else:
        keys = [OrderBy(F(name), descending=descending) for name in (field, "id")]
    if not dense:
        keys[0] = _unindexed(keys[0])
    return parties.order_by(*keys).select_related("owner")


def _unindexed(key: OrderBy) -> OrderBy:
    key = key.copy()
    key.set_source_expressions([Unindexed(expression) for expression in key.get_source_expressions()])
    return key
