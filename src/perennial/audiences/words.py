"""Why a customer is in an audience, or is not, in words: “bought twice since 3 May 2026”, “was not in touch in the last 60
days”."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.audiences.asking import fields_for
from perennial.audiences.choices import Measure
from perennial.audiences.measuring import currency_of
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording, when
from perennial.audiences.tree import Did, InOrder, Leaf, opposite
from perennial.kernel.money import Money
from perennial.records.conditions import All, AnyOf, ConditionError, Not
from perennial.records.happenings import Happening, happenings


class Because:
    """Says to one member what was found of customers; a field that they may not see is not named. What is the same for many is
    worded once."""

    def __init__(self, member: Any) -> None:
        self.fields = fields_for(member)
        self._wording = Wording(member, self.fields, dict(Audience.objects.values_list("pk", "name")))
        self._leaves: dict[str, Leaf | None] = {}
        self._sentences: dict[tuple[Leaf, bool], str] = {}

    def told(self, why: Iterable[Mapping[str, Any]]) -> list[str]:
        """The reasons of a stay (`why`, `left_why`) as sentences without a full stop."""
        return [self._reason(reason) for reason in why]

    def _reason(self, reason: Mapping[str, Any]) -> str:
        leaf, found, so = self._read(reason.get("ask")), reason.get("found"), bool(reason.get("so"))
        if leaf is None:
            return _("a condition on a field that you may not see decides it")  # not how: it may be negated
        if isinstance(leaf, Did):
            return self._found(leaf, found)
        if (leaf, so) not in self._sentences:
            self._sentences[leaf, so] = self._wording.said(leaf if so else opposite(leaf))
        if isinstance(leaf, InOrder) and found:
            first, last = _day(found["first"]), _day(found["last"])
            return _("%(what)s: from %(first)s to %(last)s") % {"what": self._sentences[leaf, so], "first": first, "last": last}
        return self._sentences[leaf, so]

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
        where = self._wording.only(did)
        if not found:
            return " ".join(part for part in (str(happening.never), where, when(did.within)) if part)
        is_last = int(found["count"]) == 1 or did.measure == Measure.DAYS_SINCE_LAST
        day = _day(found["last"] if is_last else found["first"])
        said = " ".join(part for part in (_counted(happening, did, found), where) if part)
        if is_last and int(found["count"]) > 1:
            return _("%(what)s, last on %(day)s") % {"what": said, "day": day}
        return f"{said} {(_('on %(day)s') if is_last else _('since %(day)s')) % {'day': day}}"


def _counted(happening: Happening, did: Did, found: Mapping[str, Any]) -> str:
    """What was counted, of what was asked."""
    count = int(found["count"])
    often = str(happening.often) % {"times": times(count)}
    match did.measure:
        case Measure.SUM:
            return str(happening.worth) % {"amount": Money(int(found["total"]), currency_of(did)).shown()}
        case Measure.AVERAGE:
            each = Money.of(Decimal(Money(int(found["total"]), currency_of(did)).decimal()) / max(count, 1), currency_of(did))
            worth = str(happening.worth) % {"amount": each.shown()}
            return _("%(worth)s each time on average") % {"worth": worth}
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
