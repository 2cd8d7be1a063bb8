"""What the page of an audience shows: its rule in words, its numbers, a page of its members or of who came and left."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.audiences.asking import every_field
from perennial.audiences.listing import is_new
from perennial.audiences.models import Audience, Stay
from perennial.audiences.naming import asked_in
from perennial.audiences.queries import Passage, members_in, members_of, passages_of, passages_since, sizes_of
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.audiences.textwriting import to_text
from perennial.audiences.words import Because
from perennial.design import charts
from perennial.kernel.http.numbers import whole_number
from perennial.people.links import around
from perennial.records.conditions import ConditionError
from perennial.team.guard import member_of

PAGE, FURTHEST = 50, 10_000
CHART_DAYS, MONTH = 365, 30


def facts_of(audience: Audience, wording: Wording) -> Mapping[str, Any]:
    """Its rule, line by line, or why it cannot be understood any more; and how it grew."""
    member = wording.member
    entered, left = passages_since([audience], MONTH, member)[audience.pk]
    grown = {
        "size": members_in([audience], member)[audience.pk],
        "chart": _chart(sizes_of([audience], member, CHART_DAYS)[audience.pk]),
        "entered": entered,
        "left": left,
        "is_new": is_new(audience, MONTH),
    }
    try:
        tree = from_json(audience.condition, every_field())
    except ConditionError as error:
        return {"broken": str(error.why), **grown}
    is_seen = asked_in(audience.condition).fields <= wording.fields.keys()
    text = to_text(tree, wording.fields, wording.member) if is_seen else ""
    return {"lines": wording.lines(tree), "text": text, **grown}


def _chart(sizes: Sequence[tuple[dt.date, int]]) -> Any:
    if len(sizes) < 2:
        return ""
    days = [date_format(on, pgettext("date format", "j M")) for on, _size in sizes]
    series = charts.Series(_("Customers"), [size for _on, size in sizes])
    return charts.lines(_("Size over time"), days, [series], _in_digits, at_most=5)


def _in_digits(count: float) -> str:
    return str(number_format(round(count), force_grouping=True))


def members_shown(request: HttpRequest, audience: Audience) -> Mapping[str, Any]:
    """A page of who is inside, the last who entered first, each with the reasons."""
    because, stays = Because(member_of(request)), members_of(audience, member_of(request))[:FURTHEST]
    page: Page[Stay] = Paginator(stays, PAGE).get_page(request.GET.get("page"))
    return {"page": page, **around(request, page), "rows": [(stay, because.told(stay.why)) for stay in page]}


def passages_shown(request: HttpRequest, audience: Audience) -> Mapping[str, Any]:
    """A page of who came and left, the last first; the next one goes on behind its last."""
    because = Because(member_of(request))
    found = passages_of(audience, member_of(request), before=_before(request), limit=PAGE + 1)
    further = f"?show=passages&before={_written(found[PAGE - 1])}" if len(found) > PAGE else ""
    return {"passages": [(each, because.told(each.why)) for each in found[:PAGE]], "further": further}


def _written(passage: Passage) -> str:
    at, pk, is_leaving = passage.place
    return f"{at.astimezone(dt.UTC).isoformat().replace('+00:00', 'Z')}_{pk}_{int(is_leaving)}"


def _before(request: HttpRequest) -> tuple[dt.datetime, int, bool] | None:
    """Where the page before this one ended; from the newest where an address says something else."""
    said = request.GET.get("before", "")[:80].split("_")
    if len(said) != 3:
        return None
    try:
        at = parse_datetime(said[0])
    except ValueError:
        return None
    pk = whole_number(said[1])
    return (at, pk, said[2] == "1") if at is not None and is_aware(at) and pk is not None else None
