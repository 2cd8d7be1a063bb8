"""The details of a customer, a form for each."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Combobox, MultiCombobox
from perennial.people.choices import IdentityKind, RemembranceKind
from perennial.people.forms.base import LineField, ManyOptions, PlainForm, TextField
from perennial.people.models import Party, Relation
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.normalise import clean_line
from perennial.people.queries import tags_in_use, visible_parties
from perennial.people.relations import choices_for, is_symmetric, shown
from perennial.people.world import countries
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
        self.party = party
        self.fields["word"].choices = choices_for(party.kind)  # type: ignore[attr-defined]  # a choice field
        newest = visible_parties(by).exclude(pk=party.pk).order_by("-created_at", "-id")  # to choose from without a script
        choices = [("", ""), *newest.values_list("pk", "name")[:30]]
        self.fields["object"].widget = Combobox(choices=choices, url=reverse("people:options"))

    def show(self, relation: Relation) -> None:
        """Ask how the two belong together, as read from this side; with whom is said already."""
        turned = relation.object_id == self.party.pk and not is_symmetric(relation.word)
        now = f"{relation.word}:inverse" if turned else relation.word
        choices = list(self.fields["word"].choices)  # type: ignore[attr-defined]  # a choice field
        if now not in dict(choices):
            choices.insert(0, (now, shown(relation.word, inverse=turned)))
        self.fields["word"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.initial["word"], self.initial["version"] = now, relation.version
        del self.fields["object"]
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TagForm(PlainForm):
    """A tag: one that there is, or a new one."""

    name = LineField(label=_("Tag"), max_length=60)


class TagsField(forms.MultipleChoiceField):
    """All tags of a customer at once: the ids of known tags, and the names of new ones."""

    widget = MultiCombobox

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, choices=[(str(tag.pk), tag.name) for tag in tags_in_use()], **kwargs)
        self.widget.attrs["data-free"] = _("New tag “{text}”")

    def clean(self, value: Any) -> list[str]:
        given = [clean_line(str(one)) for one in self.to_python(value)]
        known = dict(self.choices)  # type: ignore[arg-type]  # pairs, as given above: no groups, no callable
        named = {str(name).casefold(): key for key, name in known.items()}
        chosen = [key if key in known else named.get(key.casefold(), key) for key in given if key]
        if any(len(key) > 60 for key in chosen):
            raise forms.ValidationError(_t("A tag has at most 60 characters."))
        return sorted(set(chosen))


class BirthdayInput(forms.MultiWidget):
    """Day, month and year side by side."""

    template_name = "people/forms/birthday.html"

    def __init__(self) -> None:
        day = forms.NumberInput({"min": 1, "max": 31, "placeholder": _("Day"), "aria-label": _("Day")})
        month = forms.Select({"aria-label": _("Month")}, choices=[("", "–"), *MONTHS])
        year = forms.NumberInput({"min": 1, "max": 9999, "placeholder": _("Year"), "aria-label": _("Year, if it is known")})
        super().__init__({"day": day, "month": month, "year": year})

    def decompress(self, value: Any) -> list[Any]:
        year, month, day = str(value).rsplit("-", 2) if value else ("", "", "")
        return [*(int(part) if part else None for part in (day, month)), year.strip("-")]


class BirthdayField(forms.MultiValueField):
    """A birthday, of which the year may be unknown: cleans to 1990-04-12 or --04-12, as calendars write it, or to nothing."""

    widget = BirthdayInput

    def __init__(self, **kwargs: Any) -> None:
        day, year = (
            forms.IntegerField(min_value=1, max_value=31),
            forms.IntegerField(min_value=1, max_value=9999, required=False),
        )
        month = forms.TypedChoiceField(choices=MONTHS, coerce=int)
        super().__init__(
            (day, month, year),
            require_all_fields=False,
            required=False,
            error_messages={"incomplete": _("Say the day and the month.")},
            **kwargs,
        )

    def compress(self, data_list: Any) -> str:
        day, month, year = data_list or (None, None, None)
        if not any((day, month, year)):
            return ""
        try:
            dt.date(year or 2000, month or 0, day or 0)
        except (ValueError, OverflowError):
            raise forms.ValidationError(_t("There is no such day."), code="invalid") from None
        return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"
