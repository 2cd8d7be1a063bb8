"""The list of orders and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.purchases import queries
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.rules import may_edit_purchases
from perennial.purchases.sidepanel import told_of_order
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
    return render(request, "purchases/order.html", told_of_order(request, order))
