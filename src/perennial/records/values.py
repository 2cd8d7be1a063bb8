"""The values of conditions: read from JSON or from an address, fit for the type of their field, and written back."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.records.choices import EXISTENCE, ME, NONE, Operator, Type
from perennial.records.fields import Field
from perennial.records.spans import Relative, relative

Value: TypeAlias = "str | Decimal | bool | dt.date | Relative | tuple[str, ...] | None"
LONGEST_TEXT = 500
MOST_CHOICES = 200
LARGEST = Decimal(10) ** 15
_EXACT = 2**53  # up to here every reader of JSON keeps whole numbers as they are
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HALF = re.compile("[\ud800-\udfff]")  # halves of characters, which JSON can spell and no database compares
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


class ValueRefusedError(ValueError):
    """A value that the field cannot be asked with; `why` says so."""

    def __init__(self, why: "str | Promise") -> None:
        self.why = why
        super().__init__(why)


def read_value(field: Field, operator: Operator, raw: object) -> Value:
    """The value that `raw` (of JSON) is for this field, or ValueRefusedError."""
    if operator in EXISTENCE:
        return None
    if raw is None:
        raise ValueRefusedError(format_lazy(_("“{field}” needs a value."), field=field.label))
    match field.type:
        case Type.NUMBER | Type.MONEY:
            return _amount(field, raw)
        case Type.DAY | Type.MOMENT | Type.ANNIVERSARY:
            return _day(field, raw)
        case Type.CHOICE | Type.CHOICES | Type.REFERENCE:
            return _choices(field, raw)
        case Type.YES_NO:
            return _yes_or_no(field, raw)
    return _text(field, raw)


def json_of(value: Value) -> Any:
    """A value as JSON has it."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() and abs(value) < _EXACT else str(value)
        case tuple():
            return list(value)
        case bool() | None:
            return value
    return str(value)


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or "\0" in raw or _HALF.search(raw):
        raise ValueRefusedError(format_lazy(_("“{field}” is compared with a text."), field=field.label))
    if len(raw) > LONGEST_TEXT:
        raise ValueRefusedError(
            format_lazy(_("“{field}” is compared with at most {most} characters."), field=field.label, most=LONGEST_TEXT)
        )
    return raw.strip()


def _amount(field: Field, raw: object) -> Decimal:
    wrong = ValueRefusedError(format_lazy(_("“{field}” is compared with a number."), field=field.label))
    if isinstance(raw, bool) or not isinstance(raw, str | int | float) or len(str(raw)) > 40:
        raise wrong
    try:
        amount = Decimal(str(raw).strip())
    except InvalidOperation:
        raise wrong from None
    if not amount.is_finite() or abs(amount) > LARGEST or int(amount.as_tuple().exponent) < -12:
        raise wrong
    return amount


def _day(field: Field, raw: object) -> dt.date | Relative:
    if isinstance(raw, str):
        if _DAY.fullmatch(raw):
            try:
                return dt.date.fromisoformat(raw)
            except ValueError:
                pass
        elif span := relative(raw):
            return span
    raise ValueRefusedError(
        format_lazy(_("“{field}” is compared with a day (2026-01-31) or a span (last-30-days, this-month)."), field=field.label)
    )


def _choices(field: Field, raw: object) -> tuple[str, ...]:
    given = raw if isinstance(raw, list | tuple) else [raw]
    if not given:
        raise ValueRefusedError(format_lazy(_("Take at least one choice for “{field}”."), field=field.label))
    if len(given) > MOST_CHOICES or any(isinstance(each, bool) or not isinstance(each, str | int) for each in given):
        raise ValueRefusedError(
            format_lazy(_("“{field}” is compared with a list of up to {most} choices."), field=field.label, most=MOST_CHOICES)
        )
    keys = tuple(dict.fromkeys(str(each)[:LONGEST_TEXT] for each in given))
    known = {key for key, _label in field.options()} if field.options else None
    for key in keys:
        if known is not None and key not in known and not ((key == NONE and field.may_be_none) or (key == ME and field.mine)):
            raise ValueRefusedError(
                format_lazy(_("“{choice}” is not among the choices of “{field}”."), choice=key[:40], field=field.label)
            )
        if known is None and not (key.isascii() and key.isdecimal() and len(key) < 20 and int(key) < 2**63):
            raise ValueRefusedError(format_lazy(_("“{field}” is compared with ids."), field=field.label))
    return keys


def _yes_or_no(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw in _WORDS:
        return _WORDS[raw]
    raise ValueRefusedError(format_lazy(_("“{field}” is either yes or no."), field=field.label))
