"""Customers who slip from their own rhythm: what Today shows of purchases."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, FloatField, Func, IntegerField, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.kernel import clock
from perennial.kernel.clock import start_of_day, zone_named
from perennial.kernel.manifests import Act, AtStake, Owed, Whose
from perennial.people.models import Party
from perennial.purchases.models import PurchaseSummary
from perennial.purchases.queries import gap_sums, rhythm_in_force
from perennial.purchases.rhythm import Rhythm
from perennial.team.models import Workspace
from perennial.timeline.models import ContactSummary

MANY = 20_000  # customers of the owners, from which on it is quicker to walk through everybody's
MOST = 1000  # as far as they are counted
AT_RISK = 1  # urgency: see manifests.Owed


class _Seconds(Func):
    """A moment or a day in seconds since 1970."""

    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM %(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="unixepoch(%(expressions)s)", **context)


_THREE = Func(template="3", output_field=IntegerField())  # written out, as the partial index has it; a parameter hides it


def slipping_customers(today: dt.date, owners: frozenset[int] | None = None) -> QuerySet[PurchaseSummary]:
    """Customers of three purchases or more whose silence is long for their own gaps, but not beyond reason; the most valuable
    first. Whoever had a two-way contact since the silence became long has their usual gap to order in and is left out."""
    spoken = ContactSummary.objects.annotate(spoke=_Seconds("last_two_way_at")).filter(
        pk=OuterRef("pk"), spoke__gte=OuterRef("slips"), spoke__gt=OuterRef("patience")
    )
    rows: QuerySet[PurchaseSummary] = (
        _among_repeat_customers(owners)
        .filter(slips_on__lte=today, lapses_on__gt=today)
        .annotate(slips=_Seconds("slips_on"), patience=clock.now().timestamp() - F("usual_gap_days") * 86_400.0)
        .filter(~Exists(spoken))
        .order_by("-yearly_value_minor", "slips_on", "lapses_on", "party_id")
    )
    return rows


def slipping_now() -> QuerySet[PurchaseSummary]:
    """All of them, in the business's day."""
    return slipping_customers(clock.today(_zone()))


def is_silent_for_long(summary: PurchaseSummary, today: dt.date) -> bool:
    """Whether the days of a customer allow that they slip: what `slipping_customers` asks of the summary alone."""
    slips, lapses = summary.slips_on, summary.lapses_on
    return summary.occasions >= 3 and slips is not None and lapses is not None and slips <= today < lapses


def _among_repeat_customers(owners: frozenset[int] | None) -> QuerySet[PurchaseSummary]:
    """Of everybody, or of owners of many: to be walked down by what is at stake. Of owners of few: looked up one by one."""
    theirs = Party.objects.kept().of_owners(owners)
    if owners is not None and theirs.order_by()[:MANY].count() < MANY:
        return PurchaseSummary.objects.filter(occasions__gte=3, pk__in=theirs.values("pk"))
    repeat = PurchaseSummary.objects.filter(occasions__gte=_THREE)
    return repeat.filter(Exists(theirs.filter(pk=OuterRef("party"))))


def owed_rows(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """The most valuable of them as rows of Today."""
    zone = _zone()
    found = slipping_customers(clock.today(zone), whose.owners).select_related("party")[: limit + len(skip)]
    return _as_rows([row for row in found if key_of(row.party_id, row.last_on) not in skip][:limit], zone)


def owed_count(whose: Whose, skip: frozenset[str]) -> int:
    """How many there are, as far as MOST."""
    return len(_kept(whose, skip))


def owed_stake(whose: Whose, limit: int, skip: frozenset[str]) -> AtStake:
    """The most valuable of them, how many they are, and what a year of theirs is worth together, in the currency that most of
    it is in: they are looked for once."""
    kept = _kept(whose, skip)
    minor, currency = summed((value, currency) for _party, _on, value, currency in kept)
    first = [row[0] for row in kept[:limit]]
    found = PurchaseSummary.objects.select_related("party").in_bulk(first)
    rows = _as_rows([found[party_id] for party_id in first if party_id in found], _zone())
    return AtStake(rows=rows, count=len(kept), minor=minor, currency=currency)


def summed(values: Iterable[tuple[int, str]]) -> tuple[int, str]:
    """What amounts add up to, in the currency that most of it is in."""
    by_currency: dict[str, int] = {}
    for value, currency in values:
        by_currency[currency] = by_currency.get(currency, 0) + value
    currency = max(by_currency, key=lambda code: (by_currency[code], code), default="")
    return by_currency.get(currency, 0), currency


def owed_clause(count: int, money: str) -> str:
    """Their part of the first sentence of Today."""
    if not money:
        return ngettext(
            "%(count)d customer is slipping from their rhythm", "%(count)d customers are slipping from their rhythm", count
        ) % {"count": count}
    return ngettext(
        "%(count)d customer worth %(money)s a year is slipping from their rhythm",
        "%(count)d customers worth %(money)s a year are slipping from their rhythm",
        count,
    ) % {"count": count, "money": money}


def _kept(whose: Whose, skip: frozenset[str]) -> list[tuple[int, dt.date | None, int, str]]:
    rows = slipping_customers(clock.today(_zone()), whose.owners).values_list(
        "party_id", "last_on", "yearly_value_minor", "currency"
    )
    return [row for row in rows[: MOST + len(skip)] if key_of(row[0], row[1]) not in skip][:MOST]


def _as_rows(found: Sequence[PurchaseSummary], zone: dt.tzinfo) -> list[Owed]:
    rhythm = rhythm_in_force()
    return [_owed(row, rhythm, clock.today(zone), zone) for row in found]


def _owed(row: PurchaseSummary, rhythm: Rhythm, today: dt.date, zone: dt.tzinfo) -> Owed:
    return Owed(
        key=key_of(row.party_id, row.last_on),
        party_id=row.party_id,
        party_name=row.party.name,
        why=why(row, rhythm, today),
        since=start_of_day(row.slips_on or today, zone),
        owner_id=row.party.owner_id,
        value_minor=row.yearly_value_minor,
        currency=row.currency,
        urgency=AT_RISK,
        act=Act(label=_("Log a call"), url=log_url(row.party_id), icon="phone", method="dialog"),
    )


def why(row: PurchaseSummary, rhythm: Rhythm, today: dt.date) -> str:
    """The reason in words with the numbers, and how sure it is."""
    gap = max(1, round(row.usual_gap_days or 0))
    silent = (today - row.last_on).days if row.last_on else 0
    of_hundred = rhythm.chance_of_silence(gap_sums(row), silent) * 100
    usual = ngettext("Usually orders every day", "Usually orders every %(gap)d days", gap) % {"gap": gap}
    silence = ngettext("silent for %(days)d day", "silent for %(days)d days", silent) % {"days": silent}
    if rhythm.is_too_little:
        return _("%(usual)s; %(silence)s. Too little data yet to say how rare that is.") % {"usual": usual, "silence": silence}
    rare = (
        _("Fewer than 1 of 100 such waits is this long.")
        if of_hundred < 1
        else _("Only %(share)d of 100 such waits are this long.") % {"share": round(of_hundred)}
    )
    return _("%(usual)s; %(silence)s. %(rare)s") % {"usual": usual, "silence": silence, "rare": rare}


def log_url(party_id: int) -> str:
    """Where a call with them is logged."""
    return f"{reverse('timeline:log_call')}?customer={party_id}"


def key_of(party_id: int, last_on: dt.date | None) -> str:
    """The same until they order again."""
    return f"{party_id}:{last_on}"


def _zone() -> dt.tzinfo:
    return zone_named(Workspace.current().time_zone)
