"""What is said of a product that was deleted."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from perennial.purchases.models import Product
from perennial.purchases.queries import deleted_product_for
from perennial.records.kinds import Gone


def gone_of(product: Product) -> Gone:
    """What it was, and the way back."""
    assert product.deleted_at is not None
    restore_url = reverse("purchases:product_restoration", args=[product.pk])
    return Gone(name=product.name, detail=product.sku, by=product.deleted_by, at=product.deleted_at, restore_url=restore_url)


def gone(member: Any, product_id: int) -> Gone | None:
    """A deleted product, for a member who may restore it."""
    try:
        return gone_of(deleted_product_for(member, product_id))
    except Http404:
        return None
