"""Keeping the suspected pairs: after every change of a few, and for everybody at night. A figure like others: nobody's deed, so
nothing is told but to the open pages."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.db.models import Q

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_find, bulk_upsert, bulk_write, chunks
from perennial.kernel.jobs.backend import enqueue_once
from perennial.kernel.live import signal
from perennial.people.matching.candidates import candidates
from perennial.people.matching.finding import Pair, compared, pairs_with
from perennial.people.matching.keys import keys_of
from perennial.people.matching.records import records_of
from perennial.people.models import Distinction, MatchKey, Suspicion, Uncompared

AT_ONCE = 2_000
TOO_MANY = 50_000  # above which it is quicker to compare everybody
Told = Callable[[int, int], None]


@transaction.atomic(savepoint=False)
def mark_uncompared(party_ids: Iterable[int]) -> None:
    """Say that these parties became others to a reader; the next look compares them."""
    bulk_write(Uncompared, ("party_id",), ((id_,) for id_ in party_ids), skip_conflicts=True)


def compare_soon(after: dt.timedelta) -> None:
    """Let whoever is marked be compared in a while, and not only when it is time for it; one job waits at most."""
    from perennial.people.jobs import compare_changed_job

    enqueue_once(compare_changed_job.using(run_after=clock.now() + after), "people.compare_changed")


def compare_changed(told: Told = lambda done, total: None) -> int:
    """Compare whoever changed with their likes, in short transactions; gives how many were compared."""
    compared = 0
    if Uncompared.objects.all()[TOO_MANY : TOO_MANY + 1].exists():
        return compare_everybody(told)
    while ids := list(Uncompared.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            renew_keys(ids)
            pairs = pairs_with(list(records_of(ids).values()))
            Suspicion.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
            _keep(pairs)
            bulk_delete(Uncompared, "party_id", ids)
        compared += len(ids)
        told(compared, compared)
    if compared:
        with transaction.atomic():
            signal("suspicions")
    return compared


def compare_everybody(told: Told = lambda done, total: None) -> int:
    """Renew the keys of whoever changed, then compare everybody who has a key in common with somebody. Gives how many pairs are
    suspected. What was suspected before and is no longer, goes. A run that was killed goes on with the pairs that are left."""
    while ids := list(Uncompared.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            renew_keys(ids)
            bulk_delete(Uncompared, "party_id", ids)
    with candidates() as wanted:
        for pairs in compared(wanted):
            with transaction.atomic():
                _keep(pairs)
            told(wanted.done, wanted.total)
        told(wanted.total, wanted.total)
        with transaction.atomic():
            Suspicion.objects.filter(found_at__lt=wanted.began).delete()
            signal("suspicions")
    return Suspicion.objects.count()


def renew_keys(ids: Collection[int]) -> None:
    """Write the keys of these parties anew; who is deleted or merged has none."""
    records = records_of(ids)
    bulk_delete(MatchKey, "party_id", ids)
    bulk_write(MatchKey, ("key", "party_id"), ((key, record.id) for record in records.values() for key in keys_of(record)))


def _keep(pairs: Collection[Pair]) -> int:
    kept = 0
    now = clock.now()
    for some in chunks(pairs, AT_ONCE):
        distinct = _distinct(some)
        rows = [(*pair, now) for pair in some if (pair.first_id, pair.second_id) not in distinct]
        columns = ("first_id", "second_id", "confidence", "reasons", "found_at")
        bulk_upsert(Suspicion, columns, rows, on=("first_id", "second_id"), update=("confidence", "reasons", "found_at"))
        kept += len(rows)
    return kept


def _distinct(pairs: Collection[Pair]) -> set[tuple[int, int]]:
    ids = {pair.first_id for pair in pairs} | {pair.second_id for pair in pairs}
    found = set()
    for column, other in (("first_id", "second_id"), ("second_id", "first_id")):
        for one, two in bulk_find(Distinction, column, ids, (column, other)):
            found.add((min(one, two), max(one, two)))
    return found
