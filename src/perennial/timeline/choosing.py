"""A form field in which one customer is chosen: found while typing, among the latest ones without JavaScript."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Combobox
from perennial.people.models import Party
from perennial.people.queries import party_for
from perennial.team.models import Member
from perennial.timeline.queries.latest import parties_of_late


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
        parties = {party.pk: party.name for party in parties_of_late()}
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
