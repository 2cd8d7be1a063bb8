"""Telling those who follow customers that these bought something."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse_lazy

from perennial.people.actions import tell_followers
from perennial.purchases.models import Order
from perennial.team.models import Member

ORDERED = "purchases.ordered"


def tell_of_order(order: Order, *, by: Member | None) -> None:
    """Tell those who follow the customer that an order was placed."""
    news: dict[str, Any] = {"minor": order.total_minor, "currency": order.currency}
    tell_followers({order.party_id: news}, kind=ORDERED, by=by)


def tell_of_orders(party_ids: Iterable[int], *, batch: int | None, by_id: int | None = None) -> None:
    """Tell those who follow these customers of many orders: one line for the whole import."""
    by = Member.objects.filter(pk=by_id).first() if by_id else None
    news = {party_id: {"count": count} for party_id, count in Counter(party_ids).items()}
    tell_followers(news, kind=ORDERED, by=by, batch=batch, url=reverse_lazy("purchases:orders"))
