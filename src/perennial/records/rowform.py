"""The inputs of one thing that is asked of a field: its value, by the type of the field.

Their names begin with that of the row: `.value`, `.day`, `.count`, `.unit`.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import DatePicker
from perennial.kernel.http.numbers import whole_number
from perennial.records.choices import EXISTENCE, Operator, Type
from perennial.records.conditions import ConditionError, Is
from perennial.records.fields import Field
from perennial.records.forms.widgets import choice_of, named_of, phrases, reference_of
from perennial.records.spans import MOST, Relative, Unit, Way
from perennial.records.state import NAMED, meant_by
from perennial.records.values import LONGEST_TEXT, ValueRefusedError
from perennial.records.words import words_for

NOT = "not-"  # before the opposite of an operator
DAY, LAST, NEXT = "day", "last", "next"
UNITS = [(Unit.DAY, _("days")), (Unit.WEEK, _("weeks")), (Unit.MONTH, _("months")), (Unit.YEAR, _("years"))]


def put_typed(data: QueryDict, at: str, asked: Is) -> None:
    """The value of what is asked, as its inputs would send it."""
    match asked.value:
        case Relative(way, unit, count) if way in (Way.LAST, Way.NEXT):
            data.update({f"{at}.value": str(way), f"{at}.count": str(count), f"{at}.unit": str(unit)})
        case Relative():
            data[f"{at}.value"] = str(asked.value)
        case tuple():
            data.setlist(f"{at}.value", list(asked.value))
        case Decimal():
            data[f"{at}.value"] = f"{asked.value:f}"
        case bool():
            data[f"{at}.value"] = "yes" if asked.value else "no"
        case None | str():
            data[f"{at}.value"] = asked.value or ""
        case day:
            data.update({f"{at}.value": DAY, f"{at}.day": day.isoformat()})


class RowForm(forms.Form):
    """The inputs of a row: which way it is asked, and its value by the type of the field."""

    def __init__(self, data: QueryDict, *, name: str, field: Field, asked: Operator) -> None:
        super().__init__(data, auto_id="c-%s", use_required_attribute=False)
        self.named, self.field, self.operator = name, field, asked
        if asked not in EXISTENCE:
            self._add_inputs(f"{name}.value")
        for input_ in self.fields.values():
            input_.widget.attrs["class"] = "input"

    def _add_inputs(self, value: str) -> None:
        field, labels = self.field, {"aria-label": _("Value")}
        match field.type:
            case Type.REFERENCE:
                self.fields[value] = reference_of(field, [key for key in self._chosen() if key.isdecimal()])
                self.fields[value].widget.attrs |= {"aria-label": field.label}
                self.fields[f"{self.named}.{NAMED}"] = named_of(field)
            case Type.CHOICE | Type.CHOICES:
                self.fields[value] = choice_of(field, combo=True)
                self.fields[value].widget.attrs |= {**labels, "aria-label": field.label}
            case Type.YES_NO:
                self.fields[value] = forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], required=False)
                self.fields[value].widget.attrs |= labels
            case Type.DAY | Type.MOMENT | Type.ANNIVERSARY:
                self._add_days(value)
            case Type.NUMBER | Type.MONEY:
                self.fields[value] = forms.CharField(
                    required=False, widget=forms.NumberInput({"step": "any", "inputmode": "decimal", **labels})
                )
            case _:
                self.fields[value] = forms.CharField(
                    max_length=LONGEST_TEXT, required=False, widget=forms.TextInput({"autocomplete": "off", **labels})
                )

    def _add_days(self, value: str) -> None:
        ways = [(DAY, _("the day")), (LAST, _("the last …")), (NEXT, _("the next …")), *phrases(self.field)]
        self.fields[value] = forms.ChoiceField(choices=ways, required=False)
        self.fields[value].widget.attrs |= {"aria-label": _("When"), "data-when": ""}
        self.fields[f"{self.named}.day"] = forms.CharField(required=False, widget=DatePicker({"aria-label": _("Day")}))
        self.fields[f"{self.named}.count"] = forms.IntegerField(
            required=False, widget=forms.NumberInput({"min": 1, "max": MOST, "aria-label": _("How many")})
        )
        self.fields[f"{self.named}.unit"] = forms.ChoiceField(choices=UNITS, required=False)
        self.fields[f"{self.named}.unit"].widget.attrs |= {"aria-label": _("Unit")}

    def _sent(self, part: str) -> str:
        return str(self.data.get(f"{self.named}.{part}", "")).strip()

    def _chosen(self) -> list[str]:
        sent = self.data.getlist(f"{self.named}.value") if isinstance(self.data, QueryDict) else []
        return [key for key in sent if key]  # an empty text stays behind where the field was a text until now

    def _meant(self, name: str) -> tuple[str, ...]:
        try:
            return meant_by(self.field, name)
        except ConditionError as error:
            raise ValueRefusedError(error.why) from None

    def raw(self) -> Any:
        """The value as JSON would have it."""
        value = self._sent("value")
        if self.field.type == Type.REFERENCE and (name := self._sent(NAMED)):
            return [*self._chosen(), *self._meant(name)]
        if self.field.type in (Type.CHOICE, Type.CHOICES, Type.REFERENCE):
            return self._chosen()
        if self.field.type in (Type.DAY, Type.MOMENT, Type.ANNIVERSARY):
            if value in (LAST, NEXT):
                count = whole_number(self._sent("count"), MOST) or 0
                return f"{value}-{count}-{self._sent('unit') or Unit.DAY}s"
            return self._sent("day") if value in (DAY, "") else value
        return value

    def is_typed(self) -> bool:
        """Whether there is anything to be wrong."""
        if self._sent(NAMED):
            return True
        return bool(self._sent("count")) if self._sent("value") in (LAST, NEXT) else bool(self.raw())

    @property
    def ways(self) -> list[tuple[str, Any]]:
        """Every way to ask the field, and its opposite."""
        return [
            (f"{NOT if negated else ''}{operator}", words_for(self.field, operator, negated=negated))
            for operator in self.field.asks
            for negated in ((False,) if operator in EXISTENCE else (False, True))
        ]
