"""Creating and editing a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Phone, Segmented
from perennial.people.choices import IdentityKind, PartyKind, Stage
from perennial.people.forms.base import LineField, ManyOptions, PlainForm
from perennial.people.models import Party
from perennial.people.normalise import NotAnIdentity, normal_identity
from perennial.people.world import countries, languages, time_zones, time_zones_of
from perennial.records.custom.filling import add_fields, given_in
from perennial.records.custom.types import Stored
from perennial.records.custom.values import fields_of
from perennial.team.models import Member, Workspace
from perennial.team.reach import is_within_reach, members_within_reach


class NewPartyForm(PlainForm):
    """A new customer: the few things that one knows at the first hello."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=Segmented)
    name = LineField(label=_("Name"), widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}))
    email = LineField(
        label=_("E-mail"),
        max_length=320,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    phone = LineField(label=_("Phone"), max_length=40, required=False, widget=Phone(attrs={"autocomplete": "off"}))
    city = LineField(label=_("City"), required=False)
    tags = LineField(label=_("Tags"), required=False, help_text=_("Several with commas between them"))

    def __init__(self, data: Any = None, *, by: Member, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        asked = [field for field in fields_of("customers") if field.is_asked or field.is_required]
        add_fields(self, asked, {field.stored_as: field.default for field in asked}, by=by)

    def custom(self) -> dict[str, Stored]:
        """What was said of the fields of the business that this kind of customer has."""
        return _of_kind(self)

    def clean_email(self) -> str:
        return _checked(IdentityKind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        return _checked(IdentityKind.PHONE, self.cleaned_data["phone"])

    def clean_tags(self) -> list[str]:
        tags = [tag.strip() for tag in self.cleaned_data["tags"].split(",")]
        if any(len(tag) > 60 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 60 characters."))
        return [tag for tag in dict.fromkeys(tags) if tag][:20]


class FactsForm(PlainForm):
    """The facts of a customer, or of one who is not written down yet. `version` says from which state the editing began."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PartyKind.choices, widget=Segmented)
    name = LineField(label=_("Name"), help_text=_("As they write it themselves"))
    given_name = LineField(label=_("Given name"), required=False)
    family_name = LineField(label=_("Family name"), required=False, help_text=_("Lists sort by it"))
    pronouns = LineField(label=_("Pronouns"), max_length=40, required=False)
    job_title = LineField(label=_("Job title"), required=False)
    website = forms.URLField(label=_("Website"), max_length=500, required=False, assume_scheme="https")
    city = LineField(label=_("City"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False, widget=ManyOptions)
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False, widget=ManyOptions)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False, widget=ManyOptions)
    source = LineField(label=_("Came through"), max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, party: Party | None = None) -> None:
        super().__init__(data, initial={name: getattr(party, name) for name in self.base_fields} if party else {})
        for name in ("country", "language", "time_zone"):  # a value that came in through an import stays choosable
            value = self.initial.get(name)
            field = self.fields[name]
            if value and isinstance(field, forms.ChoiceField) and value not in dict(field.choices):  # type: ignore[arg-type]
                field.choices = [*field.choices, (value, value)]  # type: ignore[misc]
        told: Any = self.data if self.is_bound else self.initial
        near, chosen = time_zones_of(told.get("country") or ""), told.get("time_zone") or ""
        if near and (not chosen or chosen in dict(near)):  # any other one is understood, but not offered
            self.fields["time_zone"].widget.choices = [("", "–"), *near]


class PartyForm(FactsForm):
    """Everything that is asked of a customer: the facts, and the fields of the business that a member may fill."""

    def __init__(self, data: Any = None, *, party: Party, by: Member) -> None:
        super().__init__(data, party=party)
        add_fields(self, fields_of("customers"), party.custom, by=by)

    def facts(self) -> dict[str, Any]:
        """The facts that were said, and the version from which the editing began."""
        return {name: self.cleaned_data[name] for name in self.base_fields}

    def custom(self) -> dict[str, Stored]:
        """What was said of the fields of the business that this kind of customer has."""
        return _of_kind(self)


class CustomForm(PlainForm):
    """The fields of the business of a customer, those that a member may fill."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, party: Party, by: Member) -> None:
        super().__init__(data, initial={"version": party.version})
        add_fields(self, fields_of("customers", party.kind), party.custom, by=by)


class OwnerForm(PlainForm):
    """Who is responsible. Who does not see all customers hands one on within their reach only: it would be gone for them, and
    nobody in reach could take it back."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members_within_reach(by)}
        named = [(pk, member.name) for pk, member in self.members.items()]
        nobody = [("", _("Nobody"))] if is_within_reach(by, None) else []
        self.fields["owner"].required = not nobody
        self.fields["owner"].choices = [*nobody, *named]  # type: ignore[attr-defined]

    def clean_owner(self) -> Member | None:
        return self.members.get(self.cleaned_data["owner"])


class StageForm(PlainForm):
    """Another stage, and why."""

    after = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    because = LineField(
        label=_("Why"),
        required=False,
        help_text=_("The history shows it. The rules may set another stage when the facts change."),
    )


class ErasureForm(PlainForm):
    """The name of the customer, typed: what cannot be undone is asked for."""

    typed_name = LineField(label=_("Type the name to erase everything"), widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _of_kind(form: forms.Form) -> dict[str, Stored]:
    fields: dict[str, Any] = form.fields
    return {
        key: value for key, value in given_in(form).items() if fields[key].definition.only in ("", form.cleaned_data["kind"])
    }


def _checked(kind: str, value: str) -> str:
    if value:
        try:
            normal_identity(kind, value, Workspace.current().country)
        except NotAnIdentity as refusal:
            raise forms.ValidationError(_t("“%(value)s” %(why)s.") % {"value": value[:60], "why": refusal}) from None
    return value
