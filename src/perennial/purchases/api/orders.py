"""Orders for programs, with their lines; ending.py cancels, reinstates and refunds them."""

from typing import Annotated, Any

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.people.queries import party_for
from perennial.purchases import actions, queries
from perennial.purchases.actions.placing import locked
from perennial.purchases.choices import OrderStatus
from perennial.purchases.models import DeletedOrder, Order, OrderLine, Product, Refund
from perennial.purchases.orderkind import ORDERS as ORDER_KIND
from perennial.purchases.rules import may_change_order
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.programs import SORTS, Count, FilterAsked, Listing, listing
from perennial.records.told import CustomGiven, CustomValue, custom_given, custom_teller
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Given,
    Id,
    OneOf,
    Routes,
    Shown,
    Sort,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    named,
    not_found,
    nothing,
    page_answer,
    page_of,
    versioned,
    wrong,
)
from perennial.team.rest.schemas import Moment

ORDERS = "orders"  # what their fields of the business are kept under
routes = Routes(
    "Orders", "What customers bought. What was taken back is cancelled or refunded; deleted is what should never have been."
)
EDIT, DELETE = Permission.EDIT_PURCHASES, Permission.DELETE_CUSTOMERS
Minor = Annotated[Whole, Field(ge=-actions.MOST_MINOR, le=actions.MOST_MINOR)]
Channel = Annotated[str, Field(min_length=1, max_length=20)]
Status = Annotated[str, OneOf(OrderStatus.counted())]


class LineShown(Shown):
    id: Id
    product_id: Id | None
    name: str
    quantity_milli: int
    total_minor: int


class RefundShown(Shown):
    id: Id
    order_id: Id
    at: Moment
    amount_minor: int
    reason: str


class OrderShown(Shown):
    """Amounts in minor units (cents) of `currency`, quantities in thousandths."""

    id: Id
    number: str
    customer_id: Id
    placed_at: Moment
    channel: str
    status: Annotated[str, OneOf(OrderStatus.values)]
    currency: str
    total_minor: int
    refunded_minor: int
    lines: list[LineShown]
    refunds: list[RefundShown]
    custom: dict[str, CustomValue]
    version: int
    created_at: Moment
    updated_at: Moment


class OrderPage(Shown):
    items: list[OrderShown]
    next: str | None
    count: Count | None = None


class OrdersAsked(FilterAsked):
    sort: Annotated[str, Field(max_length=80, description=f"{SORTS} placed_at is the same as placed.")] = "-placed_at"
    customer_id: Id | None = None
    number: Annotated[str, Field(max_length=80)] = ""
    q: Annotated[str, Field(max_length=200, description="What the number begins with.")] = ""
    status: Annotated[str, OneOf(OrderStatus.values)] | None = None
    channel: Annotated[str, Field(max_length=20)] = ""
    placed_from: Moment | None = None
    placed_before: Moment | None = None

    def listing(self, request: HttpRequest) -> Listing:
        """The orders that are asked for, of customers that the member may see."""
        said = [
            Is("status", Operator.ANY_OF, (self.status,)) if self.status else None,
            Is("number", Operator.BEGINS, self.q.strip()) if self.q.strip() else None,
            Is("channel", Operator.ANY_OF, (self.channel,)) if self.channel else None,
        ]
        said_plainly = {
            "party_id": self.customer_id,
            "number": self.number or None,
            "placed_at__gte": self.placed_from,
            "placed_at__lt": self.placed_before,
        }
        plain = {name: value for name, value in said_plainly.items() if value is not None}
        return listing(
            ORDER_KIND,
            member_of(request),
            self,
            self.sort,
            *(part for part in said if part is not None),
            narrowed=(lambda rows: rows.filter(**plain)) if plain else None,
            names={"placed_at": "placed"},
        )


class DeletedOrderShown(Shown):
    """An order that was deleted; restored, it is what it was."""

    id: Id
    customer_id: Id
    number: str
    deleted_at: Moment
    deleted_by_id: Id | None


class DeletedOrderPage(Shown):
    items: list[DeletedOrderShown]
    next: str | None


class DeletedAsked(Asked):
    q: Annotated[str, Field(max_length=80, description="A part of the number.")] = ""


class LineGiven(Given):
    """A product, or words, or both; `total_minor` is for the whole line, after discounts."""

    total_minor: Minor
    product_id: Id | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    quantity_milli: Annotated[Whole, Field(ge=1, le=actions.MOST_MILLI)] = 1000


Lines = Annotated[list[LineGiven], Field(min_length=1, max_length=actions.MOST_LINES)]


class NewOrder(Given):
    """An order that was placed. Without `number` it gets one, without `currency` that of the workspace."""

    customer_id: Id
    lines: Lines
    number: Annotated[str, Field(max_length=80)] = ""
    placed_at: Moment | None = None
    channel: Channel = "shop"
    currency: Annotated[str, Field(max_length=3)] = ""
    status: Status = OrderStatus.PAID.value
    custom: CustomGiven = {}


class OrderChanges(Given):
    """What changes, lines as a whole, and the version from which the change starts (or `If-Match`)."""

    lines: Lines | None = None
    placed_at: Moment | None = None
    channel: Channel | None = None
    status: Status | None = None
    custom: CustomGiven = {}
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@routes.reads("/orders", may=Permission.SEE_CUSTOMERS, tells=OrderPage)
def list_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> HttpResponse:
    """List orders with their lines and refunds, the newest first; what is asked is what the list on the screen can ask."""
    page = asked.listing(request).page(asked)
    _fetch(list(page.rows))
    custom = custom_teller(member_of(request), ORDERS)
    return answer(page.told([order_shown(order, custom(order)) for order in page.rows]))


