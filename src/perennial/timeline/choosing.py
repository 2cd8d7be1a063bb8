"""A form field in which one customer is chosen: found while typing, among the latest ones without JavaScript."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse_lazy
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Combobox
from perennial.kernel.http.back import came_from
from perennial.people.models import Party
from perennial.people.queries import party_for
from perennial.team.models import Member
from perennial.timeline.queries.latest import parties_of_late


def customer_at_hand(request: HttpRequest) -> str:
    """The id of the customer whom the address names, or on whose page the member stands; else ""."""
    if named := request.GET.get("customer", ""):
        return named
    try:
        here = resolve(urlsplit(came_from(request, "")).path)
    except Resolver404:
        return ""
    return str(here.kwargs.get("id", "")) if here.view_name == "people:party" else ""


class CustomerField(forms.Field):
    """Cleans to a `Party` that the member may see."""

    default_error_messages = {  # noqa: RUF012
        "required": _("Choose a customer."),
        "unknown": _("There is no such customer any more. Choose another."),
    }

    def __init__(self, member: Member, **options: Any) -> None:
        self.member = member
        placeholder = _("Find a customer by name, e-mail, phone or order")
        widget = Combobox(url=str(reverse_lazy("timeline:customers")), placeholder=placeholder)
        super().__init__(widget=widget, **({"label": _("Customer")} | options))

    def offer(self, chosen: Any) -> None:
        """Fill the list with the customers of late and the chosen one."""
        parties = {party.pk: party.name for party in parties_of_late(self.member)}
        if chosen and (party := self._find(chosen)) is not None:
            parties = {party.pk: party.name} | parties
        self.widget.choices = [("", ""), *parties.items()]

    def to_python(self, value: Any) -> Party | None:
        if value in self.empty_values:
            return None
        party = self._find(value)
        if party is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return party

    def _find(self, value: Any) -> Party | None:
        if isinstance(value, Party):
            return value
        try:
            return party_for(self.member, int(value))
        except (Http404, ValueError, OverflowError):
            return None
