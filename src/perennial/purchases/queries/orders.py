"""Orders: the door to one, and pages of many that stay fast at five million."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from perennial.kernel.clock import start_of_day
from perennial.people.models import of_visible
from perennial.people.queries import visible_parties
from perennial.people.rules import may_see
from perennial.purchases.models import Order, Product, Subscription
from perennial.purchases.rules import may_see_order, may_see_purchases
from perennial.team.models import Member

PAGE = 50
COUNTED = 10_000  # as far as a list is counted


def is_anything_sold() -> bool:
    """Whether there is any order."""
    return Order.objects.exists()


def order_for(member: Member, order_id: int) -> Order:
    """The order, for whoever may see it; anybody else learns nothing of it."""
    order = get_object_or_404(Order.objects.select_related("party"), pk=order_id)
    if not may_see_order(member, order):
        raise Http404
    return order


def subscription_for(member: Member, subscription_id: int) -> Subscription:
    """The subscription, for whoever may see it."""
    subscription = get_object_or_404(Subscription.objects.select_related("party"), pk=subscription_id)
    if subscription.party.is_deleted or not may_see(member, subscription.party):
        raise Http404
    return subscription


def product_for(member: Member, product_id: int) -> Product:
    """The product, for whoever may see purchases."""
    if not may_see_purchases(member):
        raise Http404
    return get_object_or_404(Product.objects.select_related("category"), pk=product_id)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to. Days are those of the workspace's zone, both inclusive."""

    status: str = ""
    channel: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    customer: int | None = None
    number: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One page of orders, newest first, with the positions from which the neighbouring pages go on."""

    orders: Sequence[Order]
    older: str = ""
    newer: str = ""


def filtered_orders(member: Member, wanted: OrderFilter) -> QuerySet[Order]:
    """The orders that fit, of customers whom the member may see."""
    orders = Order.objects.filter(of_visible(member))
    if wanted.status:
        orders = orders.filter(status=wanted.status)
    if wanted.channel:
        orders = orders.filter(channel=wanted.channel)
    if wanted.since:
        orders = orders.filter(placed_at__gte=start_of_day(wanted.since))
    if wanted.until and wanted.until < dt.date.max:
        orders = orders.filter(placed_at__lt=start_of_day(wanted.until + dt.timedelta(days=1)))
    if wanted.customer:
        orders = orders.filter(party_id=wanted.customer)
    if wanted.number:
        orders = orders.filter(number_beginning(wanted.number))
    return orders


def page_of_orders(member: Member, wanted: OrderFilter, *, older: str = "", newer: str = "") -> Page:
    """A page by keyset: after the position `older`, or before the position `newer`; two queries: joined, SQLite
    may read all customers first and sort their orders."""
    orders = filtered_orders(member, wanted).prefetch_related("party")
    if (position := _position(newer)) is not None:
        at, pk = position
        rows = list(
            orders.filter(placed_at__gte=at).filter(Q(placed_at__gt=at) | Q(pk__gt=pk)).order_by("placed_at", "pk")[: PAGE + 1]
        )
        more_newer, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return Page(rows, _place(rows[-1]) if rows else "", _place(rows[0]) if rows and more_newer else "")
    if (position := _position(older)) is not None:
        at, pk = position
        orders = orders.filter(placed_at__lte=at).filter(Q(placed_at__lt=at) | Q(pk__lt=pk))
    rows = list(orders.order_by("-placed_at", "-pk")[: PAGE + 1])
    more_older, rows = len(rows) > PAGE, rows[:PAGE]
    return Page(rows, _place(rows[-1]) if more_older else "", _place(rows[0]) if rows and position is not None else "")


def count_of_orders(member: Member, wanted: OrderFilter) -> int:
    """How many fit, at most COUNTED + 1."""
    return filtered_orders(member, wanted).order_by()[: COUNTED + 1].count()


def parties_named(member: Member, ids: Sequence[int]) -> dict[int, str]:
    """The names of some customers, of those whom the member may see."""
    return dict(visible_parties(member).filter(pk__in=ids).values_list("pk", "name"))


def number_beginning(text: str) -> Q:
    """Orders whose number begins with `text`, as typed or in capitals. PostgreSQL has an index for patterns beside a unique
    text; SQLite compares bytes, so a range does it there."""
    found = Q()
    for typed in {text, text.upper()}:
        if connection.vendor == "postgresql":
            found |= Q(number__startswith=typed)
        else:
            found |= Q(number__gte=typed, number__lt=typed + "\U0010ffff")
    return found


def _place(order: Order) -> str:
    return f"{order.placed_at.astimezone(dt.UTC).isoformat()}_{order.pk}"


def _position(text: str) -> tuple[dt.datetime, int] | None:
    at, _underscore, pk = text.rpartition("_")
    try:
        moment = dt.datetime.fromisoformat(at)
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)), int(pk)
    except (ValueError, OverflowError):  # the first and the last day there are lie in other years elsewhere
        return None
