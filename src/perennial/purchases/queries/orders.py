"""Orders, subscriptions and products: the door to one of them."""

from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from perennial.people.models import of_visible
from perennial.people.rules import may_see
from perennial.purchases.models import DeletedOrder, Order, Product, Subscription
from perennial.purchases.rules import may_delete_orders, may_edit_product, may_see_order, may_see_purchases
from perennial.search.fields import beginning
from perennial.team.models import Member

_MOST_CHANNELS = 100
_CHANNELS = """
    WITH RECURSIVE hop(at) AS (
        SELECT MIN(channel) FROM purchases_order
        UNION ALL SELECT (SELECT MIN(channel) FROM purchases_order WHERE channel > hop.at) FROM hop WHERE at IS NOT NULL
    ) SELECT at FROM hop WHERE at IS NOT NULL LIMIT %s
"""


def is_anything_sold() -> bool:
    """Whether there is any order."""
    return Order.objects.exists()


def order_for(member: Member, order_id: int) -> Order:
    """The order, for whoever may see it; anybody else learns nothing of it."""
    order = get_object_or_404(Order.objects.select_related("party"), pk=order_id)
    if not may_see_order(member, order):
        raise Http404
    return order


def deleted_orders_for(member: Member, *, words: str = "") -> "QuerySet[DeletedOrder]":
    """The deleted orders that a member may restore, the last deleted first: all, or those whose number holds `words`."""
    if not may_delete_orders(member):
        return DeletedOrder.objects.none()
    found = DeletedOrder.objects.filter(of_visible(member)).select_related("party", "deleted_by")
    found = found.filter(number__icontains=words.strip()) if words.strip() else found
    return found.order_by("-deleted_at", "-id")


def deleted_order_for(member: Member, order_id: int) -> DeletedOrder:
    """A deleted order, for whoever may restore it."""
    return get_object_or_404(deleted_orders_for(member), pk=order_id)


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
    return get_object_or_404(Product.objects.kept().select_related("category"), pk=product_id)


def deleted_products_for(member: Member, *, words: str = "") -> "QuerySet[Product]":
    """The deleted products that a member may restore, the last deleted first: all, or those with `words` in their name or
    article number."""
    if not may_edit_product(member):
        return Product.objects.none()
    found = Product.objects.deleted().select_related("category", "deleted_by").order_by("-deleted_at", "-id")
    words = words.strip()
    return found.filter(Q(name__icontains=words) | Q(sku__icontains=words)) if words else found


def deleted_product_for(member: Member, product_id: int) -> Product:
    """A deleted product, for whoever may restore it."""
    return get_object_or_404(deleted_products_for(member), pk=product_id)


def channels_in_use() -> list[str]:
    """The channels that occur, by hopping along their index: as many steps as there are channels, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS, [_MOST_CHANNELS])
        return [at for (at,) in cursor.fetchall()]


def number_beginning(text: str) -> Q:
    """Orders whose number begins with `text`, as typed or in capitals."""
    return beginning_with("number", text)


def beginning_with(column: str, text: str) -> Q:
    """Records of which a unique text begins with `text`, as typed or in capitals."""
    return reduce(or_, (beginning(column, typed) for typed in spellings(text)))


def spellings(text: str) -> list[str]:
    """How a number that was typed may be written: as it is, and in capitals."""
    return sorted({text, text.upper()})
