"""Keeping a view, and how a list looks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import Segmented, Switch
from perennial.records.state import COMPACT
from perennial.team.choices import Role

_DENSITIES = [("", _("Comfortable")), (COMPACT, _("Compact"))]


class ViewForm(forms.Form):
    """What a view is called, and who sees it."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give the view a name.")})
    shared = forms.BooleanField(label=_("Everybody sees it"), required=False, widget=Switch)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]


class LookForm(forms.Form):
    """Columns in their order, groups and density of a list; without a script a button moves one column at a time."""

    column = forms.MultipleChoiceField(required=False)
    group = forms.ChoiceField(required=False)
    density = forms.ChoiceField(choices=_DENSITIES, required=False, widget=Segmented)

    def __init__(self, data: Any, *, columns: list[str], groups: list[str]) -> None:
        super().__init__(data)
        self.fields["column"].choices = [(key, key) for key in columns]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", ""), *((key, key) for key in groups)]  # type: ignore[attr-defined]
        self.move = str(self.data.get("move", ""))

    def columns(self) -> tuple[str, ...]:
        """Those that were chosen, in the order in which they were sent, one of them a place further where that was asked."""
        chosen = list(dict.fromkeys(self.cleaned_data["column"]))
        key = self.move.removeprefix("-")
        if key in chosen:
            place = chosen.index(key)
            chosen.remove(key)
            chosen.insert(max(0, place + (-1 if self.move != key else 1)), key)
        return tuple(chosen)


class StartingForm(forms.Form):
    """For which roles a list opens with a view."""

    role = forms.MultipleChoiceField(
        label=_("The list opens with it for"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
