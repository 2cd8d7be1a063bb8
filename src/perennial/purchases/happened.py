"""What purchases let be asked of what customers did: bought, and got back."""

from collections.abc import Sequence

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.purchases.choices import OrderStatus
from perennial.purchases.events import (
    OrderCancelled,
    OrderChanged,
    OrderDeleted,
    OrderPlaced,
    OrderRefunded,
    OrderReinstated,
    OrderRestored,
)
from perennial.purchases.models import Order, OrderLine, Product, Refund
from perennial.purchases.orderkind import FIELDS, products_meant, products_named
from perennial.purchases.queries import categories_below, category_choices
from perennial.records.choices import Type
from perennial.records.fields import Directory, Field, Rows
from perennial.records.happenings import Detail, Facts, Happening, of_ids, of_terms

ORDER_EVENTS = (OrderPlaced, OrderChanged, OrderCancelled, OrderReinstated, OrderRefunded, OrderDeleted, OrderRestored)
COUNTED = tuple(str(status) for status in OrderStatus.counted())
_CHANNEL = next(field for field in FIELDS if field.key == "channel")


def _orders() -> Rows:
    """COALESCE keeps SQLite from walking the index by status to find the orders of one customer."""
    return Order.objects.alias(state=Coalesce("status", Value(""))).filter(state__in=COUNTED)


def _lines() -> Rows:
    return OrderLine.objects.alias(state=Coalesce("order__status", Value(""))).filter(state__in=COUNTED)


def _products_of(keys: Sequence[str]) -> Sequence[int]:
    """The products of some categories and of those below them."""
    found = Product.objects.filter(category__in=categories_below(map(int, keys)))
    return sorted(found.values_list("pk", flat=True))


def _channel(column: str) -> Detail:
    field = Field(key="channel", label=_("Channel"), type=Type.CHOICE, column=column, options=_CHANNEL.options, order=3)
    return Detail(field=field, stored="channel_id", numbers=of_terms("channel"))


PRODUCT = Detail(
    field=Field(
        key="product",
        label=_("Product"),
        type=Type.REFERENCE,
        column="product_id",
        stored=int,
        leads_to=Directory(names=products_named, found=products_meant, url=lambda: reverse("purchases:product_options")),
        icon="package",
        order=1,
    ),
    stored="product_id",
    numbers=of_ids,
)
CATEGORY = Detail(
    field=Field(
        key="category",
        label=_("Category"),
        type=Type.CHOICE,
        column="product__category_id",
        stored=int,
        options=category_choices,
        same=lambda keys: [str(pk) for pk in categories_below(map(int, keys))],
        icon="folder",
        order=2,
    ),
    stored="product_id",
    numbers=_products_of,
)
BOUGHT = Happening(
    key="bought",
    label=_("Bought"),
    ever=_("bought something"),
    never=_("bought nothing"),
    often=_("bought %(times)s"),
    first=_("first bought %(days)s ago"),
    last=_("last bought %(days)s ago"),
    worth=_("spent %(amount)s"),
    icon="shopping-bag",
    source="purchases.Order",
    told_by=ORDER_EVENTS,
    figures=("value", "orders", "last_order", "usual_gap"),
    facts=(
        Facts(
            fact="orders",
            key="order_id",
            rows=_orders,
            moment="placed_at",
            when={"status_id": (of_terms("status"), COUNTED)},
            amount=(F("total_minor") - F("refunded_minor"), "total_minor - refunded_minor"),
            currency=("currency", "currency_id"),
            quantity=("quantity", "quantity"),
            details=(_channel("channel"),),
        ),
        Facts(
            fact="order_lines",
            key="line_id",
            rows=_lines,
            party="order__party",
            moment="order__placed_at",
            one="order",
            one_stored="order_id",
            when={"status_id": (of_terms("status"), COUNTED)},
            amount=(F("total_minor"), "total_minor"),
            currency=("order__currency", "currency_id"),
            quantity=("quantity_milli", "quantity_milli"),
            scale=1000,
            details=(PRODUCT, CATEGORY, _channel("order__channel")),
        ),
    ),
    order=10,
)
REFUNDED = Happening(
    key="refunded",
    label=_("Got money back"),
    ever=_("got money back"),
    never=_("got no money back"),
    often=_("got money back %(times)s"),
    first=_("first got money back %(days)s ago"),
    last=_("last got money back %(days)s ago"),
    worth=_("got back %(amount)s"),
    icon="undo-2",
    source="purchases.Order",
    told_by=ORDER_EVENTS,
    facts=(
        Facts(
            fact="refunds",
            key="refund_id",
            rows=Refund.objects.all,
            party="order__party",
            moment="at",
            amount=(F("amount_minor"), "amount_minor"),
            currency=("order__currency", "currency_id"),
        ),
    ),
    order=20,
)
