"""Reading the tree of an audience from JSON: every field, happening, span and value of it known and fit, or ConditionError."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.audiences.choices import OF_MONEY, Comparison, Measure
from perennial.audiences.tree import Belongs, Days, Did, InOrder, Span, Tree, all_of, any_of, opposite
from perennial.kernel.money import is_currency
from perennial.records.conditions import ConditionError, Is
from perennial.records.conditions import from_json as plain_from_json
from perennial.records.fields import Field
from perennial.records.happenings import Happening, happenings
from perennial.records.spans import Way, relative

DEEPEST, MOST_PARTS, MOST_STEPS, LONGEST_DAYS = 12, 150, 8, 36_525
LARGEST = Decimal(10) ** 12
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?")
_DID = frozenset({"did", "where", "within", "measure", "currency", "operator", "value"})
_WHAT = _("This must be an object with “all”, “any”, “not”, “field”, “did”, “sequence” or “audience”.")


def from_json(data: object, fields: Mapping[str, Field]) -> Tree:
    """The tree that JSON says. `fields` are those of customers that may be asked."""
    return _Reader(fields).read(data, "", 1)


class _Reader:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields, self.parts = fields, 0

    def read(self, data: object, where: str, depth: int) -> Tree:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ConditionError(where, format_lazy(_("There are more than {most} conditions."), most=MOST_PARTS))
        if depth > DEEPEST:
            raise ConditionError(where, format_lazy(_("Groups stand in groups more than {most} deep."), most=DEEPEST))
        if not isinstance(data, dict):
            raise ConditionError(where, _WHAT)
        for word, read in _LEAVES.items():
            if word in data:
                return read(self, data, where)
        if len(data) != 1 or next(iter(data)) not in ("all", "any", "not"):
            raise ConditionError(where, _WHAT)
        ((word, inside),) = data.items()
        return self._group(word, inside, f"{where}.{word}".lstrip("."), depth)

    def _group(self, word: str, inside: object, at: str, depth: int) -> Tree:
        if word == "not":
            return opposite(self.read(inside, at, depth + 1))
        if not isinstance(inside, list) or (not inside and (word == "any" or depth > 1)):
            raise ConditionError(at, _("This must be a list of conditions."))
        parts = [self.read(part, f"{at}[{place}]", depth + 1) for place, part in enumerate(inside)]
        return all_of(parts) if word == "all" else any_of(parts)

    def field(self, data: dict[str, Any], where: str) -> Tree:
        return _read_is(data, self.fields, where)

    def did(self, data: dict[str, Any], where: str) -> Did:
        refuse_strange(data, _DID, where)
        happening = happening_named(data["did"], where)
        asked = self._details(happening, data.get("where"), where)
        within = read_span(data.get("within"), f"{where}.within".lstrip("."))
        return measured(
            Did(happening.key, asked, within),
            happening,
            where,
            measure=data.get("measure", Measure.COUNT),
            operator=data.get("operator", Comparison.AT_LEAST),
            value=data.get("value", 1),
            currency=data.get("currency", ""),
        )

    def _details(self, happening: Happening, data: object, where: str) -> tuple[Is, ...]:
        at = f"{where}.where".lstrip(".")
        if data is None:
            return ()
        if not isinstance(data, list):
            raise ConditionError(at, _("This must be a list of conditions."))
        self.parts += len(data)
        if self.parts > MOST_PARTS:
            raise ConditionError(at, format_lazy(_("There are more than {most} conditions."), most=MOST_PARTS))
        details = happening.details()
        return together(happening, [_read_is(part, details, f"{at}[{n}]") for n, part in enumerate(data)], at)

    def sequence(self, data: dict[str, Any], where: str) -> InOrder:
        refuse_strange(data, frozenset({"sequence", "within_days"}), where)
        at, steps = f"{where}.sequence".lstrip("."), data["sequence"]
        if not isinstance(steps, list) or not 2 <= len(steps) <= MOST_STEPS:
            raise ConditionError(at, format_lazy(_("A sequence has 2 to {most} steps."), most=MOST_STEPS))
        self.parts += len(steps)
        return InOrder(
            tuple(self._step(step, f"{at}[{place}]") for place, step in enumerate(steps)),
            read_days(data.get("within_days"), f"{where}.within_days".lstrip(".")),
        )

    def _step(self, data: object, where: str) -> Did:
        if not isinstance(data, dict) or "did" not in data:
            raise ConditionError(where, _("Each step of a sequence must be an object with “did”."))
        refuse_strange(data, frozenset({"did", "where", "within"}), where)
        return self.did(data, where)

    def audience(self, data: dict[str, Any], where: str) -> Belongs:
        refuse_strange(data, frozenset({"audience"}), where)
        named = data["audience"]
        if isinstance(named, bool) or not re.fullmatch(r"[0-9]{1,18}", str(named)):
            raise ConditionError(where, _("An audience is named by its id."))
        return Belongs(int(named))


_LEAVES = {"field": _Reader.field, "did": _Reader.did, "sequence": _Reader.sequence, "audience": _Reader.audience}


def _read_is(data: object, fields: Mapping[str, Field], where: str) -> Is:
    if not isinstance(data, dict) or "field" not in data:
        raise ConditionError(where, _("This must be an object with a “field”."))
    try:
        read = plain_from_json(data, fields)
    except ConditionError as error:
        raise ConditionError(where, error.why, error.field) from None
    assert isinstance(read, Is)
    return read


def refuse_strange(data: dict[str, Any], known: frozenset[str], where: str) -> None:
    """A word that means nothing here is a mistake, not something to pass over."""
    if strange := sorted(str(key)[:40] for key in data.keys() - known):
        raise ConditionError(where, format_lazy(_("“{name}” is not known here."), name=strange[0]))


def happening_named(key: object, where: str) -> Happening:
    """What happens by this name."""
    happening = happenings.get(key) if isinstance(key, str) else None
    if happening is None:
        text = _("Nothing is known that customers do as “{name}”. There is: {all}.")
        raise ConditionError(where, format_lazy(text, name=str(key)[:40], all=", ".join(happenings.keys())))
    return happening


def together(happening: Happening, asked: list[Is], where: str) -> tuple[Is, ...]:
    """The details, if they can be asked of one and the same happening."""
    if happening.knowing([part.field for part in asked]) is None:
        raise ConditionError(where, _("These details cannot be asked together."))
    return tuple(asked)


def measured(
    did: Did, happening: Happening, where: str, *, measure: object, operator: object, value: object, currency: object
) -> Did:
    """The same with what is measured and compared, every word of it fit."""
    known = read_measure(measure, where)
    facts = happening.knowing([part.field for part in did.where])
    assert facts is not None
    if (known in OF_MONEY and facts.amount is None) or (known == Measure.QUANTITY and facts.quantity is None):
        text = _("“{measure}” cannot be asked of “{happening}”.")
        raise ConditionError(where, format_lazy(text, measure=known.value, happening=happening.label))
    try:
        compared = Comparison(str(operator))
    except ValueError:
        text = _("“{name}” compares nothing. There is: {all}.")
        words = format_lazy(text, name=str(operator)[:40], all=", ".join(Comparison))
        raise ConditionError(where, words) from None
    return Did(
        did.happening, did.where, did.within, known, compared, read_number(value, known, where), _money(currency, known, where)
    )


def read_measure(measure: object, where: str) -> Measure:
    try:
        return Measure(str(measure))
    except ValueError:
        text = _("“{name}” cannot be measured. There is: {all}.")
        words = format_lazy(text, name=str(measure)[:40], all=", ".join(Measure))
        raise ConditionError(where, words) from None


def read_number(value: object, measure: Measure, where: str) -> Decimal:
    """A number to compare with: whole, unless it is money or an average gap."""
    wrong = ConditionError(where, _("Compare with a number from 0 to 1,000,000,000,000."))
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal) or len(str(value)) > 40:
        raise wrong
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or not 0 <= number <= LARGEST or int(number.as_tuple().exponent) < -3:
        raise wrong
    if measure not in OF_MONEY and measure != Measure.QUANTITY and number != number.to_integral_value():
        raise ConditionError(where, _("This is counted in whole numbers."))
    return number


def _money(currency: object, measure: Measure, where: str) -> str:
    if measure not in OF_MONEY or currency in ("", None):
        return ""
    if not isinstance(currency, str) or not is_currency(currency):
        raise ConditionError(where, format_lazy(_("“{name}” is no currency. Write it as EUR."), name=str(currency)[:10]))
    return currency


def read_span(data: object, where: str) -> Span | None:
    """A span of days that is past or present: "last-90-days", "this-month", "2026-01-01..2026-03-31", "2026-05-03.."."""
    if data is None or data == "":
        return None
    span = relative(data) if isinstance(data, str) else None
    if span is not None and span.way in (Way.NEXT, Way.COMING):
        raise ConditionError(where, _("Only what has happened can be asked, not what is to come."))
    found = span or (_read_days(data) if isinstance(data, str) else None)
    if found is None:
        text = _("A span of days is written as last-90-days, this-month, 2026-01-01..2026-03-31 or 2026-05-03..")
        raise ConditionError(where, text)
    return found


def _read_days(data: str) -> Days | None:
    found = _DAYS.fullmatch(data)
    if not found or data == "..":
        return None
    try:
        first, last = (dt.date.fromisoformat(day) if day else None for day in found.groups())
    except ValueError:
        return None
    return Days(first, last) if first is None or last is None or first <= last else None


def read_days(data: object, where: str) -> int | None:
    """How many days a sequence may take."""
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data <= LONGEST_DAYS:
        raise ConditionError(where, format_lazy(_("Say it in whole days, at most {most}."), most=LONGEST_DAYS))
    return data
