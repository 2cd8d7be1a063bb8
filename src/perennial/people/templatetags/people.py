"""How customers are drawn inside other templates."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from perennial.design.templatetags.ui import face, icon, logo
from perennial.people.choices import IdentityKind, RemembranceKind
from perennial.people.columns import Cell
from perennial.people.forms.base import country_name, language_name
from perennial.people.models import Party
from perennial.people.panels import Shown
from perennial.people.stages import stage_tag

register = template.Library()

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
def country(code: str) -> str:
    """A country's name in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def language(code: str) -> str:
    """The language of a code, in words."""
    return language_name(code) if code else ""


@register.simple_tag(takes_context=True)
def panel(context: dict[str, Any], shown: Shown) -> SafeString:
    """A panel with its own values and the request, and nothing else of the page."""
    values = {"party": context["party"], **shown.values}
    return render_to_string(shown.template, values, request=context["request"])


@register.simple_tag(takes_context=True)
def drawn(context: Any, cells: Sequence[Cell], party: Party) -> SafeString:
    """The cells of a row of the customer list."""
    return format_html_join("", "{}{}</td>", ((cell.column.opening, _inside(context, cell, party)) for cell in cells))


@register.simple_tag
def who(party: Party) -> SafeString:
    """The first cell of a row: who it is, in two lines, and the way to their page."""
    job, city = (format_html("<bdi>{}</bdi>", text) if text else "" for text in (party.job_title, party.city))
    return format_html(
        '<a class="who" href="{}">{}<span><b class="clip" dir="auto">{}</b><small class="clip">{}</small></span></a>',
        reverse("people:party", args=[party.pk]),
        face(party, "lg") if party.is_person else logo(party),
        party.name,
        format_html_join(" · ", "{}", ((part,) for part in (job or party.get_kind_display(), city) if part)),
    )


def _inside(context: Any, cell: Cell, party: Party) -> Any:
    """By its function or template, else the value as it is."""
    if cell.column.draw:
        return cell.column.draw(party)
    if not cell.column.template:
        return "" if cell.value is None else cell.value
    found = context.template.engine.get_template(cell.column.template)
    with context.push(party=party, value=cell.value):
        return found.render(context)
