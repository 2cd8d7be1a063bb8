"""The business's own purchases as the science wants them: read from the lake in bulk, or one customer's from the orders."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

import numpy as np

from perennial.foresight.definitions import BUYERS, CURRENCIES, PURCHASE_DAYS, SILENCES
from perennial.foresight.science.histories import Log, Whole
from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.lake.models import Progress
from perennial.lake.queries import Lake, numbers_of
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order
from perennial.team.models import Workspace

EPOCH = dt.date(1970, 1, 1)
LARGEST_ID = 2**63 - 1
SAMPLED = 200_000  # customers from whom the models learn, at most: more would not move a parameter
_BEHIND = dt.timedelta(minutes=10)  # how far the lake may be behind the orders


@dataclasses.dataclass(frozen=True, slots=True)
class Purchases:
    """A log in which customer i is `customers[i]`. Every order that counts is an occasion, whatever its currency; `value` is
    what was spent in the main one, in minor units."""

    log: Log
    customers: Whole


@dataclasses.dataclass(frozen=True, slots=True)
class Money:
    """The currency that most orders are in, and the others there are: money is only foreseen in the first."""

    main: str
    others: tuple[str, ...] = ()


def today() -> int:
    """The day in the business's time zone, since 1970."""
    return day_of(clock.today(zone_named(Workspace.current().time_zone)))


def day_of(date: dt.date) -> int:
    return (date - EPOCH).days


def date_of(day: int) -> dt.date:
    """The date of a day; at the end of time the last one there is."""
    return EPOCH + dt.timedelta(days=min(int(day), (dt.date.max - EPOCH).days))


def money_in(lake: Lake, as_of: int) -> Money:
    """By the number of orders; between as many, the workspace's own."""
    counted = lake.query(CURRENCIES.asked(as_of_day=as_of, **not_counted())).to_pydict()
    words = {number: word for word, number in numbers_of("currency").items()}
    orders = {words[one]: many for one, many in zip(counted["currency_id"], counted["orders"], strict=True) if one in words}
    own = Workspace.current().currency
    main = max(orders, key=lambda word: (orders[word], word == own, word), default=own)
    return Money(main, tuple(sorted(orders.keys() - {main})))


def buyers_in(lake: Lake, as_of: int) -> int:
    """How many customers ever bought until a day."""
    return int(lake.query(BUYERS.asked(as_of_day=as_of, **not_counted())).column("customers")[0].as_py())


def first_day_in(lake: Lake, as_of: int) -> int | None:
    """The day of the first purchase, if there was one by then."""
    day = lake.query(BUYERS.asked(as_of_day=as_of, **not_counted())).column("first_day")[0].as_py()
    return None if day is None else int(day)


def purchases_in(lake: Lake, as_of: int, currency: str, *, after: int = 0, upto: int = LARGEST_ID, every: int = 1) -> Purchases:
    """What was bought until the day `as_of`, by customers with such ids, or by every so-manieth of them."""
    numbers = not_counted() | {"currency": numbers_of("currency").get(currency, -1), "as_of_day": as_of}
    table = PURCHASE_DAYS.cast(lake.query(PURCHASE_DAYS.asked(**numbers, after=after, upto=upto, every=every)))
    who, day, spent = (table.column(name).to_numpy() for name in ("customer_id", "day", "spend_minor"))
    customers, place = np.unique(who, return_inverse=True)
    return Purchases(Log.of(place, day, spent), customers)


def silences_in(lake: Lake, as_of: int) -> tuple[Whole, Whole, Whole]:
    """For each length of a silence in days, how many of that length an order ended, and how many go on."""
    table = SILENCES.cast(lake.query(SILENCES.asked(as_of_day=as_of, **not_counted())))
    days, ended, going = (table.column(name).to_numpy() for name in ("silent_days", "ended", "still_silent"))
    return days, ended, going


def sample_in(lake: Lake, as_of: int, currency: str) -> Purchases:
    """What so many customers bought from whom the models learn."""
    return purchases_in(lake, as_of, currency, every=sample_step(lake, as_of))


def sample_step(lake: Lake, as_of: int) -> int:
    """Every so-manieth customer is enough."""
    return 1 + buyers_in(lake, as_of) // SAMPLED


def purchases_of(party_ids: Collection[int], as_of: int, currency: str) -> Purchases:
    """The same of a few customers, as the orders say it now. One query."""
    zone = zone_named(Workspace.current().time_zone)
    rows = Order.objects.filter(party_id__in=list(party_ids), status__in=OrderStatus.counted()).values_list(
        "party_id", "placed_at", "currency", "total_minor", "refunded_minor"
    )
    told: list[tuple[int, int, int]] = []
    for party_id, placed_at, paid_in, total, refunded in rows.order_by().iterator(10_000):
        day = day_of(placed_at.astimezone(zone).date())
        if day <= as_of:
            told.append((party_id, day, total - refunded if paid_in == currency else 0))
    columns: Any = np.asarray(told, np.int64).reshape(-1, 3)
    customers, place = np.unique(columns[:, 0], return_inverse=True)
    return Purchases(Log.of(place, columns[:, 1], columns[:, 2]), customers)


def lake_knows_until() -> dt.datetime:
    """From when on orders, and whose they are, may be others than in the lake."""
    synced = Progress.objects.filter(pk="purchases.Order").values_list("synced_at", flat=True).first()
    return (synced or clock.now()) - _BEHIND


def not_counted() -> dict[str, int]:
    """The numbers of the states in which an order is no purchase."""
    numbers = numbers_of("status")
    return {name: numbers.get(name, -1) for name in ("cancelled", "refunded")}
