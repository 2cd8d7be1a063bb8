"""Customers at risk, as foresight knows them: what Today and the customer's page show of them while the models may speak."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from perennial.foresight.models import Fit, Score
from perennial.foresight.reasons import why_at_risk
from perennial.foresight.voice import speaks
from perennial.kernel import clock
from perennial.kernel.bulk import chunks
from perennial.kernel.clock import start_of_day, zone_named
from perennial.kernel.manifests import Act, AtStake, Owed, Whose
from perennial.kernel.money import Money
from perennial.kernel.prepared import prepared
from perennial.people.models import Party
from perennial.people.ownercopies import of_party_owners
from perennial.purchases.judging import Judge
from perennial.purchases.slipping import AT_RISK, MOST, key_of, log_url, summed
from perennial.team.models import Workspace
from perennial.timeline.models import ContactSummary

AT_ONCE = 50  # scores in one question
PATIENCE = dt.timedelta(days=30)  # after a two-way contact


def at_risk(owners: frozenset[int] | None = None, *, held_out: bool = False) -> QuerySet[Score]:
    """Those who are at risk, what is at stake with them first. Whoever was spoken to within thirty days is left out, and
    whoever is held out stands apart."""
    spoken = ContactSummary.objects.filter(pk=OuterRef("pk"), last_two_way_at__gte=clock.now() - PATIENCE)
    rows: QuerySet[Score] = Score.objects.filter(of_party_owners(owners), ~Exists(spoken), at_risk=True, held_out=held_out)
    return rows.order_by("-stake_minor", "party_id")


def owed_rows(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """The most valuable of them as rows of Today."""
    return _as_rows([pk for pk, _fit, _minor in _kept(whose, skip, limit)])


def owed_count(whose: Whose, skip: frozenset[str]) -> int:
    """How many there are, as far as MOST."""
    return len(_kept(whose, skip))


def owed_stake(whose: Whose, limit: int, skip: frozenset[str]) -> AtStake:
    """The most valuable of them, how many they are, and what is expected of them within a year together: they are looked for
    once."""
    kept = _kept(whose, skip)
    currencies = dict(Fit.objects.values_list("pk", "currency"))
    minor, currency = summed((value, currencies[fit]) for _pk, fit, value in kept)
    return AtStake(rows=_as_rows([pk for pk, _fit, _minor in kept[:limit]]), count=len(kept), minor=minor, currency=currency)


def panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The next step on their page, unless they are held out, which the panel with the prediction says."""
    score = at_risk().filter(pk=party.pk).select_related("fit").defer("fit__parameters", "fit__points").first()
    if score is None:
        return None
    money = Money(score.stake_minor, score.fit.currency).shown(whole=True)
    return {
        "why": why_at_risk(score, clock.today(_zone())),
        "worth": _("%(money)s is expected of them within a year.") % {"money": money} if score.stake_minor else "",
        "log_url": log_url(party.pk),
    }


def expected(parties: Sequence[Party]) -> Mapping[int, dt.date | None]:
    """The days of their next orders."""
    return dict(Score.objects.filter(pk__in=[party.pk for party in parties]).values_list("pk", "next_on"))


def _kept(whose: Whose, skip: frozenset[str], limit: int = MOST) -> list[tuple[int, int, int]]:
    """(customer, fit, what is at stake) of the first of them. Those that are snoozed are few, and looked up by themselves."""
    found = at_risk(whose.owners).values_list("party_id", "fit_id", "stake_minor")[: limit + len(skip)]
    snoozed = Score.objects.filter(pk__in=[int(key.partition(":")[0]) for key in skip]).values_list("party_id", "last_on")
    asleep = {party_id for party_id, last_on in snoozed if key_of(party_id, last_on) in skip}
    return [row for row in found if row[0] not in asleep][:limit]


def _as_rows(party_ids: Sequence[int]) -> list[Owed]:
    scores = {score.pk: score for some in chunks(party_ids, AT_ONCE) for score in _scores(*some)}
    zone = _zone()
    return [_owed(scores[pk], zone) for pk in party_ids if pk in scores]


@prepared
def _scores(*party_ids: int) -> QuerySet[Score]:
    return Score.objects.select_related("party", "fit").defer("fit__parameters", "fit__points").filter(pk__in=party_ids)


def _zone() -> dt.tzinfo:
    return zone_named(Workspace.current().time_zone)


def _owed(row: Score, zone: dt.tzinfo) -> Owed:
    return Owed(
        key=key_of(row.party_id, row.last_on),
        party_id=row.party_id,
        party_name=row.party.name,
        why=why_at_risk(row, clock.today(zone)),
        since=start_of_day(min(row.alarming_on or row.as_of, row.as_of), zone),
        owner_id=row.party.owner_id,
        value_minor=row.stake_minor,
        currency=row.fit.currency,
        urgency=AT_RISK,
        act=Act(label=_("Log a call"), url=log_url(row.party_id), icon="phone", method="dialog"),
    )


MODELS = Judge(
    key="foresight.models",
    speaks=speaks,
    rows=owed_rows,
    count=owed_count,
    stake=owed_stake,
    panel=panel,
    found=at_risk,
    expected=expected,
    order=10,
)
