"""Atoms of the design: small Python tags for hot loops. Composites with slots live in templates/cotton/."""

import datetime as dt
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from lucide import IconDoesNotExist, _render_icon

from perennial.design import charts
from perennial.design.markup import format_html, format_html_join
from perennial.design.moments import written
from perennial.kernel import clock
from perennial.kernel.money import Money
from perennial.kernel.once.forms import FIELD, new_key
from perennial.kernel.slices import SliceConfig

register = template.Library()


# Icons that point along the line: they turn round where the script runs from right to left.
POINTING = (
    "arrow-left",
    "arrow-right",
    "chevron-left",
    "chevron-right",
    "chevrons-left",
    "chevrons-right",
    "undo",
    "redo",
    "log-out",
)


@lru_cache(1024)
def _svg(name: str, size: int) -> str:
    classes = "i along" if name.startswith(POINTING) else "i"
    try:
        return str(_render_icon(name, size, aria_hidden="true", focusable="false", **{"class": classes}))
    except IconDoesNotExist:
        if settings.DEBUG:
            raise
        return str(_render_icon("circle", size, aria_hidden="true", focusable="false", **{"class": "i"}))


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A Lucide icon as inline SVG in the colour of its text; always decoration, the words stand beside it."""
    return mark_safe(_svg(str(name), int(size)))  # noqa: S308 (drawn by the icon package)


def hue_class(degrees: int) -> str:
    """The class of the nearest of the twelve hues to an angle on the colour wheel."""
    return f"hue-{round(int(degrees) / 30) % 12}"


def hue_of(text: str) -> int:
    """A hue that is always the same for the same text."""
    return zlib.crc32(text.encode()) % 12 * 30


def initials(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    if not words:
        return name.strip()[:1].upper() or "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(degrees: int) -> str:
    """`{{ kind.hue|hue }}`: the class `hue-0` … `hue-11`."""
    return hue_class(degrees)


@register.simple_tag
@lru_cache(1024)
def tag(label: str, hue: int = 150, icon: str = "") -> SafeString:
    """A small coloured label; the word carries the meaning."""
    drawn = mark_safe(_svg(icon, 13)) if icon else ""  # noqa: S308
    return format_html('<span class="tag {}">{}{}</span>', hue_class(hue), drawn, label)


def link(address: str) -> SafeString:
    """An address of the web as a link, shown without its scheme; any other text as it is, never as a link."""
    scheme, _sign, rest = address.partition("://")
    if scheme not in ("http", "https"):
        return format_html("{}", address)
    return format_html('<a href="{}" rel="noopener noreferrer" dir="ltr">{}</a>', address, rest.removesuffix("/"))


@register.simple_tag
def face(who: Any, size: str = "", told: bool = False) -> SafeString:
    """The disc of a person, from a name or anything with a name. With `told` it says the name itself."""
    return _face(str(getattr(who, "name", who) or ""), size, told)


@lru_cache(1024)
def _face(name: str, size: str, told: bool) -> SafeString:
    says = format_html('role="img" aria-label="{}" title="{}"', name, name) if told else mark_safe('aria-hidden="true"')
    return format_html('<span class="face {} {}" {}>{}</span>', size, hue_class(hue_of(name)), says, initials(name))


@register.simple_tag
def logo(who: Any, size: str = "") -> SafeString:
    """The square of a customer or an organisation."""
    name = str(getattr(who, "name", who) or "")
    return format_html('<span class="logo {} {}" aria-hidden="true">{}</span>', size, hue_class(hue_of(name)), initials(name))


def tone_of(score: float) -> str:
    """good, fair or poor for a score of 0 to 100."""
    return "good" if score >= 70 else "fair" if score >= 50 else "poor"


@register.filter
def tone(score: float) -> str:
    return tone_of(score)


@register.simple_tag
def health(score: int, trend: int = 0) -> SafeString:
    """A score of 0 to 100 as bar, number and word, with where it goes."""
    name = tone_of(score)
    word = {"good": _("Thriving"), "fair": _("Steady"), "poor": _("Wilting")}[name]
    way, arrow, going = (
        ("up", "arrow-up-right", _("rising"))
        if trend > 1
        else ("down", "arrow-down-right", _("falling"))
        if trend < -1
        else ("flat", "minus", _("level"))
    )
    return format_html(
        '<span class="health {}">{}<span class="n">{}</span><span class="vh"> {}, {}, {}</span>'
        '<span class="tr {}">{}</span></span>',
        name,
        charts.meter(score / 100),
        score,
        _("of 100"),
        word,
        going,
        way,
        mark_safe(_svg(arrow, 14)),  # noqa: S308
    )


def relative(value: dt.datetime) -> str:
    """How long ago, or in how long, in the fewest words."""
    return _relative(value, timezone.localtime(value))


def _relative(value: dt.datetime, local: dt.datetime) -> str:
    now = clock.now()
    seconds = (now - value).total_seconds()
    ahead, seconds = seconds < 0, abs(seconds)
    if seconds < 45:
        return _("now")
    if seconds < 3600:
        text = _("%(n)d min") % {"n": max(1, round(seconds / 60))}
    elif seconds < 86400:
        text = _("%(n)d h") % {"n": int(seconds // 3600)}
    elif seconds < 86400 * 14:
        text = ngettext("%(n)d day", "%(n)d days", int(seconds // 86400)) % {"n": int(seconds // 86400)}
    else:
        same_year = local.year == now.astimezone(local.tzinfo).year
        return written(local, pgettext("date format", "j M") if same_year else pgettext("date format", "j M Y"))
    return (_("in %(span)s") if ahead else _("%(span)s ago")) % {"span": text}


@register.filter(is_safe=False)
def ago(value: dt.datetime | dt.date | None) -> SafeString | str:
    """When, in relation to now; the exact moment on hover and for machines."""
    if value is None:
        return ""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        written(local, "DATETIME_FORMAT"),
        _relative(value, local),
    )


@register.filter
def day(value: dt.datetime | dt.date | None) -> SafeString | str:
    """A calendar day, without the year when it is this one."""
    if value is None:
        return ""
    date = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    shown = written(
        date, pgettext("date format", "j M") if date.year == clock.today().year else pgettext("date format", "j M Y")
    )
    return format_html('<time datetime="{}" title="{}">{}</time>', date.isoformat(), written(date, "DATE_FORMAT"), shown)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ order.total_minor|money:order.currency }}`"""
    return "" if minor is None else Money(int(minor), currency).shown().replace("-", "−")


