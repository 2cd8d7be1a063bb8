"""The condition of an audience in plain words: “Bought at least 2 times in the last 90 days and City is Berlin”."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.audiences.asking import every_field, fields_for
from perennial.audiences.choices import Comparison, Measure
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.tree import Belongs, Days, Did, InOrder, Span, Tree
from perennial.kernel.money import Money, MoneyError
from perennial.records.conditions import All, AnyOf, ConditionError, Is, Not
from perennial.records.fields import Field
from perennial.records.happenings import Happening, happenings
from perennial.records.spans import Unit, Way
from perennial.records.words import said as said_of_fields
from perennial.team.models import Workspace

_EVER = {(Comparison.AT_LEAST, 1), (Comparison.MORE_THAN, 0)}
_NEVER = {(Comparison.AT_MOST, 0), (Comparison.IS, 0), (Comparison.LESS_THAN, 1)}


class Wording:
    """Says conditions as a member reads them: with the fields that they may see, and the names of other audiences. Of a field
    that they may not see nothing is said."""

    def __init__(self, member: Any, fields: Mapping[str, Field], names: Mapping[int, str]) -> None:
        self.member, self.fields, self.names = member, fields, names

    @classmethod
    def of(cls, member: Any) -> "Wording":
        """As a member reads them. Two queries, and those of the fields."""
        return cls(member, fields_for(member), dict(Audience.objects.values_list("pk", "name")))

    def rule(self, condition: Any) -> str:
        """The condition of an audience (JSON) in one sentence; where it cannot be understood any more, why."""
        try:
            return self.said(from_json(condition, self._every))
        except ConditionError as error:
            return str(error.why)

    @cached_property
    def _every(self) -> Mapping[str, Field]:
        """With the fields that this member may not see: what a rule asks of them is not said, the rest of it is."""
        return every_field()

    def said(self, tree: Tree) -> str:
        """The whole in one sentence."""
        match tree:
            case All(()):
                return _("Everybody")
            case All(parts):
                return self._joined(pgettext("between conditions", " and "), parts)
            case AnyOf(parts):
                return self._joined(pgettext("between conditions", " or "), parts)
            case Not(Belongs(audience)):
                return _("is not in “%(audience)s”") % {"audience": self._named(audience)}
            case Is() | Not(Is()):
                return said_of_fields(tree, self.fields)
            case Not(part):
                never = _never(part) if isinstance(part, Did) else ""
                return self._asked_of(part, never) if never else _("not (%(condition)s)") % {"condition": self.said(part)}
            case Did():
                return self._asked_of(tree, how_much(tree))
            case InOrder(steps, within_days):
                told = pgettext("one after the other", ", then ").join(self._step(step) for step in steps)
                return _within_days(told, within_days)
            case Belongs(audience):
                return _("is in “%(audience)s”") % {"audience": self._named(audience)}

    def lines(self, tree: Tree) -> "list[str]":
        """The same as a list of what has to be true together."""
        return [self.said(part) for part in tree.parts] if isinstance(tree, All) and tree.parts else [self.said(tree)]

    def _joined(self, word: str, parts: tuple[Any, ...]) -> str:
        return word.join(f"({self.said(part)})" if isinstance(part, All | AnyOf) else self.said(part) for part in parts)

    def _step(self, step: Did) -> str:
        return self._asked_of(step, how_much(step))

    def _asked_of(self, did: Did, much: str) -> str:
        return " ".join(filter(None, (much, self.only(did), when(did.within))))

    def only(self, did: Did) -> str:
        """The details that are asked of each, in brackets."""
        happening = happenings.get(did.happening)
        if not did.where or happening is None:
            return ""
        details = {key: field.read_by(self.member) for key, field in happening.details().items()}
        return f"({said_of_fields(All(did.where), details)})"

    def _named(self, audience: int) -> str:
        return self.names.get(audience) or _("an audience that is gone")


def _within_days(told: str, days: int | None) -> str:
    if days is None:
        return told
    return ngettext("%(told)s, within %(n)s day", "%(told)s, within %(n)s days", days) % {"told": told, "n": days}


def how_much(did: Did) -> str:
    """What happened, and what is compared with what: “bought at least 2 times”, “spent more than €200”."""
    happening = happenings.get(did.happening)
    if happening is None:
        return did.happening
    compared = _compared(did.operator, _value(did))
    match did.measure:
        case Measure.COUNT:
            return _how_often(happening, did, compared)
        case Measure.SUM:
            return str(happening.worth) % {"amount": compared}
        case Measure.AVERAGE:
            return _("%(worth)s each time on average") % {"worth": str(happening.worth) % {"amount": compared}}
        case Measure.QUANTITY:
            return _("%(what)s: %(number)s pieces") % {"what": happening.ever, "number": compared}
        case Measure.AVERAGE_GAP_DAYS:
            return _("%(what)s: on average %(days)s apart") % {"what": happening.ever, "days": compared}
        case Measure.DAYS_SINCE_FIRST:
            return str(happening.first) % {"days": compared}
    return str(happening.last) % {"days": compared}


def _never(did: Did) -> str:
    """The opposite of what no more is asked of than that it happened; nothing of any other."""
    happening, asked = happenings.get(did.happening), (did.operator, int(did.value))
    return str(happening.never) if happening and did.measure is Measure.COUNT and asked in _EVER else ""


def _how_often(happening: Happening, did: Did, compared: str) -> str:
    asked = did.operator, int(did.value)
    if asked in _EVER:
        return str(happening.ever)
    if asked in _NEVER:
        return str(happening.never)
    return str(happening.often) % {"times": compared}


def _value(did: Did) -> str:
    """What is compared with, in its unit."""
    number, count = number_format(did.value, force_grouping=True), int(did.value)
    match did.measure:
        case Measure.COUNT if count in (1, 2):
            return pgettext("how often", "once") if count == 1 else pgettext("how often", "twice")
        case Measure.COUNT:
            return ngettext("%(n)s time", "%(n)s times", count) % {"n": number}
        case Measure.SUM | Measure.AVERAGE:
            return _money(did)
        case Measure.QUANTITY:
            return str(number)
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": number}


def _compared(operator: Comparison, what: str) -> str:
    return {
        Comparison.AT_LEAST: _("at least %(what)s"),
        Comparison.AT_MOST: _("at most %(what)s"),
        Comparison.IS: _("exactly %(what)s"),
        Comparison.MORE_THAN: _("more than %(what)s"),
        Comparison.LESS_THAN: _("less than %(what)s"),
    }[operator] % {"what": what}


def _money(did: Did) -> str:
    try:
        amount = Money.of(Decimal(did.value), did.currency or Workspace.current().currency)
    except MoneyError:
        return str(number_format(did.value))
    return str(amount.shown(whole=did.value == did.value.to_integral_value()))


def when(span: Span | None) -> str:
    """A span of days within a sentence."""
    if span is None:
        return ""
    if isinstance(span, Days):
        return _between(span)
    counted = span.way is Way.LAST or (span.way is Way.PREVIOUS and span.unit is not Unit.DAY)
    return _("in %(span)s") % {"span": span.said()} if counted else span.said()


def _between(days: Days) -> str:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in (days.first, days.last))
    if not first:
        return _("until %(day)s") % {"day": last}
    if not last:
        return _("since %(day)s") % {"day": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}
