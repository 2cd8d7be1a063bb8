"""The filters of the customer list as chips: each says what it holds and can be taken off with one click."""

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perennial.people.forms import ListForm


@dataclasses.dataclass(frozen=True, slots=True)
class Chip:
    """One filter: its fields, what it holds in words ("" when it is not set), and the address of the list without it."""

    key: str
    label: str | Promise
    icon: str
    fields: list[Any]
    said: str
    off: str
    carried: list[tuple[str, str]]  # the rest of the address, to be sent along


_GROUPS: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("kind", _("Kind"), "users-round", ("kind",)),
    ("stage", _("Stage"), "milestone", ("stage",)),
    ("owner", _("Owner"), "user-round", ("owner",)),
    ("tag", _("Tag"), "tag", ("tag",)),
    ("place", _("Place"), "map-pin", ("city", "country")),
    ("orders", _("Orders"), "shopping-bag", ("orders", "order_from", "order_to")),
    ("value", _("Value"), "coins", ("value_from", "value_to")),
    ("created", _("Known since"), "calendar-days", ("created_from", "created_to")),
)


def chips_of(request: HttpRequest, form: ListForm) -> list[Chip]:
    """The chips of the list, as the address of the page sets them."""
    return [_chip(request, form, *group) for group in _GROUPS]


def _chip(request: HttpRequest, form: ListForm, key: str, label: Any, icon: str, names: tuple[str, ...]) -> Chip:
    rest = request.GET.copy()
    for name in (*names, "page"):
        rest.pop(name, None)
    said = [text for name in names if (text := _said(form, name))]
    carried = [(name, value) for name, values in rest.lists() for value in values]
    return Chip(key, label, icon, [form[name] for name in names], ", ".join(said), f"?{rest.urlencode()}", carried)


def _said(form: ListForm, name: str) -> str:
    value = form.cleaned_data.get(name)
    if value in (None, "", []):
        return ""
    choices = {str(key): str(text) for key, text in getattr(form.fields[name], "choices", ()) or ()}
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    text = choices.get(str(value), str(value))
    if name.endswith("_from"):
        return str(_("from %(what)s")) % {"what": text}
    return str(_("up to %(what)s")) % {"what": text} if name.endswith("_to") else text