@register.filter
def money_whole(minor: int | None, currency: str) -> str:
    """Money without cents, for figures."""
    return "" if minor is None else Money(int(minor), currency).shown(whole=True).replace("-", "−")


@register.filter
def signed(number: float) -> str:
    """A change with its sign, a real minus."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


@register.filter
def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


@register.simple_tag
def spark(values: Sequence[float], label: str = "", tone: str = "") -> SafeString:
    return charts.spark(values, label, tone)


@register.simple_tag
def meter(share: float, tone: str = "") -> SafeString:
    return charts.meter(share, tone)


@register.simple_tag
def ring(share: float, text: str, label: str, tone: str = "") -> SafeString:
    return charts.ring(share, text, label, tone)


@register.simple_tag
def bars(rows: Sequence[tuple[str, float, str]], label: str) -> SafeString:
    return charts.bars(rows, label)


@register.simple_tag
def keys(combination: str) -> SafeString:
    """`{% keys "G T" %}`: keys as keyboard keys."""
    return format_html_join("", "<kbd>{}</kbd>", ((key,) for key in combination.split()))


@register.simple_tag
@lru_cache(1)
def stylesheets() -> SafeString:
    """The design's stylesheet, then the one of every slice that has its own."""
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(path),) for path in stylesheet_paths()))


@register.simple_tag
def first_day() -> int:
    """The day on which a week begins in the language of the page; Monday is 1, as Intl counts."""
    return int(get_format("FIRST_DAY_OF_WEEK")) or 7


# What every page runs: named in its head, so that the browser fetches all at once and not import after import.
MODULES = ("dom", "toast", "dialog", "menu", "theme", "palette", "shortcuts", "list")


@register.simple_tag
@lru_cache(1)
def modules() -> SafeString:
    """The script of the page and the modules that it will ask for."""
    ahead = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((static(f"perennial/js/{name}.js"),) for name in MODULES)
    )
    return format_html('{}<script type="module" src="{}"></script>', ahead, static("perennial/js/app.js"))


@lru_cache(1)
def stylesheet_paths() -> tuple[str, ...]:
    labels = [app.label for app in apps.get_app_configs() if isinstance(app, SliceConfig)]
    of_slices = [f"{label}/{label}.css" for label in labels if finders.find(f"{label}/{label}.css")]
    return ("perennial/css/perennial.css", *of_slices)


@register.simple_tag
def once() -> SafeString:
    """The key of a form that makes something: sent twice, it is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())
