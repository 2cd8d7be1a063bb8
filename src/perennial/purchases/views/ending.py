"""Refunding and cancelling orders."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.kernel.money import Money
from perennial.purchases import actions, queries
from perennial.purchases.forms import CancelOrderForm, RefundForm
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, id: int) -> HttpResponse:
    """Give money back; what is left is offered."""
    order = queries.order_for(member_of(request), id)
    left = Money(order.refundable_minor, order.currency)
    form = RefundForm(request.POST or None, initial={"key": f"staff:{uuid.uuid4()}", "amount": left}, currency=order.currency)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.refund_order(
                order, by=member_of(request), amount_minor=data["amount"].minor, reason=data["reason"], key=data["key"]
            )
        except actions.PurchaseRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            text = _("%(amount)s given back") % {"amount": data["amount"]}
            return done(request, to=reverse("purchases:order", args=[order.pk]), text=text)
    words = _("%(left)s of %(total)s can still be given back.") % {
        "left": left,
        "total": Money(order.total_minor, order.currency),
    }
    return show_form(
        request,
        form,
        title=_("Refund order %(number)s") % {"number": order.number},
        text=words,
        submit=_("Refund"),
        back=reverse("purchases:order", args=[order.pk]),
    )


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, id: int) -> HttpResponse:
    """Cancel an order, with the reason if there is one."""
    order = queries.order_for(member_of(request), id)
    to = reverse("purchases:order", args=[order.pk])
    form = CancelOrderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.cancel_order(order, by=member_of(request), reason=form.cleaned_data["reason"])
        except actions.PurchaseRefused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("purchases:reinstatement", args=[order.pk])
            return done(request, to=to, text=_("Order %(number)s cancelled") % {"number": order.number}, undo=undo)
    return show_form(
        request,
        form,
        title=_("Cancel order %(number)s") % {"number": order.number},
        text=_("It no longer counts as a purchase. It stays in sight, and this can be taken back."),
        submit=_("Cancel the order"),
        back=to,
    )


@members_only(Permission.EDIT_PURCHASES)
@require_POST
def reinstatement(request: HttpRequest, id: int) -> HttpResponse:
    """Take the cancellation of an order back."""
    order = queries.order_for(member_of(request), id)
    actions.reinstate_order(order, by=member_of(request))
    to = reverse("purchases:order", args=[order.pk])
    return done(request, to=to, text=_("Order %(number)s counts again") % {"number": order.number})
