"""How customers are drawn inside other templates."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from perennial.design.templatetags.ui import icon, tag
from perennial.people.choices import IdentityKind, RemembranceKind, Stage
from perennial.people.columns import Cell
from perennial.people.forms.base import country_name
from perennial.people.models import Party
from perennial.people.panels import Shown

register = template.Library()

_STAGES = {
    Stage.LEAD: (240, "sprout"),
    Stage.NEW: (210, "party-popper"),
    Stage.ACTIVE: (150, "leaf"),
    Stage.LOYAL: (120, "heart"),
    Stage.AT_RISK: (30, "cloud-rain-wind"),
    Stage.LAPSED: (60, "moon"),
    Stage.LOST: (0, "circle-slash"),
    Stage.WON_BACK: (300, "undo-2"),
}
_IDENTITIES = {
    IdentityKind.EMAIL: "mail",
    IdentityKind.PHONE: "phone",
    IdentityKind.HANDLE: "at-sign",
    IdentityKind.EXTERNAL: "hash",
}
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
    hue, name = _STAGES.get(Stage(key), (150, "leaf"))
    return tag(str(Stage(key).label), hue, name)


@register.simple_tag
def identity_icon(kind: str) -> SafeString:
    """The icon of a kind of identity."""
    return icon(_IDENTITIES.get(IdentityKind(kind), "hash"), 14)


@register.simple_tag
def remembrance_icon(kind: str) -> SafeString:
    """The icon of a kind of remembrance."""
    return icon(_REMEMBRANCES.get(RemembranceKind(kind), "sticky-note"), 14)


@register.filter
def country(code: str) -> str:
    """A country's name in the reader's language."""
    return country_name(code) if code else ""


@register.simple_tag(takes_context=True)
def panel(context: dict[str, Any], shown: Shown) -> SafeString:
    """A panel with its own values and the request, and nothing else of the page."""
    values = {"party": context["party"], **shown.values}
    return render_to_string(shown.template, values, request=context["request"])


@register.simple_tag(takes_context=True)
def drawn(context: Any, cell: Cell, party: Party) -> Any:
    """A cell of the customer list: by its template, else the value as it is."""
    if not cell.column.template:
        return "" if cell.value is None else cell.value
    found = context.template.engine.get_template(cell.column.template)
    with context.push(party=party, value=cell.value):
        return found.render(context)
