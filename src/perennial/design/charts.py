"""Charts as SVG drawn on the server: both themes by CSS, positions only as SVG attributes, a table for assistive technology.

`charts.js` adds a crosshair and arrow keys to figures that carry `data-chart`.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.design.markup import format_html, format_html_join

MIDDLE = mark_safe('<line class="mid" x1="50" x2="50" y2="6" vector-effect="non-scaling-stroke"/>')

Point = tuple[float, float]
Show = Callable[[float], str]


def plainly(value: float) -> str:
    """A number without needless decimals, with a real minus."""
    return f"{value:,.0f}".replace("-", "−")


def smooth(points: Sequence[Point]) -> str:
    """The path of a calm curve through all points (Catmull-Rom as cubic Béziers)."""
    if not points:
        return ""
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i, (here, there) in enumerate(pairwise(points)):
        before, after = points[max(i - 1, 0)], points[min(i + 2, len(points) - 1)]
        c1 = here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6
        c2 = there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6
        path.append(f"C{c1[0]:.1f} {c1[1]:.1f} {c2[0]:.1f} {c2[1]:.1f} {there[0]:.1f} {there[1]:.1f}")
    return "".join(path)


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of markup one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def spark(values: Sequence[float], label: str = "", tone: str = "") -> SafeString:
    """A small line of one series, for rows and figures."""
    if not values:
        return mark_safe("")
    low, span, steps = min(values), (max(values) - min(values)) or 1, max(len(values) - 1, 1)
    path = smooth([(i * 100 / steps, 27 - (value - low) / span * 23) for i, value in enumerate(values)])
    told = label or _("From %(first)s to %(last)s") % {"first": plainly(values[0]), "last": plainly(values[-1])}
    return format_html(
        '<svg class="spark {}" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="fill" d="{}L100 30L0 30Z"/><path class="line" d="{}" vector-effect="non-scaling-stroke"/></svg>',
        tone,
        told,
        path,
        path,
    )


def meter(share: float, tone: str = "") -> SafeString:
    """A flat bar filled to `share` (0 to 1); decoration beside a number in words."""
    return format_html(
        '<svg class="meter {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/><rect class="val" width="{}" height="10"/></svg>',
        tone,
        round(max(0.0, min(1.0, share)) * 100, 1),
    )


def ring(share: float, text: str, label: str, tone: str = "") -> SafeString:
    """A circle filled to `share` with `text` in it."""
    return format_html(
        '<span class="ring {}" role="img" aria-label="{}"><svg viewBox="0 0 36 36" aria-hidden="true">'
        '<circle class="track" cx="18" cy="18" r="15.5" pathLength="100"/>'
        '<circle class="val" cx="18" cy="18" r="15.5" pathLength="100" stroke-dasharray="{} 100"/></svg>'
        '<b aria-hidden="true">{}</b></span>',
        tone,
        label,
        round(max(0.0, min(1.0, share)) * 100, 1),
        text,
    )


def bars(rows: Sequence[tuple[str, float, str]], label: str) -> SafeString:
    """Named bars (name, value, text). With a negative value among them they grow from the middle, to either side."""
    most = max((abs(value) for _name, value, _text in rows), default=0) or 1
    both_ways = any(value < 0 for _name, value, _text in rows)

    def drawn(value: float) -> SafeString:
        width = abs(value) / most * (50 if both_ways else 100)
        x = (50 if value >= 0 else 50 - width) if both_ways else 0
        kind = ("pos" if value >= 0 else "neg") if both_ways else "val"
        middle = MIDDLE if both_ways else ""
        return format_html(
            '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="track" width="100" height="6"/>'
            '<rect class="{}" x="{}" width="{}" height="6"/>{}</svg>',
            kind,
            round(x, 2),
            round(width, 2),
            middle,
        )

    items = format_html_join("", "<li><span>{}</span><b>{}</b>{}</li>", ((n, t, drawn(v)) for n, v, t in rows))
    return format_html('<ul class="bars" aria-label="{}">{}</ul>', label, items)


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart. The last `predicted` values are a forecast, drawn dotted, with `band` = (low, high) around each."""

    name: str
    values: Sequence[float]
    predicted: int = 0
    band: Sequence[tuple[float, float]] = ()


HEIGHT = 240.0
_VERY_END = 99.0  # per cent of the width


def top(highest: float) -> float:
    """A round number at or above the highest value, for the axis."""
    if highest <= 0:
        return 1.0
    unit: float = 10 ** (len(str(int(highest))) - 1)
    return next(unit * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * step >= highest)


def axis(highest: float, show: Show) -> SafeString:
    """Five lines across, with what they stand for; fewer where two would say the same, as “0, 0, 1” of up to two customers."""
    said = [[(i / parts, show(highest * i / parts)) for i in range(parts + 1)] for parts in (4, 3, 2, 1)]
    chosen = next((marks for marks in said if len({text for _share, text in marks}) == len(marks)), said[-1])
    lines = ((round(100 - share * 100, 2), text) for share, text in chosen)
    return format_html_join(
        "",
        '<text class="y" x="-8" y="{}%" dy="4">{}</text><line class="grid" x2="100%" y1="{}%" y2="{}%"/>',
        ((y, text, y, y) for y, text in lines),
    )


