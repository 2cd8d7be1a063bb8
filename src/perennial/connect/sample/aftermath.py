"""What came after the orders: money given back, subscriptions, and why some of them ended."""

import datetime as dt
import random

from perennial.connect.sample import stories
from perennial.connect.sample.catalogue import LISTENING_BOX, RECORD_OF_THE_MONTH
from perennial.connect.sample.customers import Customers
from perennial.kernel import clock
from perennial.purchases.actions import refund_order
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.models import Cancellation, Order, Product, Subscription
from perennial.team.models import Member

REFUNDED = 120
SUBSCRIBED = 500
ENDING = (0.3, 1.4)  # of the chances to end when it falls due: most are small, some are large


def write_aftermath(customers: Customers, *, by: Member, chance: random.Random) -> None:
    """Give some money back and let the best customers subscribe."""
    _refund(customers, chance)
    _subscribe(customers, by, chance)


def _refund(customers: Customers, chance: random.Random) -> None:
    """A part or the whole of some orders of those who buy most."""
    parties = [row.id or 0 for row in chance.sample(customers.best, REFUNDED)]
    bought = Order.objects.filter(party__in=parties, total_minor__gt=500).order_by("placed_at")
    last = {order.party_id: order for order in bought}
    for party in parties:
        if order := last.get(party):
            part = order.total_minor if chance.random() < 0.3 else order.total_minor // chance.randint(2, 5)
            at = min(order.placed_at + dt.timedelta(days=chance.randint(2, 12)), clock.now())
            refund_order(order, amount_minor=part, reason=chance.choice(stories.REFUND_REASONS), by=None, at=at)


def _subscribe(customers: Customers, by: Member, chance: random.Random) -> None:
    """Some go on for long and some end early: each has a chance of their own to end when it falls due."""
    names = (RECORD_OF_THE_MONTH[1], LISTENING_BOX[1])
    products = {product.name: product for product in Product.objects.filter(sample=True, name__in=names)}
    today = clock.today()
    subscriptions: list[Subscription] = []
    ended: list[Cancellation] = []
    for place, row in enumerate(chance.sample(customers.best[:800], min(SUBSCRIBED, len(customers.best)))):
        every = 3 if place % 4 == 0 else 1
        product = products[names[every == 3]]
        started = _months_back(today, chance.randint(2, 14), chance.randint(1, 28))
        next_due, over = _until_over(started, every, today, chance)
        subscription = Subscription(
            party_id=row.id or 0,
            product=product,
            name=product.name,
            price_minor=product.price_minor or 0,
            currency=product.currency,
            every_months=every,
            started_on=started,
            renews_on=None if over else next_due,
            status=SubscriptionStatus.CANCELLED if over else SubscriptionStatus.ACTIVE,
        )
        subscriptions.append(subscription)
        if over:
            reason, words = stories.CANCELLED_BECAUSE[len(ended) % len(stories.CANCELLED_BECAUSE)]
            at = clock.start_of_day(next_due) + dt.timedelta(hours=10)
            ended.append(Cancellation(subscription=subscription, reason=reason, words=words, ends_on=next_due, at=at, by=by))
    Subscription.objects.bulk_create(subscriptions)
    Cancellation.objects.bulk_create(ended)


def _until_over(started: dt.date, every: int, today: dt.date, chance: random.Random) -> tuple[dt.date, bool]:
    """The due day on which it ended, or the next one that is to come."""
    ends = chance.betavariate(*ENDING)
    due = _months_back(started, -every, started.day)
    while due <= today:
        if due < today and chance.random() < ends:
            return due, True
        due = _months_back(due, -every, started.day)
    return due, False


def _months_back(day: dt.date, months: int, on: int) -> dt.date:
    count = day.year * 12 + day.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, on)
