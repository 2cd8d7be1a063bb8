"""The list of orders, the page of one, and those that were deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import done
from perennial.purchases import actions, queries
from perennial.purchases.asking import order_gone
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.rules import may_delete_orders, may_edit_purchases
from perennial.purchases.sidepanel import told_of_order
from perennial.records.deleted import show_deleted, words_asked
from perennial.records.page import show_list
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.rules import may


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The orders that are asked for, fifty a page."""
    may_edit, may_import = may_edit_purchases(request.user), may(request.user, Permission.IMPORT)
    told = {"may_edit": may_edit, "may_import": may_import, "may_delete": may_delete_orders(request.user)}
    return show_list(request, ORDERS, "purchases/orders.html", **told)


@members_only(Permission.DELETE_CUSTOMERS)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """What was deleted, the last one first."""
    rows = queries.deleted_orders_for(member_of(request), words=words_asked(request))
    why = _("They are in no list, no sum and on no customer’s page, and stay whole as long as their customer does.")
    return show_deleted(request, ORDERS, rows, order_gone, title=_("Deleted orders"), why=why)


@members_only(Permission.DELETE_CUSTOMERS)
@require_POST
def deletion(request: HttpRequest, id: int) -> HttpResponse:
    """Out of every list and sum, as if it had never been; the toast takes it back."""
    order, to = queries.order_for(member_of(request), id), reverse("purchases:orders")
    try:
        actions.delete_order(order, by=member_of(request))
    except actions.PurchaseRefused as refused:
        return done(request, to=to, text=str(refused))
    undo = reverse("purchases:order_restoration", args=[id])
    return done(request, to=to, text=_("Order %(number)s deleted") % {"number": order.number}, undo=undo)


@members_only(Permission.DELETE_CUSTOMERS)
@require_POST
def restoration(request: HttpRequest, id: int) -> HttpResponse:
    """There again, as it was."""
    away = queries.deleted_order_for(member_of(request), id)
    try:
        order = actions.restore_order(away, by=member_of(request))
    except actions.PurchaseRefused as refused:
        return done(request, to=reverse("purchases:deleted_orders"), text=str(refused))
    to = reverse("purchases:order", args=[id])
    return done(request, to=to, text=_("Order %(number)s restored") % {"number": order.number})


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def show(request: HttpRequest, id: int) -> HttpResponse:
    """One order with its lines and refunds."""
    order = queries.order_for(member_of(request), id)
    return render(request, "purchases/order.html", told_of_order(request, order))
