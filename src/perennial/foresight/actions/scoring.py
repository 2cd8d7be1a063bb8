"""Working out what is to be expected: of everybody from the lake, of a few at once from their orders."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from perennial.foresight.events import CustomersScored, EverybodyScored
from perennial.foresight.figuring import DAYS, NEVER, Told, figures, held_out_of
from perennial.foresight.models import Fit, Holdout, Point, Score
from perennial.foresight.ownpurchases import Purchases, date_of, lake_knows_until, purchases_in, purchases_of, today
from perennial.foresight.science.histories import Histories, Whole
from perennial.foresight.science.standing import Standing
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_upsert, bulk_write, chunks
from perennial.kernel.events import publish
from perennial.kernel.jobs import checkpoint, progress, stop_if_cancelled
from perennial.lake.queries import open_lake
from perennial.people.holding import hold_customers
from perennial.people.models import Party
from perennial.people.queries import spans_of_parties

BLOCK = 50_000  # customers worked on at a time
AT_ONCE = 5_000  # rows written in one transaction
HELD_AT_ONCE = 1_000  # customers who are held while their orders are read
_LEAST_TOLD = 5  # per mille: a point of less says nothing
_FIGURES = (
    *("last_on", "occasions", "any_30", "any_90", "of_100", "any_365", "orders_30", "orders_90", "orders_365"),
    *("value_30_minor", "value_90_minor", "value_365_minor", "spent_minor", "lifetime_minor"),
    *("next_on", "next_lo", "next_hi", "alarming_on", "at_risk", "held_out", "stake_minor"),
    *("month", "told_90", "before_90", "mark"),
)
_FLAGS = ("at_risk", "held_out")
_KEPT = ("mark", "month", "told_90", "before_90")


def score_everybody(fit: Fit | None = None) -> int:
    """Write the scores that are others than before, block by block, each in short transactions; whoever is stopped goes on
    where it was, because what is written already is the same. Gives how many were written; tells EverybodyScored if any."""
    fit = fit or Fit.in_force()
    standing = fit.standing() if fit else None
    if fit is None or standing is None:
        return 0
    as_of, written, seen, total = today(), 0, 0, Party.objects.order_by().count()
    since = lake_knows_until()
    with open_lake() as lake:
        for after, upto in spans_of_parties(BLOCK):
            stop_if_cancelled()
            purchases = purchases_in(lake, as_of, fit.currency, after=after, upto=upto)
            scores = Score.objects.filter(pk__gt=after, pk__lte=upto)
            written += _write(fit, standing, purchases, as_of, _read(scores), since=since)
            ahead = scores.filter(alone_at__gte=since).exclude(fit=fit, as_of=date_of(as_of))
            written += score_customers(ahead.values_list("pk", flat=True), fit)
            seen += BLOCK
            progress(min(seen, total), total)
    if written:
        with checkpoint():
            publish(EverybodyScored(changed=written))
    return written


def score_customers(party_ids: Iterable[int], fit: Fit | None = None) -> int:
    """The same of a few at once, from their orders as they are now. Tells CustomersScored of those who are others. They are
    held first: of two who do it at the same moment the one who writes last knows every order that the other one knew."""
    fit = fit or Fit.in_force()
    standing = fit.standing() if fit else None
    if fit is None or standing is None:
        return 0
    as_of, written = today(), 0
    for some in chunks(sorted(set(party_ids)), HELD_AT_ONCE):
        with transaction.atomic():
            hold_customers(some)
            purchases = purchases_of(some, as_of, fit.currency)
            known = _read(Score.objects.filter(pk__in=some))
            written += _write(fit, standing, purchases, as_of, known, alone_at=clock.now())
    return written


Known = dict[int, tuple[Any, ...]]


def _read(scores: Any) -> Known:
    return {row[0]: row[1:] for row in scores.order_by().values_list("pk", *_KEPT, "alone_at").iterator(AT_ONCE)}


def _write(
    fit: Fit,
    standing: Standing,
    purchases: Purchases,
    as_of: int,
    known: Known,
    *,
    since: dt.datetime | None = None,
    alone_at: dt.datetime | None = None,
) -> int:
    """Write the rows whose figures changed and take away those of whom no purchase is left; from the lake not those of whom it
    may not know all (scored `since` then from their orders)."""
    leave = {pk for pk, row in known.items() if since and row[-1] and row[-1] >= since}
    histories = Histories.of(purchases.log, as_of)
    customers = purchases.customers[histories.customer]
    found = _figured(standing, histories, customers, known)
    changed = _changed(customers, found["mark"], known, leave)
    names = ("party_id", *_FIGURES, "as_of", "fit_id", "alone_at")
    written = 0
    same = (date_of(as_of), fit.pk, alone_at)
    for some in chunks(_rows(customers, found, changed), AT_ONCE):
        with checkpoint() if alone_at is None else transaction.atomic():
            there = _held([row[0] for row in some], before=since)
            kept = [(*row, *same) for row in some if row[0] in there]
            bulk_upsert(Score, names, kept, on=("party_id",), update=names[1:])
            written += len(kept)
            if kept and alone_at is not None:
                publish(CustomersScored(party_ids=tuple(row[0] for row in kept)))
    _write_points(customers, found, changed, as_of)
    gone = known.keys() - set(customers.tolist()) - leave
    for some in chunks(sorted(gone), AT_ONCE):
        with transaction.atomic():
            hold_customers(some)
            bulk_delete(Score, "party_id", sorted(set(some) - _ahead(some, since)))
            if alone_at is not None:
                publish(CustomersScored(party_ids=tuple(some)))
    return written + len(gone)


def _figured(standing: Standing, histories: Histories, customers: Whole, known: Known) -> Mapping[str, Whole]:
    holdout, as_of = Holdout.current(), date_of(histories.as_of)
    held = held_out_of(customers, holdout.key, holdout.percent) if holdout.is_on else np.zeros(len(customers), bool)
    none = (0, -1, -1, None)
    rows = [known.get(pk, none) for pk in customers.tolist()]
    told = Told(*(np.array([-1 if row[i] is None else row[i] for row in rows], np.int64) for i in (1, 2, 3)))
    return figures(standing, histories, told, month=as_of.year * 12 + as_of.month - 1, held_out=held)


def _changed(customers: Whole, marks: Whole, known: Known, leave: Collection[int]) -> Whole:
    pairs = zip(customers.tolist(), marks.tolist(), strict=True)
    return np.array(
        [i for i, (pk, mark) in enumerate(pairs) if pk not in leave and (pk not in known or known[pk][0] != mark)], np.int64
    )


def _rows(customers: Whole, found: Mapping[str, Whole], changed: Whole) -> Iterator[tuple[Any, ...]]:
    columns: list[list[Any]] = [customers[changed].tolist()]
    for name in _FIGURES:
        values = found[name][changed].tolist()
        if name in DAYS:
            values = [None if value == NEVER else date_of(value) for value in values]
        elif name in _FLAGS:
            values = [bool(value) for value in values]
        elif name == "before_90":
            values = [None if value < 0 else value for value in values]
        columns.append(values)
    return zip(*columns, strict=True)


def _write_points(customers: Whole, found: Mapping[str, Whole], changed: Whole, as_of: int) -> None:
    """At the first score of a month, for the curve."""
    begin = changed[(found["is_new"][changed] > 0) & (found["any_90"][changed] >= _LEAST_TOLD)]
    names = ("party_id", "month", "any_90", "orders_90", "value_90_minor")
    columns = (customers[begin].tolist(), *(found[name][begin].tolist() for name in names[1:]))
    for some in chunks(zip(*columns, strict=True), AT_ONCE):
        with transaction.atomic():
            there = _held([row[0] for row in some])
            kept = (row for row in some if row[0] in there)
            bulk_write(Point, names, kept, same={"as_of": date_of(as_of)}, skip_conflicts=True)


def _held(party_ids: Sequence[int], *, before: dt.datetime | None = None) -> set[int]:
    """Of customers whom the lake knows, those that are still there, and stay until the transaction ends; not those who were
    merged into others meanwhile, or scored from their orders since then: those are ahead of the lake."""
    hold_customers(party_ids)
    found = set(Party.objects.filter(pk__in=party_ids, merged_into=None).order_by().values_list("pk", flat=True))
    return found - _ahead(party_ids, before)


def _ahead(party_ids: Sequence[int], since: dt.datetime | None) -> set[int]:
    """Those who were scored from their orders since then: the lake may not know all of theirs."""
    if since is None:
        return set()
    return set(Score.objects.filter(pk__in=party_ids, alone_at__gte=since).values_list("pk", flat=True))
