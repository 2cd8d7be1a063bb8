"""The list of orders and the page of one."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from perennial.purchases import queries
from perennial.purchases.choices import Channel, OrderStatus
from perennial.purchases.forms import OrderFilterForm
from perennial.purchases.queries import COUNTED, OrderFilter
from perennial.purchases.rules import may_change_order, may_edit_purchases
from perennial.records.custom.showing import filled_for
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.rules import may


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Orders, newest first, narrowed to what the address says."""
    member, form = member_of(request), OrderFilterForm(request.GET)
    form.is_valid()
    wanted = _wanted(form.cleaned_data)
    page = queries.page_of_orders(member, wanted, older=request.GET.get("older", ""), newer=request.GET.get("newer", ""))
    kept = {name: str(value) for name, value in form.cleaned_data.items() if value}
    context = {
        "form": form,
        "wanted": wanted,
        "orders": page.orders,
        "older": page.older and "?" + urlencode(kept | {"older": page.older}),
        "newer": page.newer and "?" + urlencode(kept | {"newer": page.newer}),
        "count": _counted(queries.count_of_orders(member, wanted)),
        "is_filtered": bool(kept),
        "statuses": OrderStatus.choices,
        "channels": Channel.choices,
        "customer": queries.parties_named(member, [wanted.customer]).get(wanted.customer) if wanted.customer else None,
        "without_customer": "?" + urlencode({name: value for name, value in kept.items() if name != "customer"}),
        "may_edit": may_edit_purchases(request.user),
        "may_import": may(request.user, Permission.IMPORT),
    }
    return render(request, "purchases/orders.html", context)


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
        "channel": dict(Channel.choices).get(order.channel, order.channel),
        "net_minor": order.total_minor - order.refunded_minor,
        "may_change": may_change_order(request.user, order),
    }
    return render(request, "purchases/order.html", context)


def _wanted(cleaned: dict[str, Any]) -> OrderFilter:
    return OrderFilter(
        status=cleaned.get("status", ""),
        channel=cleaned.get("channel", ""),
        since=cleaned.get("since"),
        until=cleaned.get("until"),
        customer=cleaned.get("customer"),
        number=cleaned.get("q", ""),
    )


def _counted(count: int) -> str:
    if count > COUNTED:
        return _("%(count)s+ orders") % {"count": number_format(COUNTED)}
    return ngettext("%(count)d order", "%(count)d orders", count) % {"count": count}
