"""Finding orders by number and by lines without a product, products by name or article number, and both by what their fields of
the business say."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from perennial.kernel.manifests import Hit
from perennial.kernel.prepared import prepared
from perennial.people.models import LookedUp, of_owned, of_visible
from perennial.people.queries import Owners, owners_seen
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.queries.orders import spellings
from perennial.purchases.rules import may_edit_product, may_see_purchases
from perennial.purchases.words import LINES, ORDERS, PRODUCTS
from perennial.records.custom.searching import fields_searched, found_by_words
from perennial.records.models import CustomField
from perennial.search.fields import beginning
from perennial.search.queries import Wanted
from perennial.search.snippets import Piece, snippet
from perennial.search.words import folded
from perennial.team.models import Member


def orders_beginning(member: Member, text: str, limit: int) -> list[Order]:
    """Orders of visible customers whose number begins with `text`, with or without a #. Each spelling is asked for by itself:
    of two together PostgreSQL walks through the numbers of all orders."""
    text = text.replace("\x00", "").strip().lstrip("#")
    if not 2 <= len(text) <= 80:
        return []
    owners = owners_seen(member)
    found = [order for typed in spellings(text) for order in _numbered(typed, owners, limit=limit)]
    return sorted(found, key=lambda order: order.number)[:limit]


@prepared
def _numbered(typed: str, owners: Owners, *, limit: int) -> QuerySet[Order]:
    orders = Order.objects.filter(of_owned(owners), beginning("number", typed))
    return orders.select_related("party").order_by("number")[:limit]


def order_hits(actor: Member, text: str, limit: int) -> Sequence[Hit]:
    """What is found by order number first, then by what was written on a line, then by the fields of the business."""
    if not may_see_purchases(actor):
        return []
    numbered = orders_beginning(actor, text, limit)
    found = {
        order.pk: _order_hit(order, 2.0 if order.number.lower() == text.strip().lstrip("#").lower() else 0.5)
        for order in numbered
    }
    for order, hit in (*_written(actor, text, limit), *_worded(actor, text, limit)):
        found.setdefault(order, hit)
    return list(found.values())[:limit]


def _written(actor: Member, text: str, limit: int) -> list[tuple[int, Hit]]:
    """Orders of visible customers with a line without a product that has the words."""
    wanted = Wanted.by(actor, text)
    lines = OrderLine.objects.filter(of_visible(actor, "order__party", LookedUp)).select_related("order__party")
    found = LINES.find_rows(wanted, lines, limit)
    return [
        (line.order_id, _order_hit(line.order, 0.45, wanted.meant, tuple(snippet(line.name, wanted.words)))) for line in found
    ]


def _worded(actor: Member, text: str, limit: int) -> list[tuple[int, Hit]]:
    """Orders of visible customers that are found by their fields of the business. One query where none is searched."""
    fields = fields_searched("orders")
    if not fields:
        return []
    wanted = Wanted.by(actor, text)
    found = ORDERS.find_rows(wanted, Order.objects.filter(of_visible(actor, way=LookedUp)).select_related("party"), limit)
    return [
        (order.pk, _order_hit(order, 0.4, wanted.meant, found_by_words(fields, order.custom, "", wanted))) for order in found
    ]


def _order_hit(order: Order, rank: float, meant: str = "", snippet: tuple[Piece, ...] = ()) -> Hit:
    return Hit(
        url=reverse("purchases:order", args=[order.pk]),
        title=order.number,
        detail=order.party.name,
        icon="shopping-bag",
        rank=rank,
        meant=meant,
        at=order.placed_at,
        snippet=snippet,
    )


def product_hits(actor: Any, text: str, limit: int) -> Sequence[Hit]:
    """Products in whose name, article number or fields of the business the typed words are: those that begin with the text
    first."""
    if not may_see_purchases(actor):
        return []
    wanted, typed = Wanted.by(actor, text), folded(text.strip())
    found = PRODUCTS.find_rows(wanted, Product.objects.kept(), limit)
    fields = fields_searched("products") if any(product.custom for product in found) else []
    return [_hit(actor, product, wanted, typed, fields) for product in found]


def _hit(actor: Any, product: Product, wanted: Wanted, typed: str, fields: Sequence[CustomField]) -> Hit:
    listed = f"{reverse('purchases:products')}?{urlencode({'q': product.sku})}"
    begins = any(folded(said).startswith(typed) for said in (product.name, product.sku))
    return Hit(
        url=reverse("purchases:product", args=[product.pk]) if may_edit_product(actor) else listed,
        title=product.name,
        detail=product.sku,
        icon="package",
        rank=float(begins) + float(product.is_offered) / 2,
        meant=wanted.meant,
        snippet=found_by_words(fields, product.custom, f"{product.name} {product.sku}", wanted),
    )
