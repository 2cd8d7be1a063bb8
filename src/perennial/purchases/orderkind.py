"""Orders as a kind of record: the fields by which they are listed, filtered, sorted, grouped and taken out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel.money import Money
from perennial.people import hanging
from perennial.people.holding import holding
from perennial.purchases import asking, cells, editing, finding_words
from perennial.purchases.bins import ORDERS as ORDER_BIN
from perennial.purchases.choices import Channel, OrderStatus
from perennial.purchases.many import ORDER_ACTS
from perennial.purchases.models import Order, OrderLine, Product
from perennial.purchases.newest import are_many, newest_orders
from perennial.purchases.queries import channels_in_use, number_beginning, order_for
from perennial.purchases.rules import may_see_purchases
from perennial.purchases.sidepanel import order_panel
from perennial.purchases.words import PRODUCTS
from perennial.records.choices import Operator, Type
from perennial.records.fields import Directory, Elsewhere, Field, Rows, Sorting
from perennial.records.kinds import RecordKind
from perennial.search.queries import Wanted
from perennial.team.permissions import Permission
from perennial.team.rules import may

_MOST_MEANT = 100  # products that are taken for a name that was typed


def _numbered(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    text = text.strip().lstrip("#")
    if operator == Operator.IS:
        return [(Order.objects.filter(number__in={text, text.upper()}), "pk")]
    return [(Order.objects.filter(number_beginning(text)), "pk")]


def _channels() -> Sequence[tuple[str, Any]]:
    """Our own, and those that imports brought."""
    return [*Channel.choices, *((key, key) for key in channels_in_use() if key not in Channel.values)]


def _bought(orders: Sequence[Order]) -> Mapping[int, str]:
    """What stands on each order, in the words of its lines."""
    named: dict[int, list[str]] = {}
    lines = OrderLine.objects.filter(order__in=orders).order_by("pk").values_list("order_id", "name", "product__name")
    for order, name, product in lines:
        named.setdefault(order, []).append(name or product or "–")
    return {order: ", ".join(names) for order, names in named.items()}


def products_named(member: Any, ids: Sequence[int]) -> Mapping[int, str]:
    """What these products are called."""
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))


def products_meant(member: Any, text: str) -> Sequence[int]:
    """Those whose words a text holds."""
    return list(Product.objects.filter(PRODUCTS.holding(Wanted.of(text).groups)).values_list("pk", flat=True)[:_MOST_MEANT])


def _counted(count: int, capped: bool) -> str:
    words = _told("More than %(count)s orders") if capped else ngettext("%(count)s order", "%(count)s orders", count)
    return words % {"count": number_format(count, force_grouping=True)}


def fields() -> Sequence[Field]:
    """Every built-in field of an order."""
    return FIELDS


FIELDS = (
    Field(
        key="number",
        label=_("Number"),
        type=Type.TEXT,
        asked=_numbered,
        value=lambda order: order.number,
        operators=(Operator.BEGINS, Operator.IS),
        sorting=Sorting(by="number", unique=True),
        icon="hash",
        order=1,
    ),
    Field(
        key="words",
        label=_("Number, customer or product"),
        type=Type.TEXT,
        ways=finding_words.ways,
        operators=(Operator.CONTAINS,),
        icon="search",
        order=1,
    ),
    hanging.customer_field(place="sub", order=2),
    Field(
        key="placed",
        label=_("Placed"),
        type=Type.MOMENT,
        column="placed_at",
        draw=cells.placed,
        sorting=Sorting(by="placed_at", falling=True),
        default=True,
        place="end2",
        icon="calendar-days",
        edit=editing.ORDER_PLACED,
        order=3,
    ),
    Field(
        key="channel",
        label=_("Channel"),
        type=Type.CHOICE,
        column="channel",
        options=_channels,
        draw=cells.channel,
        groups=True,
        default=True,
        icon="signpost",
        edit=editing.ORDER_CHANNEL,
        order=4,
    ),
    Field(
        key="status",
        label=_("Status"),
        type=Type.CHOICE,
        column="status",
        options=lambda: OrderStatus.choices,
        draw=cells.status,
        groups=True,
        default=True,
        icon="circle-dot",
        edit=editing.ORDER_STATUS,
        order=5,
    ),
    Field(
        key="total",
        label=_("Total"),
        type=Type.MONEY,
        column="total_minor",
        value=lambda order: Money(order.total_minor, order.currency),
        draw=cells.total,
        sorting=Sorting(by="total_minor", falling=True),
        sums=True,
        currency="currency",
        default=True,
        place="end",
        icon="coins",
        order=6,
    ),
    Field(
        key="refunded",
        label=_("Given back"),
        type=Type.MONEY,
        column="refunded_minor",
        value=lambda order: Money(order.refunded_minor, order.currency),
        draw=cells.refunded,
        sums=True,
        currency="currency",
        icon="undo-2",
        order=7,
    ),
    Field(key="quantity", label=_("Pieces"), type=Type.NUMBER, column="quantity", whole=True, sums=True, icon="boxes", order=8),
    Field(
        key="product",
        label=_("Product"),
        type=Type.REFERENCE,
        elsewhere=Elsewhere(rows=OrderLine.objects.all, path="product_id", link="order"),
        leads_to=Directory(names=products_named, found=products_meant, url=lambda: reverse("purchases:product_options")),
        stored=int,
        values=_bought,
        icon="package",
        order=9,
    ),
    hanging.owner_field(order=10),
)
ORDERS = RecordKind(
    key="orders",
    label=_("Orders"),
    model=Order,
    visible=lambda member: hanging.of_customers(Order.objects.all(), member),
    one_for=order_for,
    built_in=fields,
    lead=cells.number,
    lead_label=_("Order"),
    nothing_yet="purchases/no_orders.html",
    all_label=_("All orders"),
    address=lambda order: reverse("purchases:order", args=[order.pk]),
    panel=order_panel,
    hears=lambda order: f"party:{order.party_id}",
    gone=asking.gone_order,
    list_url="purchases:orders",
    follows="party",
    sort="placed",
    heading="number",
    apart=(hanging.CUSTOMER,),
    along=frozenset({("status", "placed"), ("channel", "placed"), ("customer", "placed")}),
    border=hanging.border,
    kept=Order.objects.all,
    ahead=newest_orders,
    are_many=are_many,
    whole=lambda member: hanging.whole(Order.objects.all(), member),
    search="words",
    search_label=_("Filter by number, customer or product"),
    none_fit=_("No order fits"),
    may_see=may_see_purchases,
    may_export=lambda member: may(member, Permission.EXPORT),
    counted=_counted,
    hold=holding(Order, "number", ORDER_BIN),
    acts=lambda: ORDER_ACTS,
    often_set=("status",),
    icon="shopping-bag",
    order=2,
)