@routes.makes("/orders", may=EDIT, tells=OrderShown)
def create_order(request: HttpRequest, new: NewOrder) -> HttpResponse:
    """Write down an order."""
    by = member_of(request)
    order = actions.place_order(
        named("customer_id", lambda: party_for(by, new.customer_id)),
        by=by,
        lines=_lines(new.lines),
        number=new.number,
        placed_at=new.placed_at,
        channel=new.channel,
        currency=new.currency,
        status=new.status,
        custom=custom_given(ORDERS, new.custom),
    )
    return told(request, order, status=201)


@routes.reads("/orders/deleted", may=DELETE, tells=DeletedOrderPage)
def list_deleted_orders(request: HttpRequest, asked: Query[DeletedAsked]) -> HttpResponse:
    """List deleted orders that can be restored, the last one first."""
    rows = queries.deleted_orders_for(member_of(request), words=asked.q)
    return page_answer(page_of(rows, "-deleted_at", Sort("deleted_at", descending=True), asked), deleted_shown)


@routes.reads("/orders/{id}", may=Permission.SEE_CUSTOMERS, tells=OrderShown, one=True)
def read_order(request: HttpRequest, id: Id) -> HttpResponse:
    """Read an order."""
    return told(request, queries.order_for(member_of(request), id))


@routes.changes("/orders/{id}", may=EDIT, tells=OrderShown)
def update_order(request: HttpRequest, id: Id, changes: OrderChanges) -> HttpResponse:
    """Change an order that was neither cancelled nor refunded."""
    order = changeable(request, id)
    version = expected_version(request, changes.version, order.version)
    lines = _lines(changes.lines, of=order) if changes.lines is not None else None
    changed = actions.change_order(
        order,
        by=member_of(request),
        version=version,
        lines=lines,
        placed_at=changes.placed_at,
        channel=changes.channel,
        status=changes.status,
        custom=custom_given(ORDERS, changes.custom),
    )
    return told(request, changed)


@routes.removes("/orders/{id}", may=DELETE, matching=True)
def delete_order(request: HttpRequest, id: Id) -> HttpResponse:
    """Delete an order that should never have been, with its lines and refunds; it can be restored. Sums and stage of the
    customer follow."""
    order = queries.order_for(member_of(request), id)
    versioned(request, lambda: locked(order).version)
    actions.delete_order(order, by=member_of(request))
    return nothing()


@routes.makes("/orders/{id}/restoration", may=DELETE, tells=OrderShown, status=200, finds=True)
def restore_order(request: HttpRequest, id: Id) -> HttpResponse:
    """Restore a deleted order as it was."""
    away = queries.deleted_order_for(member_of(request), id)
    return told(request, actions.restore_order(away, by=member_of(request)))


def order_shown(order: Order, custom: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(order.pk),
        "number": order.number,
        "customer_id": str(order.party_id),
        "placed_at": moment(order.placed_at),
        "channel": order.channel,
        "status": order.status,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "refunded_minor": order.refunded_minor,
        "lines": [_line_shown(line) for line in sorted(order.lines.all(), key=lambda line: line.pk)],
        "refunds": [refund_shown(refund) for refund in sorted(order.refunds.all(), key=lambda refund: refund.pk)],
        "custom": custom,
        "version": order.version,
        "created_at": moment(order.created_at),
        "updated_at": moment(order.updated_at),
    }


def deleted_shown(order: DeletedOrder) -> dict[str, Any]:
    return {
        "id": str(order.pk),
        "customer_id": str(order.party_id),
        "number": order.number,
        "deleted_at": moment(order.deleted_at),
        "deleted_by_id": str(order.deleted_by_id) if order.deleted_by_id else None,
    }


def refund_shown(refund: Refund) -> dict[str, Any]:
    return {
        "id": str(refund.pk),
        "order_id": str(refund.order_id),
        "at": moment(refund.at),
        "amount_minor": refund.amount_minor,
        "reason": refund.reason,
    }


def _line_shown(line: OrderLine) -> dict[str, Any]:
    return {
        "id": str(line.pk),
        "product_id": str(line.product_id) if line.product_id else None,
        "name": line.name,
        "quantity_milli": line.quantity_milli,
        "total_minor": line.total_minor,
    }


def _fetch(orders: list[Order]) -> None:
    prefetch_related_objects(orders, "lines", "refunds")


def told(request: HttpRequest, order: Order, *, status: int = 200) -> HttpResponse:
    order = Order.objects.get(pk=order.pk)
    location = reverse("api:read_order", args=[order.pk]) if status == 201 else ""
    return answer(
        order_shown(order, custom_teller(member_of(request), ORDERS)(order)),
        status=status,
        version=order.version,
        location=location,
    )


def changeable(request: HttpRequest, id: int) -> Order:
    order = queries.order_for(member_of(request), id)
    if not may_change_order(member_of(request), order):
        raise not_found()
    return order


def _lines(told: list[LineGiven], *, of: Order | None = None) -> list[actions.Line]:
    """The lines with their products; those that were deleted only where the order has them already."""
    wanted = Q(deleted_at=None) if of is None else Q(deleted_at=None) | Q(pk__in=of.lines.values("product"))
    products = Product.objects.filter(wanted).in_bulk([line.product_id for line in told if line.product_id])
    made = []
    for at, line in enumerate(told):
        if line.product_id and line.product_id not in products:
            raise wrong(_("There is no such product."), pointer=f"/lines/{at}/product_id")
        product = products[line.product_id] if line.product_id else None
        made.append(
            actions.Line(total_minor=line.total_minor, product=product, name=line.name, quantity_milli=line.quantity_milli)
        )
    return made