def ticks(labels: Sequence[str], position: Callable[[int], float], at_most: int = 8) -> SafeString:
    """Labels along the foot, thinned out where they are many; one at the very end ends there."""
    step = max(1, -(-len(labels) // at_most))
    shown = ((position(i), label) for i, label in enumerate(labels) if i % step == 0)
    return format_html_join(
        "",
        '<text class="{}" x="{}%" y="100%" dy="20">{}</text>',
        (("x" if at < _VERY_END else "end", round(at, 2), label) for at, label in shown),
    )


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    """The same as a table, for assistive technology."""
    head = format_html_join("", '<th scope="col">{}</th>', ((h,) for h in heads))
    body = joined(
        format_html(
            '<tr><th scope="row">{}</th>{}</tr>', row[0], format_html_join("", "<td>{}</td>", ((cell,) for cell in row[1:]))
        )
        for row in rows
    )
    return format_html(
        '<div class="vh"><table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        caption,
        head,
        body,
    )


def legend(names: Sequence[str]) -> SafeString:
    """Which colour is which series."""
    return format_html(
        '<ul class="legend" aria-hidden="true">{}</ul>',
        format_html_join(
            "",
            '<li class="s-{}"><svg viewBox="0 0 10 10"><rect width="10" height="10" rx="3"/></svg>{}</li>',
            ((number, name) for number, name in enumerate(names, 1)),
        ),
    )


def lines(label: str, labels: Sequence[str], series: Sequence[Series], show: Show = plainly, *, at_most: int = 8) -> SafeString:
    """A line chart of up to six series over the same `labels`, of which at most
    so many are written; one series alone gets a soft area under it."""
    if not labels or not series:
        return mark_safe("")
    highest = max((max([*one.values, *(high for _low, high in one.band)], default=0) for one in series), default=0)
    most, steps = top(highest), max(len(labels) - 1, 1)

    def at(i: int, value: float) -> Point:
        return i * 1000 / steps, HEIGHT - value / most * HEIGHT

    drawn, dots = [], []
    for number, one in enumerate(series[:6], 1):
        known = len(one.values) - one.predicted
        points = [at(i, value) for i, value in enumerate(one.values)]
        parts = []
        if len(series) == 1 and known > 1:
            x = points[known - 1][0]
            parts.append(
                format_html('<path class="area" d="{}L{} {}L0 {}Z"/>', smooth(points[:known]), round(x, 1), HEIGHT, HEIGHT)
            )
        if one.band:
            first = known - 1
            upper = [at(first + k, high) for k, (_low, high) in enumerate(one.band)]
            lower = [at(first + k, low) for k, (low, _high) in enumerate(one.band)]
            back = " ".join(f"{x:.1f} {y:.1f}" for x, y in reversed(lower))
            parts.append(format_html('<path class="band" d="{}L{}Z"/>', smooth(upper), back))
        parts.append(format_html('<path class="line" d="{}" vector-effect="non-scaling-stroke"/>', smooth(points[:known])))
        if one.predicted:
            parts.append(
                format_html('<path class="pred" d="{}" vector-effect="non-scaling-stroke"/>', smooth(points[known - 1 :]))
            )
        drawn.append(format_html('<g class="s-{}">{}</g>', number, joined(parts)))
        if known:
            x, y = points[known - 1]
            dots.append(
                format_html('<circle class="dot s-{}" cx="{}%" cy="{}%" r="5.5"/>', number, round(x / 10, 2), round(y / 2.4, 2))
            )
    now = series[0]
    mark: SafeString | str = ""
    if now.predicted:
        x = round((len(now.values) - now.predicted - 1) * 100 / steps, 2)
        mark = format_html(
            '<line class="now" x1="{}%" x2="{}%" y2="100%"/><text x="{}%" dx="6" y="8">{}</text>',
            x,
            x,
            x,
            pgettext("on a chart's axis", "Today"),
        )
    foremost = series[0]
    tips = [
        [round(i * 100 / steps, 2), round(at(i, value)[1] / 2.4, 2), labels[i], show(value)]
        for i, value in enumerate(foremost.values)
    ]
    rows = [
        [label_, *(show(one.values[i]) if i < len(one.values) else "" for one in series)] for i, label_ in enumerate(labels)
    ]
    named = legend([one.name for one in series[:6]]) if len(series) > 1 else ""
    return format_html(
        '<figure class="chart" data-chart="{}" data-label="{}"><div class="plot"><svg aria-hidden="true">{}{}'
        '<svg viewBox="0 0 1000 240" preserveAspectRatio="none" width="100%" height="100%">{}</svg>{}{}</svg></div>'
        '<div class="axis"></div>{}{}</figure>',
        json.dumps(tips, ensure_ascii=False),
        label,
        axis(most, show),
        mark,
        joined(drawn),
        joined(dots),
        ticks(labels, lambda i: i * 100 / steps),
        named,
        table(label, [_("When"), *(one.name for one in series)], rows),
    )


def columns(label: str, labels: Sequence[str], values: Sequence[float], show: Show = plainly) -> SafeString:
    """Upright columns of one series."""
    if not values:
        return mark_safe("")
    most, width = top(max(values)), 100 / len(values)
    rects = format_html_join(
        "",
        '<rect class="col" x="{}%" y="{}%" width="{}%" height="{}%" rx="3"/>',
        (
            (
                round(i * width + width * 0.18, 2),
                round(100 - max(v, 0) / most * 100, 2),
                round(width * 0.64, 2),
                round(max(v, 0) / most * 100, 2),
            )
            for i, v in enumerate(values)
        ),
    )
    tips = [
        [round((i + 0.5) * width, 2), round(100 - max(v, 0) / most * 100, 2), labels[i], show(v)] for i, v in enumerate(values)
    ]
    return format_html(
        '<figure class="chart" data-chart="{}" data-label="{}"><div class="plot"><svg aria-hidden="true">{}'
        '<g class="s-1">{}</g>{}</svg></div><div class="axis"></div>{}</figure>',
        json.dumps(tips, ensure_ascii=False),
        label,
        axis(most, show),
        rects,
        ticks(labels, lambda i: (i + 0.5) * width, at_most=6),
        table(label, [_("When"), label], [[name, show(value)] for name, value in zip(labels, values, strict=True)]),
    )
