"""An audience in words: its rule in one sentence, and why a customer is in it or is not, from what was found."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from perennial.audiences.asking import fields_for
from perennial.audiences.choices import OF_MONEY, Comparison, Measure
from perennial.audiences.measuring import currency_of
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.tree import Belongs, Days, Did, InOrder, Leaf, Span, Tree
from perennial.kernel.money import Money
from perennial.records.conditions import All, AnyOf, ConditionError, Is, Not
from perennial.records.conditions import Not as Opposite
from perennial.records.fields import Field
from perennial.records.happenings import Happening, happenings
from perennial.records.spans import Relative, Way
from perennial.records.words import said as plainly_said

_COMPARED = {
    Comparison.AT_LEAST: gettext_lazy("at least %(value)s"),
    Comparison.AT_MOST: gettext_lazy("at most %(value)s"),
    Comparison.IS: gettext_lazy("exactly %(value)s"),
    Comparison.MORE_THAN: gettext_lazy("more than %(value)s"),
    Comparison.LESS_THAN: gettext_lazy("less than %(value)s"),
}
_EVER = {(Comparison.AT_LEAST, 1), (Comparison.MORE_THAN, 0)}
_NEVER = {(Comparison.AT_MOST, 0), (Comparison.IS, 0), (Comparison.LESS_THAN, 1)}


class Wording:
    """Says trees and reasons to one member: what they may not see is not named. Labels are read once for as long as it
    lives."""

    def __init__(self, member: Any) -> None:
        self.member = member
        self._sentences: dict[tuple[Leaf, bool], str] = {}
        self._leaves: dict[str, Leaf | None] = {}

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        return fields_for(self.member)

    @cached_property
    def _names(self) -> Mapping[int, str]:
        return dict(Audience.objects.values_list("pk", "name"))

    def rule(self, condition: Any) -> str:
        """The rule of an audience (JSON) in one sentence; why it cannot be understood, where it cannot."""
        try:
            tree = from_json(condition, self.fields)
        except ConditionError as error:
            return str(error.why)
        return _("all customers") if tree == All() else self.said(tree)

    def said(self, tree: Tree, *, negated: bool = False) -> str:
        """A tree in words."""
        match tree:
            case Not(part) if not isinstance(part, All | AnyOf | Not):
                return self._leaf(part, not negated)
            case Not(part):
                return _("not (%(condition)s)") % {"condition": self.said(part)}
            case All(parts):
                return self._joined(_(" and "), parts)
            case AnyOf(parts):
                return self._joined(_(" or "), parts)
            case _:
                return self._leaf(tree, negated)

    def reasons(self, why: Iterable[Mapping[str, Any]]) -> list[str]:
        """What was found, as sentences without a full stop."""
        return [self._reason(reason) for reason in why]

    def _joined(self, word: str, parts: Iterable[Tree]) -> str:
        return word.join(f"({self.said(part)})" if isinstance(part, All | AnyOf) else self.said(part) for part in parts)

    def _leaf(self, leaf: Leaf, negated: bool) -> str:
        if (leaf, negated) not in self._sentences:
            self._sentences[leaf, negated] = self._said(leaf, negated)
        return self._sentences[leaf, negated]

    def _said(self, leaf: Leaf, negated: bool) -> str:
        match leaf:
            case Is():
                if leaf.field not in self.fields:
                    return _("a field that you may not see")
                return plainly_said(Opposite(leaf) if negated else leaf, self.fields)
            case Belongs(audience):
                name = self._names.get(audience, "?")
                words = _("is not in “%(audience)s”") if negated else _("is in “%(audience)s”")
                return words % {"audience": name}
            case Did():
                return self._did(leaf, negated)
            case InOrder():
                return self._sequence(leaf, negated)

    def _did(self, did: Did, negated: bool) -> str:
        happening = happenings.get(did.happening)
        if happening is None:
            return did.happening
        ever, asked = (did.operator, int(did.value)), did.measure == Measure.COUNT
        if asked and ever in (_NEVER if negated else _EVER):
            words = str(happening.ever)
        elif asked and ever in (_EVER if negated else _NEVER):
            words = str(happening.never)
        else:
            compared = _COMPARED[did.operator] % {"value": _value(did)}
            words = _measured(happening, did.measure, compared)
            words = _("not (%(condition)s)") % {"condition": words} if negated else words
        return self._where_and_when(words, did)

    def _where_and_when(self, words: str, did: Did) -> str:
        return " ".join(part for part in (words, self._where(did), span_said(did.within)) if part)

    def _where(self, did: Did) -> str:
        happening = happenings.get(did.happening)
        known = {key: field.read_by(self.member) for key, field in happening.details().items()} if happening else {}
        told = ", ".join(plainly_said(part, known) for part in did.where if part.field in known)
        return f"({told})" if told else ""

    def _sequence(self, sequence: InOrder, negated: bool) -> str:
        steps = [self._did(step, False) for step in sequence.steps]
        words = _(", then ").join(steps)
        if sequence.within_days is not None:
            within = ngettext("within %(days)s day", "within %(days)s days", sequence.within_days)
            words = f"{words}, {within % {'days': sequence.within_days}}"
        return _("not (%(condition)s)") % {"condition": words} if negated else words

    def _reason(self, reason: Mapping[str, Any]) -> str:
        leaf, found, so = self._read(reason.get("ask")), reason.get("found"), bool(reason.get("so"))
        if leaf is None:
            return _("a field that you may not see")
        if isinstance(leaf, Did):
            return self._found(leaf, found)
        words = self._leaf(leaf, not so)
        if isinstance(leaf, InOrder) and found:
            first, last = _day(found["first"]), _day(found["last"])
            return _("%(what)s: from %(first)s to %(last)s") % {"what": words, "first": first, "last": last}
        return words

    def _read(self, data: Any) -> Leaf | None:
        key = repr(data)
        if key not in self._leaves:
            try:
                tree = from_json(data, self.fields)
            except ConditionError:
                tree = All()
            self._leaves[key] = None if isinstance(tree, All | AnyOf | Not) else tree
        return self._leaves[key]

    def _found(self, did: Did, found: Mapping[str, Any] | None) -> str:
        """What they did: “bought twice since 3 May 2026”, “bought nothing in the last 90 days”."""
        happening = happenings.get(did.happening)
        if happening is None:
            return did.happening
        if not found:
            return self._where_and_when(str(happening.never), did)
        where, count = self._where(did), int(found["count"])
        first, last = _day(found["first"]), _day(found["last"])
        words, when = _counted(happening, did, found), _("on %(day)s") % {"day": last}
        if count > 1:
            when = _("since %(day)s") % {"day": first}
        if count > 1 and did.measure == Measure.DAYS_SINCE_LAST:
            when = _("last on %(day)s") % {"day": last}
        return " ".join(part for part in (words, where, when) if part)


def span_said(span: Span | None) -> str:
    """When, in words: “in the last 90 days”, “since 3 May 2026”; nothing for ever."""
    match span:
        case None:
            return ""
        case Relative(Way.LAST):
            return _("in %(span)s") % {"span": span.said()}
        case Relative():
            return span.said()
        case Days(first, None) if first:
            return _("since %(day)s") % {"day": _date(first)}
        case Days(None, last) if last:
            return _("until %(day)s") % {"day": _date(last)}
        case Days(first, last) if first and last:
            return _("from %(first)s to %(last)s") % {"first": _date(first), "last": _date(last)}
    return ""


def _measured(happening: Happening, measure: Measure, value: str) -> str:
    match measure:
        case Measure.COUNT:
            return str(happening.often) % {"times": value}
        case Measure.SUM:
            return str(happening.worth) % {"amount": value}
        case Measure.AVERAGE:
            return _("%(worth)s each time on average") % {"worth": str(happening.worth) % {"amount": value}}
        case Measure.QUANTITY:
            return _("%(what)s: %(number)s pieces") % {"what": happening.label, "number": value}
        case Measure.AVERAGE_GAP_DAYS:
            return _("%(what)s: on average %(number)s days apart") % {"what": happening.label, "number": value}
        case Measure.DAYS_SINCE_FIRST:
            return _("%(what)s: for the first time %(number)s days ago") % {"what": happening.label, "number": value}
    return _("%(what)s: for the last time %(number)s days ago") % {"what": happening.label, "number": value}


def _value(did: Did) -> str:
    if did.measure == Measure.COUNT:
        return times(int(did.value))
    if did.measure in OF_MONEY:
        whole = did.value == did.value.to_integral_value()
        return Money.of(did.value, currency_of(did)).shown(whole=whole)
    return str(number_format(did.value))


def _counted(happening: Happening, did: Did, found: Mapping[str, Any]) -> str:
    """What was counted, of what was asked."""
    count = int(found["count"])
    often = str(happening.often) % {"times": times(count)}
    match did.measure:
        case Measure.SUM:
            return str(happening.worth) % {"amount": Money(int(found["total"]), currency_of(did)).shown()}
        case Measure.AVERAGE:
            each = Money.of(Decimal(Money(int(found["total"]), currency_of(did)).decimal()) / max(count, 1), currency_of(did))
            return _measured(happening, did.measure, each.shown())
        case Measure.AVERAGE_GAP_DAYS if count > 1:
            days = (dt.date.fromisoformat(found["last"]) - dt.date.fromisoformat(found["first"])).days
            gap = number_format(Decimal(days) / (count - 1), decimal_pos=0)
            return _("%(often)s, on average %(number)s days apart,") % {"often": often, "number": gap}
    return often


def times(count: int) -> str:
    """Once, twice, 3 times."""
    if count in (1, 2):
        return pgettext("how often", "once") if count == 1 else pgettext("how often", "twice")
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": number_format(count, force_grouping=True)}


def _day(text: str) -> str:
    return _date(dt.date.fromisoformat(text))


def _date(day: dt.date) -> str:
    return date_format(day, pgettext("date format", "j M Y"))
