"""The picture of a rhythm: each order as a stem on a line of time, and when the next is expected."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.design.markup import format_html, format_html_join
from perennial.kernel.money import Money

WIDTH, HEIGHT, LEAST_DAYS = 1000.0, 100.0, 60
TIGHT = 0.14  # of the axis: closer than this two words would run into each other


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """The next order: by when half, and between when 80 of 100 come."""

    low: dt.date
    middle: dt.date
    high: dt.date


def draw(orders: Sequence[tuple[dt.date, int]], currency: str, today: dt.date, expected: Expected | None) -> SafeString:
    """Orders (day, minor units) as SVG with a table for assistive technology; drawn without script, in both themes."""
    if not orders:
        return mark_safe("")
    first = min(day for day, _minor in orders)
    last = max(today, max(day for day, _minor in orders))
    if expected:
        last = max(last, min(expected.high, last + (last - first) / 2 + dt.timedelta(days=LEAST_DAYS)))
    span = max((last - first).days, LEAST_DAYS)

    def x(day: dt.date) -> float:
        return round(max(0.0, min(1.0, (day - first).days / span)) * WIDTH, 1)

    largest = max((minor for _day, minor in orders), default=0) or 1
    stems = format_html_join(
        "",
        '<line class="stem" x1="{0}" x2="{0}" y1="{1}" y2="100" vector-effect="non-scaling-stroke"/>',
        ((x(day), round(HEIGHT - 12 - max(minor, 0) / largest * (HEIGHT - 24), 1)) for day, minor in orders),
    )
    band: SafeString | str = ""
    if expected:
        start, end = x(expected.low), x(expected.high)
        band = format_html(
            '<rect class="likely" x="{}" width="{}" y="0" height="100"/>'
            '<line class="median" x1="{}" x2="{}" y1="0" y2="100" vector-effect="non-scaling-stroke"/>',
            start,
            round(max(end - start, 4), 1),
            x(expected.middle),
            x(expected.middle),
        )
    now = x(today)
    return format_html(
        '<figure class="rhythm"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">{}'
        '<line class="ground" x1="0" x2="1000" y1="100" y2="100" vector-effect="non-scaling-stroke"/>{}'
        '<line class="today" x1="{}" x2="{}" y1="0" y2="100" vector-effect="non-scaling-stroke"/></svg>'
        '<figcaption aria-hidden="true">{}{}</figcaption>{}</figure>',
        band,
        stems,
        now,
        now,
        _axis(first, first + dt.timedelta(days=span), now / WIDTH),
        _legend(expected),
        _table(orders, currency),
    )


def _axis(first: dt.date, end: dt.date, now: float) -> SafeString:
    """Today is said where its line stands; an end of the axis that it would run into gives way."""
    month = pgettext("date format", "M Y")
    words = [(0.0, "start", date_format(first, month))] if now > TIGHT else []
    words.append(
        (now, "end" if now > 1 - TIGHT else "start" if now < TIGHT else "middle", pgettext("on a chart's axis", "Today"))
    )
    if now < 1 - TIGHT:
        words.append((1.0, "end", date_format(end, month)))
    texts = format_html_join(
        "",
        '<text x="{}%" y="12" text-anchor="{}">{}</text>',
        ((round(at * 100, 1), anchor, word) for at, anchor, word in words),
    )
    return format_html('<svg class="axis">{}</svg>', texts)


def _legend(expected: Expected | None) -> SafeString:
    if not expected:
        return mark_safe("")
    return format_html('<span class="legend"><i class="key likely"></i>{}</span>', _("next order, 8 times of 10"))


def _table(orders: Sequence[tuple[dt.date, int]], currency: str) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((date_format(day), str(Money(minor, currency))) for day, minor in orders),
    )
    return format_html(
        '<table class="vh"><caption>{}</caption><thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>'
        "<tbody>{}</tbody></table>",
        _("Orders over time"),
        _("Day"),
        _("Amount"),
        rows,
    )
