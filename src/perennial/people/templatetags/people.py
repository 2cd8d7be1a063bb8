"""How customers are drawn inside other templates."""

import re
from typing import Any, cast

from django import template
from django.template import Context, RequestContext
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from perennial.design.templatetags.ui import icon
from perennial.people.choices import IdentityKind, RemembranceKind
from perennial.people.panels import Shown
from perennial.people.stages import stage_tag
from perennial.people.world import country_name, language_name

register = template.Library()

_IDENTITIES = {
    IdentityKind.EMAIL: "mail",
    IdentityKind.PHONE: "phone",
    IdentityKind.HANDLE: "at-sign",
    IdentityKind.EXTERNAL: "hash",
}
_BREAK = SafeString("<wbr>")
_REMEMBRANCES = {
    RemembranceKind.PREFERENCE: "star",
    RemembranceKind.USUAL: "repeat",
    RemembranceKind.DISLIKE: "thumbs-down",
    RemembranceKind.REMEMBER: "sticky-note",
    RemembranceKind.PAIN_POINT: "circle-alert",
}


@register.simple_tag
def stage(key: str) -> SafeString:
    """A lifecycle stage as a tag."""
    return stage_tag(key)


@register.simple_tag
def identity_icon(kind: str) -> SafeString:
    """The icon of a kind of identity."""
    return icon(_IDENTITIES.get(IdentityKind(kind), "hash"), 14)


@register.simple_tag
def remembrance_icon(kind: str) -> SafeString:
    """The icon of a kind of remembrance."""
    return icon(_REMEMBRANCES.get(RemembranceKind(kind), "sticky-note"), 14)


@register.filter
def breakable(address: str) -> SafeString:
    """An address whose lines end before its @ and its dots, where it is longer than its place."""
    return format_html_join(_BREAK, "{}", ((part,) for part in re.split(r"(?=[@.])", address)))


@register.filter
def country(code: str) -> str:
    """A country's name in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def language(code: str) -> str:
    """The language of a code, in words."""
    return language_name(code) if code else ""


@register.simple_tag(takes_context=True)
def panel(context: Any, shown: Shown) -> SafeString:
    """A panel with its own values and what every page is given, worked out once for all, and nothing else of the page."""
    page = context.dicts[cast(Any, context)._processors_index] if isinstance(context, RequestContext) else {}
    values = {**page, "party": context["party"], **shown.values}
    drawn: SafeString = context.template.engine.get_template(shown.template).render(Context(values))
    return drawn
