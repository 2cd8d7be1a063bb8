"""The form behind a chip: one field, asked in its plainest ways. It is sent to the list itself, as its address."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.records.choices import Operator, Type
from perennial.records.conditions import Is
from perennial.records.fields import Field
from perennial.records.forms.widgets import choice_of, day_of, named_of, number_of, phrases, reference_of, text_of
from perennial.records.spans import Relative
from perennial.records.state import NAMED, State
from perennial.records.words import words_for

_YES_NO = [("", _("Any")), ("yes", _("Yes")), ("no", _("No"))]


class FilterForm(forms.Form):
    """The names of its fields are the parameters of the list's address."""

    def __init__(self, state: State, field: Field) -> None:
        initial = _initial(state, field)
        super().__init__(initial=initial, auto_id=f"filter-{field.key}-%s", use_required_attribute=False)
        self.fields.update(_inputs(field, initial.get(field.key) or ()))


def _inputs(field: Field, chosen: Sequence[str]) -> dict[str, forms.Field]:
    key, inputs = field.key, {}
    match field.type:
        case Type.CHOICE | Type.CHOICES:
            inputs[key] = choice_of(field, combo=False)
        case Type.REFERENCE:
            inputs = {key: reference_of(field, chosen), f"{key}.{NAMED}": named_of(field)}
        case Type.NUMBER | Type.MONEY:
            inputs[f"{key}.from" if field.asks[0] != Operator.FROM else key] = number_of(_("From"))
            inputs[f"{key}.to"] = number_of(_("Up to"))
        case Type.DAY | Type.MOMENT:
            inputs[key] = forms.ChoiceField(label=_("When"), choices=[("", _("Any time")), *phrases(field)], required=False)
            inputs[f"{key}.from"] = day_of(_("From"))
            inputs[f"{key}.to"] = day_of(_("Until"))
        case Type.ANNIVERSARY:
            inputs[key] = forms.ChoiceField(label=_("When"), choices=[("", _("Any time")), *phrases(field)], required=False)
        case Type.YES_NO:
            inputs[key] = forms.ChoiceField(label=field.label, choices=_YES_NO, required=False)
        case _:
            inputs[key] = text_of(field, words_for(field, field.asks[0]))
    if field.optional and not field.may_be_none:
        inputs[f"{key}.empty"] = forms.BooleanField(label=words_for(field, Operator.EMPTY), required=False)
    return inputs


def _initial(state: State, field: Field) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for part in state.parts():
        if not isinstance(part, Is) or part.field != field.key:
            continue
        name = field.key if part.operator == field.asks[0] else f"{field.key}.{part.operator}"
        match part.value:
            case None:
                initial[name] = True
            case bool():
                initial[name] = "yes" if part.value else "no"
            case Relative():
                initial[name] = str(part.value)
            case Decimal():
                initial[name] = f"{part.value:f}"
            case tuple():
                initial[name] = list(part.value)
            case _:
                initial[name] = part.value
    return initial
