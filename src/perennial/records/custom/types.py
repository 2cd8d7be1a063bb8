"""How a value of each type is read from what somebody gives, as it is stored in JSON, and how it is said.

Stored are: text, long text and link as text; a number as a JSON number of at most 15 digits; money as minor units of the
field's currency; a day as ISO text; a choice as the option's id in text, several as a list of them; yes and no as true and
false; a person and an organisation as the party's id in text. Ids are text because they are larger than some readers' numbers.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.design.forms import plain_number
from perennial.kernel.money import Money, MoneyError
from perennial.kernel.text import clean_line, clean_text
from perennial.records.custom.holders import directory
from perennial.records.custom.refusals import BadValue
from perennial.records.models.customfield import CustomField, FieldType, Option

MOST_TEXT, MOST_LONG_TEXT, MOST_LINK = 200, 10_000, 500
MOST_NUMBER = 10**15
MOST_DECIMALS = 6
MOST_PICKS = 100
_YES = {"yes", "true", "1", "on", "y", "x", "✓"}
_NO = {"no", "false", "0", "off", "n"}


class Stored(NamedTuple):
    """A value as it was stored, to be set back: good as long as its field has not got another type."""

    slot: int
    value: Any


def read_value(field: CustomField, given: Any, *, by: Any = None, offered_only: bool = False) -> Any:
    """What is stored for what was given: text, or the value itself as Python has it. None for nothing. Raises BadValue.

    `by` is who gives it: a person they may not see cannot be chosen. `offered_only` refuses options that are archived."""
    if isinstance(given, Stored):
        return _kept(field, given)
    if given is None or given == "" or given == []:
        return None
    match field.type:
        case FieldType.TEXT:
            return _short(clean_line(str(given)), MOST_TEXT)
        case FieldType.LONG_TEXT:
            return _short(clean_text(str(given)), MOST_LONG_TEXT)
        case FieldType.NUMBER:
            return _number(given)
        case FieldType.MONEY:
            return _minor(given, field.currency)
        case FieldType.DATE:
            return _day(given)
        case FieldType.CHOICE:
            return _option(field, given, offered_only)
        case FieldType.CHOICES:
            return _options(field, given, offered_only)
        case FieldType.YES_NO:
            return _truth(given)
        case FieldType.LINK:
            return _link(given)
        case _:
            return _party(field, given, by)


def _kept(field: CustomField, given: "Stored") -> Any:
    if given.value is not None and given.slot != field.slot:
        raise BadValue(_("The field has another type by now."))
    return given.value


def _short(text: str, most: int) -> str | None:
    if len(text) > most:
        raise BadValue(_("At most %(most)s characters, this has %(length)s.") % {"most": most, "length": len(text)})
    return text or None


def _number(given: Any) -> int | float:
    try:
        number = Decimal(plain_number(given) if isinstance(given, str) else repr(given) if isinstance(given, float) else given)
    except (InvalidOperation, TypeError, ValueError):
        raise BadValue(_("“%(value)s” is not a number.") % {"value": str(given)[:40]}) from None
    if not number.is_finite() or abs(number) >= MOST_NUMBER:
        raise BadValue(_("“%(value)s” is larger than any number we can keep.") % {"value": str(given)[:40]})
    digits = number.normalize().as_tuple()
    if -int(digits.exponent) > MOST_DECIMALS or len(digits.digits) > 15:
        raise BadValue(_("A number has at most 15 digits, 6 of them after the decimal point."))
    return int(number) if number == number.to_integral_value() else float(number)


def _minor(given: Any, currency: str) -> int:
    if isinstance(given, Money):
        if given.currency != currency:
            raise BadValue(_("This field is in %(currency)s.") % {"currency": currency})
        return given.minor
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        given = Decimal(repr(given)) if isinstance(given, float) else Decimal(given)
        return _minor_of(given, str(given), currency)
    text = str(given).strip()
    for mark in (currency, currency.lower()):
        text = text.removeprefix(mark).removesuffix(mark).strip()
    return _minor_of(plain_number(text), text, currency)


def _minor_of(amount: Decimal | str, text: str, currency: str) -> int:
    try:
        return Money.of(amount, currency).minor
    except MoneyError:
        raise BadValue(
            _("“%(value)s” is not an amount in %(currency)s.") % {"value": text[:40], "currency": currency}
        ) from None


def _day(given: Any) -> str:
    if isinstance(given, dt.datetime):
        given = given.date()
    try:
        return (given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given).strip())).isoformat()
    except ValueError:
        raise BadValue(_("“%(value)s” is not a day. Write it as 2026-03-31.") % {"value": str(given)[:40]}) from None


def _option(field: CustomField, given: Any, offered_only: bool) -> str:
    if isinstance(given, Option):
        given = given.pk
    wanted = clean_line(str(given))
    known = field.options_by_id()
    found = known.get(wanted) or next((one for one in known.values() if one.name_key == wanted.casefold()), None)
    if found is None or (offered_only and found.is_archived):
        raise BadValue(_("“%(value)s” is not one of the choices.") % {"value": wanted[:40]})
    return str(found.pk)


def _options(field: CustomField, given: Any, offered_only: bool) -> list[str] | None:
    if isinstance(given, str):
        separator = next((mark for mark in ";\n|" if mark in given), ",")
        is_one = given.strip().casefold() in {one.name_key for one in field.options_in_order()}
        given = [given] if is_one else given.split(separator)
    if not isinstance(given, Sequence):  # a program that sends no list
        given = [given]
    if len(given) > MOST_PICKS:
        raise BadValue(_("At most %(most)s choices.") % {"most": MOST_PICKS})
    chosen = {_option(field, part, offered_only) for part in given if str(part).strip()}
    return [key for key in field.options_by_id() if key in chosen] or None


def _truth(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().casefold()
    if word in _YES or word == _("yes"):
        return True
    if word in _NO or word == _("no"):
        return False
    raise BadValue(_("“%(value)s” is neither yes nor no.") % {"value": str(given)[:40]})


def _link(given: Any) -> str:
    text = clean_line(str(given)).replace(" ", "%20")
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        is_link = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        is_link = False
    if not is_link:
        raise BadValue(_("“%(value)s” is not the address of a page.") % {"value": str(given)[:40]})
    return _short(iri_to_uri(text), MOST_LINK) or ""


def _party(field: CustomField, given: Any, by: Any) -> str:
    found = directory().found(by, clean_line(str(given)), field.type)
    what = _("person") if field.type == FieldType.PERSON else _("organisation")
    if len(found) > 1:
        raise BadValue(_("More than one %(what)s is called “%(value)s”.") % {"what": what, "value": str(given)[:40]})
    if not found:
        raise BadValue(_("“%(value)s” is not a %(what)s we know.") % {"what": what, "value": str(given)[:40]})
    return str(found[0])


def said(field: CustomField, stored: Any, names: Mapping[int, str] | None = None) -> str:
    """A stored value in words of the active language; `names` are those of parties, when they are known already."""
    if stored is None:
        return ""
    match field.type:
        case FieldType.NUMBER:
            if field.is_unique:  # it names something, as a card's number does, and is not counted with
                return plain(field, stored)
            return number_format(exact_number(stored), use_l10n=True)
        case FieldType.MONEY:
            return str(Money(int(stored), field.currency))
        case FieldType.DATE:
            return date_format(dt.date.fromisoformat(stored), "DATE_FORMAT")
        case FieldType.YES_NO:
            return _("yes") if stored else _("no")
        case FieldType.CHOICE | FieldType.CHOICES:
            known = field.options_by_id()
            keys = [stored] if isinstance(stored, str) else stored
            return ", ".join(known[key].name for key in keys if key in known)
        case FieldType.PERSON | FieldType.ORGANISATION:
            found = directory().names([int(stored)]) if names is None else names
            return found.get(int(stored)) or pgettext("a customer who may not be named", "somebody")
        case _:
            return str(stored)


def plain(field: CustomField, stored: Any) -> str:
    """A stored value as a cell of a file, the same in every language, so that an import reads it again."""
    if stored is None:
        return ""
    match field.type:
        case FieldType.NUMBER:
            return f"{exact_number(stored):f}"
        case FieldType.MONEY:
            return str(Money(int(stored), field.currency).decimal())
        case FieldType.YES_NO:
            return "yes" if stored else "no"
        case FieldType.CHOICE | FieldType.CHOICES:
            known = field.options_by_id()
            keys = [stored] if isinstance(stored, str) else stored
            return "; ".join(known[key].name for key in keys if key in known)
        case _:
            return str(stored)


def exact_number(stored: Any) -> Decimal:
    """A stored number without the nearest binary one in between."""
    return Decimal(repr(stored)) if isinstance(stored, float) else Decimal(stored)


def parties_in(fields: Iterable[CustomField], customs: Iterable[Mapping[str, Any]], member: Any = None) -> dict[int, str]:
    """The names of everybody whom these values lead to and whom `member` (None: anybody) may see, in one query, or in none."""
    slots = [field.stored_as for field in fields if field.leads_to_party]
    ids = {int(custom[slot]) for custom in customs for slot in slots if custom.get(slot)} if slots else set()
    return dict(directory().names(ids, member)) if ids else {}
