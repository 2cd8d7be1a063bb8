"""Charts that hold what was said against what came: pairs of columns, the plot of calibration, a curve with its interval."""

import dataclasses
import json
from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString, mark_safe

from perennial.design.charts import HEIGHT, Show, axis, joined, legend, plainly, table, ticks, top
from perennial.design.markup import format_html, format_html_join

Place = Callable[[float], float]  # from a day to its share of the way along


def pairs(
    label: str,
    heads: Sequence[str],
    labels: Sequence[str],
    values: Sequence[tuple[float, float]],
    show: Show = plainly,
    *,
    wide: bool = False,
) -> SafeString:
    """Two columns beside each other for each label. `heads` says what the labels are, and what the two; `wide` leaves room for
    long figures, such as money."""
    if not values:
        return mark_safe("")
    most, width = top(max(max(pair) for pair in values)), 100 / len(values)
    rects = joined(
        format_html(
            '<g class="s-{}"><rect class="col" x="{}%" y="{}%" width="{}%" height="{}%" rx="2"/></g>',
            number + 1,
            round((i + 0.14 + 0.37 * number) * width, 2),
            round(100 - max(value, 0) / most * 100, 2),
            round(width * 0.34, 2),
            round(max(value, 0) / most * 100, 2),
        )
        for i, pair in enumerate(values)
        for number, value in enumerate(pair)
    )
    told = [f"{heads[1]} {show(said)} · {heads[2]} {show(came)}" for said, came in values]
    tips = [
        [round((i + 0.5) * width, 2), round(100 - max(*pair, 0) / most * 100, 2), labels[i], told[i]]
        for i, pair in enumerate(values)
    ]
    return format_html(
        '<figure class="chart {}" data-chart="{}" data-label="{}"><div class="plot"><svg aria-hidden="true">{}{}{}</svg></div>'
        '<div class="axis"></div>{}{}</figure>',
        "wide" if wide else "",
        json.dumps(tips, ensure_ascii=False),
        label,
        axis(most, show),
        rects,
        ticks(labels, lambda i: (i + 0.5) * width, at_most=10),
        legend(heads[1:]),
        table(label, heads, [[name, show(pair[0]), show(pair[1])] for name, pair in zip(labels, values, strict=True)]),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A point of a plot of calibration: the share that was said and the one that came, with the interval of the latter."""

    said: float
    came: float
    low: float
    high: float


def calibration(label: str, heads: Sequence[str], points: Sequence[Seen], show: Show) -> SafeString:
    """What came (upwards) against what was said (along), both as shares from 0 to 1: on the line they are equal. The axes reach
    as far as the largest share does. `heads` names what was said, what came, and its interval."""
    if not points:
        return mark_safe("")
    most = min(1.0, top(100 * max(max(point.said, point.high) for point in points)) / 100)
    marks = joined(
        format_html(
            '<line class="err" x1="{0}%" x2="{0}%" y1="{1}%" y2="{2}%"/><circle class="dot" cx="{0}%" cy="{3}%" r="5"/>',
            round(point.said / most * 100, 2),
            round(100 - min(point.high / most, 1) * 100, 2),
            round(100 - point.low / most * 100, 2),
            round(100 - point.came / most * 100, 2),
        )
        for point in points
    )
    tips = [
        [
            round(point.said / most * 100, 2),
            round(100 - point.came / most * 100, 2),
            f"{heads[0]} {show(point.said)}",
            f"{heads[1]} {show(point.came)}",
        ]
        for point in points
    ]
    rows = [[show(point.said), show(point.came), f"{show(point.low)} – {show(point.high)}"] for point in points]
    return format_html(
        '<figure class="chart" data-chart="{}" data-label="{}"><p class="ytitle" aria-hidden="true">{}</p>'
        '<div class="plot square"><svg aria-hidden="true">{}'
        '<line class="even" y1="100%" x2="100%"/><g class="s-1">{}</g>{}</svg></div>'
        '<div class="axis"></div><p class="xtitle" aria-hidden="true">{}</p>{}</figure>',
        json.dumps(tips, ensure_ascii=False),
        label,
        heads[1],
        axis(most, show),
        marks,
        ticks([show(most * share / 4) for share in range(5)], lambda i: i * 25),
        heads[0],
        table(label, heads, rows),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Curve:
    """A share from 0 to 1 over whole days, with the interval around it; `mark` is a day on it that has a name."""

    days: Sequence[int]
    values: Sequence[float]
    band: Sequence[tuple[float, float]]
    mark: tuple[int, str] | None = None


def curve(label: str, heads: Sequence[str], one: Curve, show: Show, said: Sequence[str]) -> SafeString:
    """A share over days. `said` is each day in words; `heads` names the days, the share and its interval."""
    if len(one.days) < 2:
        return mark_safe("")
    first, span = one.days[0], one.days[-1] - one.days[0]

    def at(day: float) -> float:
        return (day - first) / span

    def path(values: Sequence[float]) -> list[str]:
        return [f"{at(day) * 1000:.1f} {HEIGHT - value * HEIGHT:.1f}" for day, value in zip(one.days, values, strict=True)]

    upper, lower = path([high for _low, high in one.band]), path([low for low, _high in one.band])
    drawn = format_html(
        '<g class="s-1"><path class="band" d="M{}L{}Z"/><path class="line" d="M{}" vector-effect="non-scaling-stroke"/></g>',
        "L".join(upper),
        "L".join(reversed(lower)),
        "L".join(path(one.values)),
    )
    tips = [
        [round(at(day) * 100, 2), round(100 - value * 100, 2), text, show(value)]
        for day, value, text in zip(one.days, one.values, said, strict=True)
    ]
    rows = [
        [text, show(value), f"{show(low)} – {show(high)}"]
        for text, value, (low, high) in zip(said, one.values, one.band, strict=True)
    ]
    return format_html(
        '<figure class="chart" data-chart="{}" data-label="{}"><div class="plot"><svg aria-hidden="true">{}{}'
        '<svg viewBox="0 0 1000 240" preserveAspectRatio="none" width="100%" height="100%">{}</svg>{}</svg></div>'
        '<div class="axis"></div>{}</figure>',
        json.dumps(tips, ensure_ascii=False),
        label,
        axis(1.0, show),
        _marked(one, at) if one.mark else "",
        drawn,
        _days(one, at),
        table(label, heads, rows),
    )


def _marked(one: Curve, at: Place) -> SafeString:
    assert one.mark is not None
    day, name = one.mark
    x = round(at(day) * 100, 2)
    anchor = "end" if x > 60 else "start"
    return format_html(
        '<line class="now" x1="{0}%" x2="{0}%" y2="100%"/><text class="{1}" x="{0}%" dx="{2}" y="8">{3}</text>',
        x,
        anchor,
        -6 if anchor == "end" else 6,
        name,
    )


def _days(one: Curve, at: Place) -> SafeString:
    """Up to seven round numbers of days along the foot."""
    span = one.days[-1] - one.days[0]
    step = next(size for size in (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730, 3650) if span / size <= 7 or size == 3650)
    marks = [day for day in range(one.days[0], one.days[-1] + 1) if day % step == 0]
    return format_html_join(
        "", '<text class="x" x="{}%" y="100%" dy="20">{}</text>', ((round(at(day) * 100, 2), plainly(day)) for day in marks)
    )
