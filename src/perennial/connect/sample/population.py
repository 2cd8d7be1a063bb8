"""Synthetic populations of any size: people, orders from a purchase process with churn, and what was said around them.

Written in chunks of customers, each a transaction with a random generator of its own (seed and number of the chunk), so memory
does not grow and a load that was interrupted goes on with the chunk that is missing.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import transaction

from perennial.connect.sample.catalogue import SHELVES, Article, Shelves, articles
from perennial.connect.sample.company import CURRENCY, Say, write_catalogue
from perennial.connect.sample.indexes import without_indexes
from perennial.connect.sample.process import HORIZON_DAYS, live
from perennial.connect.sample.regions import REGIONS, WEIGHTS, Region
from perennial.connect.sample.settling import settle_everything
from perennial.kernel import clock
from perennial.kernel.bulk import Row, bulk_write
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import IdentityRow, PartyRow, write_parties
from perennial.people.models import Anniversary, Identity, Party, SearchTerm, Tagging
from perennial.purchases.models import Order, OrderLine, Product
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.timeline.models import Touchpoint
from perennial.timeline.words import ENTRIES

CHUNK = 10_000
WRITTEN_IN = (Party, Identity, SearchTerm, Tagging, Anniversary, Order, OrderLine, Touchpoint)
SPOKEN = (  # kind, channel, direction, text: what surrounds an order
    ("email", "email", "out", "Your order is on its way."),
    ("email", "email", "in", "When will it arrive?"),
    ("email", "email", "out", "It should be with you tomorrow."),
    ("visit", "in_person", "both", "Came to the shop."),
    ("call", "phone", "both", "Asked about the order."),
    ("review", "web", "in", "Five stars."),
    ("message", "message", "out", "It is ready to be picked up."),
)
NEWS = ("email", "email", "out", "News of the month.")
CARED_FOR = 0.01
Bar = Callable[[Iterable[int], int], Iterator[int]]


class Grown(NamedTuple):
    """What was written."""

    customers: int
    orders: int
    touchpoints: int


def grow_population(customers: int, *, seed: int, by: Member, team: Sequence[Member], say: Say, bar: Bar) -> Grown:
    """Write `customers` synthetic customers, going on where an interrupted load stopped."""
    begun = Party.objects.filter(sample=True).count()
    stock = articles(random.Random(seed))  # noqa: S311 - the same catalogue for the same seed
    orders = touchpoints = 0
    with transaction.atomic():
        product_ids = dict(Product.objects.filter(sample=True).values_list("sku", "pk")) or write_catalogue(stock)
    gardener = _Gardener(Shelves(stock), product_ids, team)
    chunks = range(begun // CHUNK, -(-customers // CHUNK))
    with without_indexes(WRITTEN_IN):
        for number in bar(chunks, len(chunks)):
            size = min(CHUNK, customers - number * CHUNK)
            some = gardener.grow(random.Random(f"{seed}:{number}"), number * CHUNK, size)  # noqa: S311 - see above
            orders, touchpoints = orders + some[0], touchpoints + some[1]
        say("Building indexes")
    say("Finding everybody's rhythm")
    settle_everything()
    with transaction.atomic():
        record_deed("connect.sample.grown", by=by, name=f"seed {seed}", changes={"customers": (None, customers)})
    return Grown(customers, orders, touchpoints)


class _Gardener:
    """Writes one chunk at a time."""

    def __init__(self, shelves: Shelves, product_ids: dict[str, int], team: Sequence[Member]) -> None:
        self.shelves, self.product_ids, self.team = shelves, product_ids, team
        self.begin = clock.start_of_day(clock.today() - dt.timedelta(days=HORIZON_DAYS))

    @transaction.atomic
    def grow(self, chance: random.Random, start: int, size: int) -> tuple[int, int]:
        """Write `size` customers from number `start` on; gives how many orders and touchpoints they have."""
        ids = new_ids(size)
        people: list[PartyRow] = []
        orders: list[Row] = []
        lines: list[Row] = []
        touchpoints: list[Row] = []
        for place, party in enumerate(ids):
            life = live(chance, self.begin.month - 1)
            people.append(self._person(chance, start + place, party, life.joined))
            self._buy(chance, party, life.bought, orders, lines)
            self._speak(chance, party, life.joined, life.bought, touchpoints)
        write_parties(people, sample=True)
        self._write_orders(start, orders, lines)
        spoken = list(zip(new_ids(len(touchpoints) or 1), touchpoints, strict=False))
        bulk_write(
            Touchpoint,
            ("id", "party_id", "happened_at", "kind", "channel", "direction", "text"),
            ((id_, *touchpoint) for id_, touchpoint in spoken),
            same={"source": "sample", "recorded_at": clock.now()},
        )
        ENTRIES.add((id_, str(touchpoint[-1])) for id_, touchpoint in spoken)
        return len(orders), len(touchpoints)

    def _person(self, chance: random.Random, number: int, party: int, joined: int) -> PartyRow:
        region: Region = chance.choices(REGIONS, WEIGHTS)[0]
        named = region.person(chance)
        address = f"{named.mailbox}.{number}@example.com"
        identities = [IdentityRow("email", address, normal=address)]
        if chance.random() < 0.25 and (phone := region.number(chance)):
            identities.append(IdentityRow("phone", phone, normal=phone))
        cared_for = chance.random() < CARED_FOR
        return PartyRow(
            named.name,
            given_name=named.given,
            family_name=named.family,
            language=region.language,
            time_zone=region.zone,
            country=region.country,
            city=chance.choice(region.cities),
            owner_id=chance.choice(self.team).pk if cared_for else None,
            source="Web shop",
            identities=tuple(identities),
            tags=("VIP",) if cared_for else (),
            birthday=(chance.randint(1, 12), chance.randint(1, 28), None) if chance.random() < 0.05 else None,
            created_at=self._moment(chance, joined),
            id=party,
        )

    def _buy(self, chance: random.Random, party: int, bought: list[int], orders: list[Row], lines: list[Row]) -> None:
        spends = chance.lognormvariate(8.1, 0.6)
        shelf = chance.choice(list(SHELVES))
        for day in bought:
            amount = int(spends * chance.lognormvariate(0, 0.4)) + 1
            article: Article = self.shelves.near(chance, shelf, amount)
            orders.append((party, self._moment(chance, day), amount))
            lines.append((article.name, amount, self.product_ids[article.sku]))

    def _speak(self, chance: random.Random, party: int, joined: int, bought: list[int], touchpoints: list[Row]) -> None:
        for day in bought:
            touchpoints.append((party, self._moment(chance, day), *SPOKEN[0]))
            for _ in range(2):
                after = min(day + chance.randrange(9), HORIZON_DAYS - 1)
                touchpoints.append((party, self._moment(chance, after), *SPOKEN[chance.randrange(1, len(SPOKEN))]))
        news = range(joined + chance.randrange(90), HORIZON_DAYS, 90)
        touchpoints += [(party, self._moment(chance, day), *NEWS) for day in news]

    def _moment(self, chance: random.Random, day: int) -> dt.datetime:
        return self.begin + dt.timedelta(day, 25_200 + int(chance.random() * 600) * 60)

    def _write_orders(self, start: int, orders: list[Row], lines: list[Row]) -> None:
        """Orders and their lines; numbers name the chunk, so that they are the same when it is written again."""
        ids, now = new_ids(len(orders)), clock.now()
        bulk_write(
            Order,
            ("id", "number", "party_id", "placed_at", "total_minor"),
            ((ids[i], f"S{start:08d}-{i:06d}", *order) for i, order in enumerate(orders)),
            same={
                "currency": CURRENCY,
                "channel": "web",
                "status": "fulfilled",
                "quantity": 1,
                "created_at": now,
                "updated_at": now,
            },
        )
        bulk_write(
            OrderLine,
            ("order_id", "name", "total_minor", "product_id"),
            ((ids[i], *line) for i, line in enumerate(lines)),
            same={"quantity_milli": 1000},
        )
