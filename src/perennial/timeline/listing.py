"""Everybody's touchpoints for programs: by the index that fits what is asked, else by looking through them."""

from typing import Any

from perennial.people.queries import of_visible
from perennial.records.choices import NONE, Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import EVERYTHING, All, Condition, Is, joined
from perennial.records.fields import Rows
from perennial.search.queries import Wanted
from perennial.team.models import Member
from perennial.team.rest import Asked, Sort, page_among, page_looked_through, page_of
from perennial.team.rest.paging import Page
from perennial.timeline.asking import fields_for
from perennial.timeline.models import Touchpoint
from perennial.timeline.words import ENTRIES

MOST_CUSTOMERS = 50  # whose touchpoints are fetched and sorted


def page_for(member: Member, rows: Rows, condition: Condition, name: str, sort: Sort, asked: Asked) -> Page[Any]:
    """A page of those of `rows` that fit. What some customers lived through, and what one member wrote, have indexes; of
    everybody's touchpoints whatever else is asked is asked of one after the other."""
    fields = fields_for(member)
    parts = condition.parts if isinstance(condition, All) else (condition,)
    rows = rows.filter(of_visible(member))
    if (of := next((part for part in parts if _names(part, "customer", MOST_CUSTOMERS)), None)) is not None:
        rest = joined(EVERYTHING, *(part for part in parts if part != of))
        return page_of(compiled(rest, fields, dense=True).on(compiled(of, fields).on(rows)), name, sort, asked)
    by = next((part for part in parts if _names(part, "member", 1)), EVERYTHING)
    rest = joined(EVERYTHING, *(part for part in parts if part != by))
    fitting = compiled(rest, fields, dense=True).on(compiled(by, fields).on(rows))
    return page_looked_through(fitting, compiled(by, fields).on(Touchpoint.objects.all()), name, sort, asked)


def page_with_words(member: Member, rows: Rows, text: str, name: str, asked: Asked) -> Page[Any]:
    """A page of those of `rows` in whose text the words are, the newest first, by the index of words."""
    groups = Wanted.by(member, text).groups
    return page_among(
        rows.filter(of_visible(member)), lambda before, size: ENTRIES.find(groups, size, before=before), name, asked
    )


def _names(part: Condition, field: str, most: int) -> bool:
    return (
        isinstance(part, Is)
        and part.field == field
        and part.operator == Operator.ANY_OF
        and isinstance(part.value, tuple)
        and 0 < len(part.value) <= most
        and NONE not in part.value
    )
