"""Conditions in words: “Stage is any of Lead, New, and Last order is in the last 30 days”."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from perennial.kernel.money import Money, MoneyError
from perennial.records.choices import EXISTENCE, ME, NONE, Operator, Type
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.fields import Field
from perennial.records.spans import Relative
from perennial.team.models import Workspace

_MANY = 3
OPERATOR_WORDS = {
    Operator.IS: (pgettext_lazy("condition", "is"), pgettext_lazy("condition", "is not")),
    Operator.CONTAINS: (gettext_lazy("contains"), gettext_lazy("does not contain")),
    Operator.BEGINS: (gettext_lazy("begins with"), gettext_lazy("does not begin with")),
    Operator.FROM: (gettext_lazy("is at least"), gettext_lazy("is not at least")),
    Operator.TO: (gettext_lazy("is at most"), gettext_lazy("is not at most")),
    Operator.ABOVE: (gettext_lazy("is more than"), gettext_lazy("is not more than")),
    Operator.BELOW: (gettext_lazy("is less than"), gettext_lazy("is not less than")),
    Operator.BEFORE: (gettext_lazy("is before"), gettext_lazy("is not before")),
    Operator.AFTER: (gettext_lazy("is after"), gettext_lazy("is not after")),
    Operator.ANY_OF: (gettext_lazy("is any of"), gettext_lazy("is none of")),
    Operator.ALL_OF: (gettext_lazy("has all of"), gettext_lazy("does not have all of")),
    Operator.EMPTY: (gettext_lazy("is empty"), gettext_lazy("is not empty")),
    Operator.FILLED: (gettext_lazy("is filled in"), gettext_lazy("is not filled in")),
}
_DAY_WORDS = {
    Operator.IS: (gettext_lazy("is in"), gettext_lazy("is not in")),
    Operator.FROM: (gettext_lazy("is from"), gettext_lazy("is not from")),
    Operator.TO: (gettext_lazy("is until"), gettext_lazy("is not until")),
}


def words_for(field: Field, operator: Operator, *, negated: bool = False) -> Any:
    """What an operator is called for a field."""
    of_days = field.type in (Type.DAY, Type.MOMENT, Type.ANNIVERSARY)
    pair = (_DAY_WORDS if of_days else {}).get(operator) or OPERATOR_WORDS[operator]
    return pair[negated]


def said(condition: Condition, fields: Mapping[str, Field]) -> str:
    """A condition in words, for whoever may see `fields`: of any other nothing is said but that one is asked."""
    match condition:
        case Is(key) | Not(Is(key)) if key not in fields:
            return _("matches a condition on a field that you may not see")  # not which, and not whether it is negated
        case Not(Is(key, operator, value)):
            return _asked(fields[key], operator, value, negated=True)
        case Not(part):
            return _("not (%(condition)s)") % {"condition": said(part, fields)}
        case Is(key, operator, value):
            return _asked(fields[key], operator, value)
        case All(parts):
            return _joined(_(" and "), parts, fields)
        case AnyOf(parts):
            return _joined(_(" or "), parts, fields)


def value_said(field: Field, value: Any) -> str:
    """A value of a condition in words."""
    match value:
        case Relative():
            return value.said()
        case dt.date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            return _amount_said(field, value)
        case tuple():
            return _choices_said(field, value)
    return str(value)


def _asked(field: Field, operator: Operator, value: Any, *, negated: bool = False) -> str:
    is_one = operator is Operator.ANY_OF and field.type == Type.CHOICE and len(value) == 1
    words = words_for(field, Operator.IS if is_one else operator, negated=negated)
    if operator in EXISTENCE:
        return f"{field.label} {words}"
    return f"{field.label} {words} {value_said(field, value)}"


def _joined(word: str, parts: tuple[Condition, ...], fields: Mapping[str, Field]) -> str:
    told = [f"({said(part, fields)})" if isinstance(part, All | AnyOf) else said(part, fields) for part in parts]
    return word.join(told)


def _amount_said(field: Field, value: Decimal) -> str:
    if field.type == Type.MONEY:
        try:
            return Money.of(value, Workspace.current().currency).shown(whole=value == value.to_integral_value())
        except MoneyError:
            pass
    return str(number_format(value))


def _choices_said(field: Field, keys: tuple[str, ...]) -> str:
    labels = dict(field.options()) if field.options else {}
    labels |= field.names_of(keys)
    labels |= {ME: _("me")} if field.mine else {}
    labels.setdefault(NONE, _("nobody or nothing"))
    unknown = pgettext("a record that may not be named", "somebody or something") if field.leads_to else ""
    told = [str(labels.get(key, unknown or key)) for key in keys]
    if len(told) > _MANY:
        return _("%(first)s and %(count)d more") % {"first": ", ".join(told[: _MANY - 1]), "count": len(told) - _MANY + 1}
    return ", ".join(told)
