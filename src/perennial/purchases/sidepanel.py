"""An order and a product beside their lists."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from perennial.kernel.money import Money
from perennial.people.hanging import of_customers
from perennial.purchases.cells import channel_words, status_tag
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.parts import parts_of
from perennial.purchases.rules import may_change_order, may_delete_orders, may_edit_product
from perennial.records.custom.showing import filled_for

LAST = 5  # orders of a product
COUNTED = 10_000  # lines of a product that are added up


def told_of_order(request: HttpRequest, order: Order) -> dict[str, Any]:
    """What is said of an order, on its page and beside its list: its lines, its refunds, its end."""
    return {
        "order": order,
        "filled": filled_for(request.user, order),
        "lines": order.lines.select_related("product").order_by("pk"),
        "refunds": order.refunds.select_related("by").order_by("-at", "-pk"),
        "cancellation": getattr(order, "cancellation", None) if order.is_cancelled else None,
        "channel": channel_words(order.channel),
        "status": status_tag(order.status),
        "net_minor": order.total_minor - order.refunded_minor,
        "may_change": may_change_order(request.user, order),
        "may_delete": may_delete_orders(request.user),
    }


def order_panel(request: HttpRequest, order: Order) -> tuple[str, Mapping[str, Any]]:
    """The template and its values."""
    return "purchases/order_body.html", told_of_order(request, order)


def product_panel(request: HttpRequest, product: Product) -> tuple[str, Mapping[str, Any]]:
    """The template and its values."""
    sales = sales_of(product, request.user)
    return "purchases/product_panel.html", {
        "product": product,
        "price": Money(product.price_minor, product.currency) if product.price_minor is not None else None,
        "sales": sales,
        "filled": filled_for(request.user, product),
        "may_edit": may_edit_product(request.user),
        "parts": parts_of(request, product),
        "last": [(order, status_tag(order.status)) for order in sales.last],
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Sales:
    """What was sold of a product: `is_cut` where there are more than COUNTED lines, and then nothing is added up."""

    orders: int
    is_cut: bool
    quantity_milli: int
    amounts: Sequence[Money]
    last: Sequence[Order]


def sales_of(product: Product, member: Any) -> Sales:
    """The orders of a product that count, of customers whom a member may see: two queries, and those of a narrow reach."""
    theirs = of_customers(Order.objects.filter(status__in=OrderStatus.counted()), member)
    lines = OrderLine.objects.filter(product=product, order__in=theirs.order_by().values("pk")).order_by("-pk")
    columns = ("order_id", "order__placed_at", "order__currency", "total_minor", "quantity_milli")
    rows = list(lines.values_list(*columns)[: COUNTED + 1])
    added: Counter[str] = Counter()
    for _order, _placed, currency, total, _quantity in rows:
        added[currency] += total
    newest = sorted({(placed, order) for order, placed, *_said in rows}, reverse=True)
    last = Order.objects.filter(pk__in=[order for _placed, order in newest[:LAST]]).select_related("party")
    return Sales(
        len(newest),
        len(rows) > COUNTED,
        sum(row[4] for row in rows),
        [Money(minor, currency) for currency, minor in added.most_common()],
        sorted(last, key=lambda order: (order.placed_at, order.pk), reverse=True),
    )
