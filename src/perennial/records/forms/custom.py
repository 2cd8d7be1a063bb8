"""Input of the page of fields: cleaned values, never saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.kernel.text import clean_line
from perennial.records.actions import MOST_OPTIONS, OptionRow
from perennial.records.custom.filling import ValueField, as_typed
from perennial.records.custom.holders import Holder
from perennial.records.custom.types import plain
from perennial.records.models import CustomField, FieldType, Option
from perennial.records.models.customfield import NEVER_UNIQUE, SEARCHABLE
from perennial.team.choices import Role
from perennial.team.places import currencies

_SHOWN_AGAIN = 200  # of a text that is far too long, only its beginning is sent back
_FAR_TOO_LONG = 40_000
_ROLES = [(role.value, role.label) for role in Role if role != Role.OWNER]  # owners see and fill everything


class FieldForm(forms.Form):
    """A field of the business: what it is called, what it holds, who sees it. `field` is the one that is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    type = forms.ChoiceField(label=_("What it holds"), choices=FieldType.choices, widget=forms.RadioSelect, initial="text")
    name = forms.CharField(label=_("Name"), widget=forms.TextInput({"autocomplete": "off", "autofocus": True}))
    only = forms.ChoiceField(label=_("Who has it"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    more_options = forms.CharField(
        label=_("Options"), required=False, widget=forms.Textarea({"rows": 4}), help_text=_("One in each line")
    )
    help = forms.CharField(label=_("Help text"), required=False, help_text=_("Stands under the input"))
    section = forms.CharField(
        label=_("Section"), required=False, help_text=_("Fields of the same section stand together under its name")
    )
    default = forms.CharField(label=_("Default"), required=False, help_text=_("What a new record gets; a choice by its name"))
    is_required = forms.BooleanField(label=_("Required"), required=False)
    is_unique = forms.BooleanField(label=_("Unique: no two records have the same"), required=False)
    is_searchable = forms.BooleanField(label=_("Found by search"), required=False)
    is_asked = forms.BooleanField(label=_("Asked for when a record is written down"), required=False)
    seen_by = forms.MultipleChoiceField(
        label=_("Who sees it"), choices=_ROLES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: everybody who sees the record. Owners always do.")
    )  # fmt: skip
    edited_by = forms.MultipleChoiceField(
        label=_("Who fills it in"), choices=_ROLES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody chosen: everybody who edits the record.")
    )  # fmt: skip

    def __init__(self, data: Any = None, *, holder: Holder, currency: str = "EUR", field: CustomField | None = None) -> None:
        self.holder, self.field, self.workspace_currency = holder, field, currency
        data, self.cut = _cut(data)
        super().__init__(data, initial=_initial(field) if field else {"currency": currency})
        if not holder.variants:
            del self.fields["only"]
        else:
            self._choices("only", [("", _("All")), *holder.variants])
        self._choices("currency", _currencies(currency))
        if field is not None:
            self._leave_out(field)
        self.options = _option_rows(self.data, field) if self.is_bound else _shown_options(field)

    def _leave_out(self, field: CustomField) -> None:
        """What the type of a field that is there already has no use for."""
        unused = ["type", "currency"]
        unused += [] if field.has_options else ["more_options"]
        unused += ["is_unique"] if field.type in NEVER_UNIQUE else []
        unused += [] if field.type in SEARCHABLE else ["is_searchable"]
        for name in unused:
            self.fields.pop(name, None)
        if field.has_options:
            self.fields["more_options"].label = _("More options")

    def _choices(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in self.cut:
            self.fail(name, _t("This is far too long."))
        return values

    def facts(self) -> dict[str, Any]:
        """What was said, for `define_field` and `change_field`."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "more_options")}
        if self.field is None:
            self._hush(facts)
        if self.field is not None:
            facts.pop("currency", None)
            if self.cleaned_data.get("default") == self.initial.get("default"):
                del facts["default"]
        return facts

    def _hush(self, facts: dict[str, Any]) -> None:
        """What was ticked for another type is not shown any more, and not meant."""
        if facts["type"] != FieldType.MONEY:
            facts["currency"] = ""
        if facts["type"] in NEVER_UNIQUE:
            facts["is_unique"] = False
        if facts["type"] not in SEARCHABLE:
            facts["is_searchable"] = False

    def option_rows(self) -> list[OptionRow]:
        """The options in their order: those that are there, without the ones whose names were emptied, then the new ones."""
        there = [row for row in self.options if row.name.strip()]
        new = [OptionRow(line) for line in self.cleaned_data.get("more_options", "").splitlines() if line.strip()]
        return [*there, *new]

    def fail(self, name: str, message: str) -> None:
        """Put an action's refusal beside the input that it is about, or on top."""
        name = "more_options" if name == "options" else name
        self.add_error(name if name in self.fields else None, message)

    def preview(self, by: Any) -> forms.Form:
        """A form with the field as it would be."""
        told: Any = self.data if self.is_bound else self.initial
        field = CustomField(
            slot=1,
            type=self.field.type if self.field else str(told.get("type", "text")),
            name=clean_line(str(told.get("name", "")))[:80] or str(_("Name of the field")),
            help=clean_line(str(told.get("help", "")))[:200],
            currency=self.field.currency if self.field else str(told.get("currency", ""))[:3] or self.workspace_currency,
            is_required=bool(told.get("is_required")),
        )
        lines = str(told.get("more_options", "")).splitlines()
        names = [row.name for row in self.options if row.name.strip()] + [line for line in lines if line.strip()]
        shown = [Option(name=clean_line(name)[:120], position=place) for place, name in enumerate(names[:MOST_OPTIONS])]
        field.__dict__["_options"] = shown
        if field.type not in FieldType.values:
            field.type = FieldType.TEXT
        form = forms.Form(prefix="preview")
        form.fields["value"] = ValueField(field, None, by=by, names={})
        return form


class TypeForm(forms.Form):
    """Another type for a field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    type = forms.ChoiceField(label=_("What it holds from now on"), choices=FieldType.choices, widget=forms.RadioSelect)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, data: Any = None, *, field: CustomField, currency: str) -> None:
        super().__init__(data, initial={"version": field.version})
        kinds: Any = self.fields["type"]
        kinds.choices = [(key, label) for key, label in FieldType.choices if key != field.type or key == FieldType.MONEY]
        currencies: Any = self.fields["currency"]
        currencies.choices = _currencies(currency)


def _currencies(first: str) -> list[tuple[str, str]]:
    """Every currency, the business's own first."""
    known = [(str(code), str(name)) for code, name in currencies()]
    return [*(pair for pair in known if pair[0] == first), *(pair for pair in known if pair[0] != first)]


def _cut(data: Any) -> tuple[Any, list[str]]:
    """Far too long values are cut, so that their refusal does not send all of it back; and which ones were."""
    long = (
        [key for key, values in data.lists() if any(len(value) > _FAR_TOO_LONG for value in values)] if data is not None else []
    )
    if long:
        data = data.copy()
        for key in long:
            data.setlist(key, [value[:_SHOWN_AGAIN] for value in data.getlist(key)])
    return data, long


def _initial(field: CustomField) -> dict[str, Any]:
    names = ("version", "name", "only", "help", "section", "is_required", "is_unique", "is_searchable", "is_asked", "seen_by")
    typed = as_typed(field, field.default)
    default = plain(field, field.default) if field.has_options else "" if typed is None else str(typed)
    return {name: getattr(field, name) for name in (*names, "edited_by")} | {"default": default}


def _shown_options(field: CustomField | None) -> list[OptionRow]:
    return [OptionRow(one.name, one.pk) for one in field.options_in_order() if not one.is_archived] if field else []


def _option_rows(data: Any, field: CustomField | None) -> list[OptionRow]:
    """The options as the page sent them, in the order in which they stood there."""
    if field is None:
        return []
    ids, names = data.getlist("option_id"), data.getlist("option_name")
    pairs = zip(ids, names, strict=False)
    return [OptionRow(name, int(id_)) for id_, name in pairs if id_.isascii() and id_.isdecimal() and len(id_) < 20]
