"""The list of orders and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.purchases import queries
from perennial.purchases.cells import channel_words, status_tag
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.rules import may_change_order, may_edit_purchases
from perennial.records.custom.showing import filled_for
from perennial.records.page import show_list
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.rules import may


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The orders that are asked for, fifty a page."""
    may_edit, may_import = may_edit_purchases(request.user), may(request.user, Permission.IMPORT)
    return show_list(request, ORDERS, "purchases/orders.html", may_edit=may_edit, may_import=may_import)


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def show(request: HttpRequest, id: int) -> HttpResponse:
    """One order with its lines and refunds."""
    order = queries.order_for(member_of(request), id)
    context = {
        "order": order,
        "filled": filled_for(request.user, order),
        "lines": order.lines.select_related("product").order_by("pk"),
        "refunds": order.refunds.select_related("by").order_by("-at", "-pk"),
        "cancellation": getattr(order, "cancellation", None) if order.is_cancelled else None,
        "channel": channel_words(order.channel),
        "status": status_tag(order.status),
        "net_minor": order.total_minor - order.refunded_minor,
        "may_change": may_change_order(request.user, order),
    }
    return render(request, "purchases/order.html", context)
