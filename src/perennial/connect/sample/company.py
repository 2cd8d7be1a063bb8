"""Juniper & Co: the real purchase history of 23,570 customers with invented people, words and promises around it."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import transaction

from perennial.connect.sample.aftermath import write_aftermath
from perennial.connect.sample.catalogue import SHELVES, Article, Shelves, articles
from perennial.connect.sample.customers import Customers, customers_for
from perennial.connect.sample.history import Purchase, history_file, purchases
from perennial.connect.sample.promised import write_promises
from perennial.connect.sample.settling import date_stages, settle_everything
from perennial.connect.sample.told import write_told
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import write_parties
from perennial.purchases.actions.bulk import LineRow, OrderRow, ProductRow, write_orders, write_products
from perennial.purchases.models import Category
from perennial.team.deeds import record_deed
from perennial.team.models import Member

SEED = 1997
CURRENCY = "EUR"
Say = Callable[[str], None]


def whole_history() -> list[Purchase]:
    """The history of all customers, ending yesterday. Refuses (HistoryMissing) when the file is not installed."""
    return purchases(history_file(), clock.today() - dt.timedelta(days=1))


class Loaded(NamedTuple):
    """What was written."""

    customers: int
    orders: int
    products: int
    touchpoints: int


@transaction.atomic
def load_company(history: list[Purchase], *, by: Member, team: Sequence[Member], say: Say, seed: int = SEED) -> Loaded:
    """Write the sample company around a history, marked as sample data, in one transaction. The same seed writes the same
    people."""
    chance = random.Random(seed)  # noqa: S311 - the same people for the same seed
    say("Making up customers")
    customers = customers_for(history, team, chance)
    write_parties(customers.rows, by_id=by.pk, sample=True)
    say("Filling the shelves")
    stock = articles(chance)
    product_ids = write_catalogue(stock)
    say("Writing orders")
    orders = write_orders(_orders(history, customers, Shelves(stock), product_ids, chance))
    say("Remembering calls, visits and letters")
    touchpoints = write_told(history, customers, team, chance)
    write_promises(customers, team, chance)
    say("Finding everybody's rhythm")
    settle_everything()
    date_stages()
    write_aftermath(customers, by=by, chance=chance)
    record_deed("connect.sample.loaded", by=by, changes={"customers": (None, len(customers.rows)), "orders": (None, orders)})
    return Loaded(len(customers.rows), orders, len(stock), touchpoints)


def write_catalogue(stock: list[Article]) -> dict[str, int]:
    """Write categories and products; gives the products' ids by article number."""
    shelves = {
        name: Category.objects.get_or_create(name=name, parent=None)[0].pk for name in dict.fromkeys(a.shelf for a in stock)
    }
    ids = dict(zip((article.sku for article in stock), new_ids(len(stock)), strict=True))
    write_products(
        (
            ProductRow(article.sku, article.name, CURRENCY, article.price_minor, shelves[article.shelf], id=ids[article.sku])
            for article in stock
        ),
        sample=True,
    )
    return ids


def _orders(
    history: list[Purchase], customers: Customers, shelves: Shelves, product_ids: dict[str, int], chance: random.Random
) -> list[OrderRow]:
    """Each purchase of the file as an order, its amount split over records that cost about as much and fit the taste."""
    names, rows = list(SHELVES), []
    taste: dict[int, list[str]] = defaultdict(lambda: chance.sample(names, 2))
    last = history[-1].day
    for number, purchase in enumerate(history, 10_001):
        liked = taste[purchase.customer]
        lines = []
        for quantity, amount in _split(purchase.quantity, purchase.amount_minor):
            article = shelves.near(chance, liked[chance.random() < 0.25], amount // max(quantity, 1))
            lines.append(LineRow(article.name, quantity * 1000, amount, product_ids[article.sku]))
        rows.append(
            OrderRow(
                f"JC-{number}",
                customers.ids[purchase.customer],
                _moment(purchase.day, chance),
                CURRENCY,
                purchase.amount_minor,
                tuple(lines),
                channel=chance.choices(("web", "shop", "phone"), (60, 33, 7))[0],
                status="paid" if purchase.day == last else "fulfilled",
            )
        )
    return rows


def _split(quantity: int, amount: int) -> list[tuple[int, int]]:
    """At most three lines whose quantities and amounts add up."""
    if quantity < 2:
        return [(quantity, amount)]
    parts = min(3, quantity)
    quantities = [quantity // parts] * parts
    quantities[0] += quantity - sum(quantities)
    amounts = [amount * part // quantity for part in quantities]
    amounts[0] += amount - sum(amounts)
    return list(zip(quantities, amounts, strict=True))


def _moment(day: dt.date, chance: random.Random) -> dt.datetime:
    """Some minute of the shop's day."""
    return dt.datetime(day.year, day.month, day.day, 8 + chance.randrange(10), chance.randrange(60), tzinfo=dt.UTC)
