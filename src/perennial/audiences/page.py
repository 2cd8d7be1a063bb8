"""What the page of an audience shows: its condition in words, its numbers, a page of its members or of who came and left."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.audiences.listing import wording_for
from perennial.audiences.models import Audience
from perennial.audiences.queries.sizes import CHART_DAYS, flows_of, sizes_since
from perennial.audiences.queries.stays import members_of, passages_of
from perennial.audiences.reading import from_json
from perennial.design import charts
from perennial.people.links import around
from perennial.records.conditions import ConditionError
from perennial.team.guard import member_of

PAGE, FURTHEST = 50, 10_000


def facts_of(member: Any, audience: Audience) -> Mapping[str, Any]:
    """Its condition, line by line, and how it grew."""
    wording = wording_for(member)
    try:
        tree = from_json(audience.condition, wording.fields)
    except ConditionError as error:
        return {"broken": str(error.why), **_grown(audience)}
    return {"lines": wording.lines(tree), **_grown(audience)}


def _grown(audience: Audience) -> Mapping[str, Any]:
    sizes = sizes_since([audience], CHART_DAYS)[audience.pk]
    chart: Any = ""
    if len(sizes) > 1:
        days = [date_format(on, pgettext("date format", "j M")) for on, _size in sizes]
        series = charts.Series(_("Customers"), [size for _on, size in sizes])
        chart = charts.lines(_("Size over time"), days, [series], lambda n: str(number_format(round(n), force_grouping=True)))
    return {"chart": chart, "flow": flows_of([audience])[audience.pk]}


def members_shown(request: HttpRequest, audience: Audience) -> Mapping[str, Any]:
    """A page of who is inside, the last who entered first, each with the reasons."""
    member = member_of(request)
    return _paged(request, members_of(audience, member), audience)


def passages_shown(request: HttpRequest, audience: Audience) -> Mapping[str, Any]:
    """A page of who came and left, the last first."""
    return _paged(request, passages_of(audience, member_of(request)), audience)


def _paged(request: HttpRequest, rows: Any, audience: Audience) -> Mapping[str, Any]:
    page: Page[Any] = Paginator(rows[:FURTHEST], PAGE).get_page(request.GET.get("page"))
    return {"page": page, **around(request, page)}
