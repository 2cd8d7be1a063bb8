"""The details of a customer, a form for each."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Combobox
from perennial.people.choices import IdentityKind, RemembranceKind
from perennial.people.forms.base import LineField, ManyOptions, PlainForm, TextField, countries
from perennial.people.models import Party
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.queries import visible_parties
from perennial.people.relations import choices_for
from perennial.team.models import Member

MONTHS = (
    (1, _("January")),
    (2, _("February")),
    (3, _("March")),
    (4, _("April")),
    (5, _("May")),
    (6, _("June")),
    (7, _("July")),
    (8, _("August")),
    (9, _("September")),
    (10, _("October")),
    (11, _("November")),
    (12, _("December")),
)


class IdentityForm(PlainForm):
    """By what a customer is known."""

    kind = forms.ChoiceField(label=_("Kind"), choices=IdentityKind.choices)
    value = LineField(label=_("Address, number or name"), max_length=320)
    system = LineField(label=_("Where"), max_length=40, required=False, help_text=_("For handles and ids: instagram, shopify"))
    label = LineField(label=_("Label"), max_length=40, required=False, help_text=_("Work, home"))
    verified = forms.BooleanField(label=_("Verified: they answered on it"), required=False)


class AddressForm(PlainForm):
    """An address of any country."""

    lines = TextField(label=_("Street and number"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    postcode = LineField(label=_("Postcode"), max_length=20, required=False)
    locality = LineField(label=_("City"), required=False)
    region = LineField(label=_("Region"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False, widget=ManyOptions)
    label = LineField(label=_("Label"), max_length=40, required=False, help_text=_("Delivery, billing"))


class RemembranceForm(PlainForm):
    """Something to remember."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RemembranceKind.choices)
    text = LineField(label=_("What"), max_length=500)


class AnniversaryForm(PlainForm):
    """A day that comes back."""

    name = LineField(label=_("What"), max_length=60, required=False, help_text=_("Empty for a birthday"))
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    month = forms.TypedChoiceField(label=_("Month"), choices=MONTHS, coerce=int)
    year = forms.IntegerField(label=_("Year"), min_value=1, max_value=9999, required=False, help_text=_("If it is known"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return BIRTHDAY if name.casefold() in ("", BIRTHDAY, str(_("Birthday")).casefold()) else name


class RelationForm(PlainForm):
    """How this customer and another belong together."""

    word = forms.ChoiceField(label=_("How"))
    object = forms.IntegerField(label=_("Customer"), min_value=1, max_value=2**63 - 1)
    note = LineField(label=_("Note"), required=False)

    def __init__(self, data: Any = None, *, party: Party, by: Member, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["word"].choices = choices_for(party.kind)  # type: ignore[attr-defined]
        newest = visible_parties(by).exclude(pk=party.pk).order_by("-created_at", "-id")  # to choose from without a script
        choices = [("", ""), *newest.values_list("pk", "name")[:30]]
        self.fields["object"].widget = Combobox(choices=choices, url=reverse("people:options"))


class TagForm(PlainForm):
    """A tag: one that there is, or a new one."""

    name = LineField(label=_("Tag"), max_length=60)
