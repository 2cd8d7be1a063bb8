"""Learning from the subscriptions which of them are renewed, how well that can be foretold, and telling it of each."""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from perennial.foresight.actions.reporting import keep_report
from perennial.foresight.events import CustomersScored, EverybodyScored
from perennial.foresight.foretelling import ahead_of
from perennial.foresight.keptreports import newest_report
from perennial.foresight.models import RenewalChance, Report, ReportKind
from perennial.foresight.ownpurchases import today
from perennial.foresight.renewing import HORIZON, renewal_card
from perennial.foresight.science.renewals import Dues, Renewing
from perennial.kernel.bulk import bulk_upsert
from perennial.kernel.events import publish
from perennial.kernel.jobs import checkpoint
from perennial.people.holding import hold_customers
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.models import Subscription
from perennial.team.models import Workspace

AT_ONCE = 5_000  # rows written in one transaction
_NAMES = ("pk", "party_id", "started_on", "every_months")
Going = tuple[int, int, dt.date, int]


def learn_renewals() -> Report | None:
    """Keep what is used from now on, and the card of the last quarter. None while nothing was ever due."""
    as_of = today() - 1
    rows = Subscription.objects.order_by().values_list("started_on", "every_months", "cancellation__ends_on")
    told = list(rows.iterator(10_000))
    if not told:
        return None
    started, every, ended = zip(*told, strict=True)
    dues = Dues.of(np.array(started, "datetime64[D]"), np.array(every, np.int64), np.array(ended, "datetime64[D]"), as_of)
    if not len(dues):
        return None
    card = renewal_card(dues, as_of - HORIZON)
    content = {"card": card.as_plain(), "models": Renewing.fit(dues).as_plain(), "due": len(dues)}
    return keep_report(ReportKind.RENEWALS, as_of, HORIZON, content, currency=Workspace.current().currency)


def tell_renewals() -> int:
    """Write the chance of every subscription that goes on, where it is another than before, and take away those of the others.
    Gives how many changed; tells EverybodyScored if any. Nothing while nothing was learnt."""
    kept = newest_report(ReportKind.RENEWALS)
    if kept is None:
        return 0
    changed = sum(len(_tell(some, kept)) for some in _going())
    gone = RenewalChance.objects.exclude(pk__in=RenewalChance.objects.going()).delete()[0]
    if changed + gone:
        with checkpoint():
            publish(EverybodyScored(changed=changed + gone))
    return changed + gone


def tell_renewals_of(party_id: int) -> int:
    """The same of one customer, whose terms are others now. Tells CustomersScored where a chance changed."""
    kept = newest_report(ReportKind.RENEWALS)
    mine = Subscription.objects.filter(party=party_id, status=SubscriptionStatus.ACTIVE).order_by("pk")
    changed = _tell(list(mine.values_list(*_NAMES)), kept) if kept else []
    if changed:
        with checkpoint():
            publish(CustomersScored(party_ids=(party_id,)))
    return len(changed)


def _going() -> Iterator[list[Going]]:
    """All that go on, some at a time in the order of their ids; each read is over before anything is written, for SQLite lets
    nobody write who still reads what others have changed since."""
    going = Subscription.objects.filter(status=SubscriptionStatus.ACTIVE).order_by("pk").values_list(*_NAMES)
    after = 0
    while some := list(going.filter(pk__gt=after)[:AT_ONCE]):
        yield some
        after = some[-1][0]


def _tell(going: Sequence[Going], kept: Report) -> list[int]:
    """Write what is another chance than before, of those that are still there and go on. Gives their ids."""
    pks, parties, started, every = zip(*going, strict=True) if going else ((), (), (), ())
    _before, ahead = ahead_of(kept, np.array(started, "datetime64[D]"), np.array(every, np.int64))
    known = dict(RenewalChance.objects.filter(pk__in=pks).order_by().values_list("pk", "of_100"))
    told = zip(pks, np.rint(ahead.chance * 100).astype(int).tolist(), parties, strict=True)
    changed = [(pk, of_100, party) for pk, of_100, party in told if known.get(pk) != of_100]
    if not changed:
        return []
    with checkpoint():
        hold_customers([party for _pk, _of_100, party in changed])
        wanted = [pk for pk, _of_100, _party in changed]
        there = set(Subscription.objects.filter(pk__in=wanted, status=SubscriptionStatus.ACTIVE).values_list("pk", flat=True))
        rows = [(pk, of_100) for pk, of_100, _party in changed if pk in there]
        bulk_upsert(RenewalChance, ("subscription_id", "of_100"), rows, on=("subscription_id",), update=("of_100",))
    return [pk for pk, _of_100 in rows]
