"""Working out what may be offered to whom: the way that foresaw most, learnt anew, asked for everybody."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from django.db import transaction
from django.db.models import Q

from perennial.foresight.models import Companion, Suggesting, Suggestion
from perennial.foresight.ownpurchases import lake_knows_until, today
from perennial.foresight.productlines import Stock, lines_in, to_learn_from
from perennial.foresight.science.choosing import choose
from perennial.foresight.science.companions import Companions, how_many, together
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_upsert, bulk_write, chunks
from perennial.kernel.jobs import checkpoint, progress, stop_if_cancelled
from perennial.lake.queries import Lake, open_lake
from perennial.people.holding import hold_customers
from perennial.people.models import Merge, Party
from perennial.people.queries import spans_of_parties

KEPT = 6  # suggestions of a customer: some may be sold out or bought by the time they are looked at
COMPANIONS = 5  # of a product
BLOCK = 20_000  # customers worked on at a time
AT_ONCE = 5_000  # rows written in one transaction


def suggest_products() -> int:
    """Try the ways, learn the best from all purchases, and write what is another suggestion than before, block by block, each
    in short transactions; whoever is stopped begins anew and finds most of it written. Gives how many customers' changed."""
    as_of, written, seen, total = today(), 0, 0, Party.objects.order_by().count()
    since = lake_knows_until()
    with open_lake() as lake:
        stock = to_learn_from(lake, as_of)
        tried = choose(stock.baskets)
        _write_companions(stock)
        stop_if_cancelled()
        learnt = Companions.learn(stock.baskets, tried.way)
        for after, upto in spans_of_parties(BLOCK):
            stop_if_cancelled()
            written += _suggest(lake, as_of, learnt, stock, after, upto, since=since)
            seen += BLOCK
            progress(min(seen, total), total)
    with transaction.atomic():
        told = {"made_at": clock.now(), "customers": len(stock.customers), "products": len(stock.products)}
        Suggesting.objects.update_or_create(pk=1, defaults=told | {"tried": tried.as_plain()})
    return written


def forget_suggestions(party_ids: Collection[int]) -> None:
    """After customers became one, or two again, what was suggested to either is worth nothing: the next night says it anew."""
    bulk_delete(Suggestion, "party_id", party_ids)


def _suggest(lake: Lake, as_of: int, learnt: Companions, stock: Stock, after: int, upto: int, *, since: dt.datetime) -> int:
    """Write the suggestions of the customers with these ids that changed, and take away those of whom nothing can be said."""
    known = dict(Suggestion.objects.filter(pk__gt=after, pk__lte=upto).order_by().values_list("pk", "products"))
    mine = lines_in(lake, as_of, stock.products, after=after, upto=upto)
    found = dict(_rows(learnt, mine))
    changed = [(pk, products) for pk, products in found.items() if known.get(pk) != products]
    for some in chunks(changed, AT_ONCE):
        with checkpoint():
            there = _held([pk for pk, _products in some], since)
            kept = [row for row in some if row[0] in there]
            bulk_upsert(Suggestion, ("party_id", "products"), kept, on=("party_id",), update=("products",))
    gone = known.keys() - found.keys()
    for some in chunks(sorted(gone), AT_ONCE):
        with checkpoint():
            bulk_delete(Suggestion, "party_id", some)
    return len(changed) + len(gone)


def _held(party_ids: Sequence[int], since: dt.datetime) -> set[int]:
    """Of customers whom the lake knows, those that are still there, and stay until the transaction ends; not those who were
    merged or parted since the lake saw them: the next night says it anew."""
    hold_customers(party_ids)
    found = set(Party.objects.filter(pk__in=party_ids, merged_into=None).order_by().values_list("pk", flat=True))
    moved = Merge.objects.filter(Q(at__gte=since) | Q(undone_at__gte=since)).order_by()
    return found.difference(*moved.values_list("survivor", "absorbed"))


def _rows(learnt: Companions, mine: Stock) -> Iterator[tuple[int, list[list[int]]]]:
    """Customer and products, of everybody to whom something can be suggested."""
    ranked = learnt.new(mine.baskets, KEPT)
    because = learnt.because(mine.baskets, ranked)
    if not len(mine.products):
        return
    both, ids = how_many(learnt.both, because, ranked.product), mine.products
    buyers = learnt.buyers[np.where(because >= 0, because, ranked.product)]
    columns = (ids[ranked.product], np.where(because >= 0, ids[because], 0), both, buyers)
    told = np.stack(columns, axis=-1).tolist()
    many = (ranked.product >= 0).sum(axis=1).tolist()
    for customer, products, count in zip(mine.customers.tolist(), told, many, strict=True):
        if count:
            yield customer, products[:count]


def _write_companions(stock: Stock) -> None:
    """Anew: they are few."""
    ranked, both, baskets = together(stock.baskets, COMPANIONS)
    product, place = np.nonzero(ranked.product >= 0)
    other = ranked.product[product, place]
    columns = (
        stock.products[product].tolist(),
        stock.products[other].tolist(),
        (place + 1).tolist(),
        how_many(both, product, other).tolist(),
        baskets[product].tolist(),
    )
    with checkpoint():
        Companion.objects.all().delete()
        bulk_write(Companion, ("product_id", "other_id", "place", "both", "baskets"), zip(*columns, strict=True))
