"""What is said of an order and of a product that were deleted."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from perennial.purchases.models import DeletedOrder, Product
from perennial.purchases.queries import deleted_order_for, deleted_product_for
from perennial.records.kinds import Gone


def product_gone(product: Product) -> Gone:
    """What it was, and the way back."""
    assert product.deleted_at is not None
    restore_url = reverse("purchases:product_restoration", args=[product.pk])
    return Gone(name=product.name, detail=product.sku, by=product.deleted_by, at=product.deleted_at, restore_url=restore_url)


def order_gone(order: DeletedOrder) -> Gone:
    """Which it was, whose, and the way back."""
    restore_url = reverse("purchases:order_restoration", args=[order.pk])
    return Gone(name=order.number, detail=order.party.name, by=order.deleted_by, at=order.deleted_at, restore_url=restore_url)


def gone_product(member: Any, product_id: int) -> Gone | None:
    """A deleted product, for a member who may restore it."""
    try:
        return product_gone(deleted_product_for(member, product_id))
    except Http404:
        return None


def gone_order(member: Any, order_id: int) -> Gone | None:
    """A deleted order, for a member who may restore it."""
    try:
        return order_gone(deleted_order_for(member, order_id))
    except Http404:
        return None
