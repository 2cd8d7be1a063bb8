"""Finding orders by number and products by name or article number."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from perennial.kernel.manifests import Hit
from perennial.people.models import of_visible
from perennial.purchases.models import Order, Product
from perennial.purchases.queries.orders import spellings
from perennial.purchases.rules import may_edit_product, may_see_purchases
from perennial.purchases.words import PRODUCTS
from perennial.search.fields import beginning
from perennial.search.queries import Wanted
from perennial.search.words import folded
from perennial.team.models import Member


def orders_beginning(member: Member, text: str, limit: int) -> list[Order]:
    """Orders of visible customers whose number begins with `text`, with or without a #. Each spelling is asked for by itself:
    of two together PostgreSQL walks through the numbers of all orders."""
    text = text.replace("\x00", "").strip().lstrip("#")
    if not 2 <= len(text) <= 80:
        return []
    orders = Order.objects.filter(of_visible(member)).select_related("party").order_by("number")
    found = [order for typed in spellings(text) for order in orders.filter(beginning("number", typed))[:limit]]
    return sorted(found, key=lambda order: order.number)[:limit]


def order_hits(actor: Member, text: str, limit: int) -> Sequence[Hit]:
    """What is found by order number."""
    if not may_see_purchases(actor):
        return []
    return [
        Hit(
            url=reverse("purchases:order", args=[order.pk]),
            title=order.number,
            detail=order.party.name,
            icon="shopping-bag",
            rank=2.0 if order.number.lower() == text.strip().lstrip("#").lower() else 0.5,
            at=order.placed_at,
        )
        for order in orders_beginning(actor, text, limit)
    ]


def product_hits(actor: Any, text: str, limit: int) -> Sequence[Hit]:
    """Products in whose name or article number the typed words are: those that begin with the text first."""
    if not may_see_purchases(actor):
        return []
    wanted, typed = Wanted.by(actor, text), folded(text.strip())
    found = PRODUCTS.find_rows(wanted, Product.objects.kept(), limit)
    return [_hit(actor, product, wanted.meant, typed) for product in found]


def _hit(actor: Any, product: Product, meant: str, typed: str) -> Hit:
    listed = f"{reverse('purchases:products')}?{urlencode({'q': product.sku})}"
    begins = any(folded(said).startswith(typed) for said in (product.name, product.sku))
    return Hit(
        url=reverse("purchases:product", args=[product.pk]) if may_edit_product(actor) else listed,
        title=product.name,
        detail=product.sku,
        icon="package",
        rank=float(begins) + float(product.is_offered) / 2,
        meant=meant,
    )
