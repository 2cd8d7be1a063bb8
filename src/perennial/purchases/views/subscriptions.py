"""Subscriptions: started from the customer's page, changed, paused, resumed, ended."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perennial.design.answers import done, settle, show_form
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.kernel import clock
from perennial.kernel.money import Money
from perennial.people.queries import party_for
from perennial.purchases import actions, queries
from perennial.purchases.forms import EndSubscriptionForm, SubscriptionForm
from perennial.purchases.models import Subscription
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, party_id: int) -> HttpResponse:
    """A new subscription of a customer."""
    party = party_for(member_of(request), party_id)
    form = SubscriptionForm(
        request.POST or None,
        initial={"started_on": clock.today(), "every_months": 1},
        currency=Workspace.current().currency,
        products_url=reverse("purchases:product_options"),
    )
    to = reverse("people:party", args=[party.pk])
    if form.is_valid():
        try:
            subscription = actions.start_subscription(party, by=member_of(request), **_values(form))
        except actions.PurchaseRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return done(request, to=to, text=_("Subscribed to %(name)s") % {"name": subscription.name})
    title = _("New subscription of %(name)s") % {"name": party.name}
    return show_form(request, form, title=title, submit=_("Start"), back=to)


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Other terms from the next renewal on; where two changed the same, who was slower chooses."""
    return _change(request, id, picked(request.POST) if request.method == "POST" else None)


def _change(request: HttpRequest, id: int, data: QueryDict | None) -> HttpResponse:
    subscription = queries.subscription_for(member_of(request), id)
    form = _form(subscription, data)
    to = reverse("people:party", args=[subscription.party_id])
    if form.is_valid():
        version, values = form.cleaned_data["version"] or 0, _values(form)
        values["currency"] = values["currency"] or subscription.currency
        try:
            actions.change_subscription(subscription, by=member_of(request), version=version, **values)
        except actions.Conflict:
            return _conflict(request, subscription, form)
        except actions.PurchaseRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return done(request, to=to, text=_("“%(name)s” saved") % {"name": subscription.name})
    title = _("Change %(name)s") % {"name": subscription.name}
    return show_form(request, form, title=title, back=to)


def _form(subscription: Subscription, data: QueryDict | None = None) -> SubscriptionForm:
    initial = {name: getattr(subscription, name) for name in ("version", "name", "every_months", "started_on")}
    initial |= {"product": subscription.product_id or "", "price": Money(subscription.price_minor, subscription.currency)}
    return SubscriptionForm(
        data,
        initial=initial,
        currency=subscription.currency,
        products_url=reverse("purchases:product_options"),
        subscription=subscription,
    )


def _conflict(request: HttpRequest, subscription: Subscription, form: SubscriptionForm) -> HttpResponse:
    theirs = queries.subscription_for(member_of(request), subscription.pk)
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(_form(theirs)),
        parts_of(form),
        again=lambda data: _change(request, subscription.pk, data),
        last=lambda fields: last_to_change(theirs, fields),
        title=_("“%(name)s” was changed meanwhile") % {"name": theirs.name},
        back=reverse("people:party", args=[theirs.party_id]),
    )


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, id: int) -> HttpResponse:
    """End a subscription, with the reason and the customer's words."""
    subscription = queries.subscription_for(member_of(request), id)
    form = EndSubscriptionForm(request.POST or None, initial={"ends_on": clock.today()})
    to = reverse("people:party", args=[subscription.party_id])
    if form.is_valid():
        try:
            actions.cancel_subscription(subscription, by=member_of(request), **form.cleaned_data)
        except actions.PurchaseRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            undo = reverse("purchases:subscription_reinstatement", args=[subscription.pk])
            return done(request, to=to, text=_("%(name)s ended") % {"name": subscription.name}, undo=undo)
    title = _("End %(name)s") % {"name": subscription.name}
    return show_form(request, form, title=title, submit=_("End the subscription"), back=to)


@members_only(Permission.EDIT_PURCHASES)
@require_POST
def pause(request: HttpRequest, id: int) -> HttpResponse:
    """Let a subscription rest."""
    undo = reverse("purchases:subscription_resumption", args=[id])
    return _act(request, id, actions.pause_subscription, _("%(name)s rests"), undo)


@members_only(Permission.EDIT_PURCHASES)
@require_POST
def resumption(request: HttpRequest, id: int) -> HttpResponse:
    """Let a paused subscription go on."""
    return _act(request, id, actions.resume_subscription, _("%(name)s goes on"))


@members_only(Permission.EDIT_PURCHASES)
@require_POST
def reinstatement(request: HttpRequest, id: int) -> HttpResponse:
    """Take the end of a subscription back."""
    return _act(request, id, actions.reinstate_subscription, _("%(name)s goes on"))


def _act(request: HttpRequest, id: int, act: Callable[..., Any], text: str, undo: str = "") -> HttpResponse:
    subscription = queries.subscription_for(member_of(request), id)
    to = reverse("people:party", args=[subscription.party_id])
    try:
        act(subscription, by=member_of(request))
    except actions.PurchaseRefused as refused:
        return done(request, to=to, text=str(refused))
    return done(request, to=to, text=text % {"name": subscription.name}, undo=undo)


def _values(form: SubscriptionForm) -> dict[str, Any]:
    data = form.cleaned_data
    product, price = data["product"], data["price"]
    if price is None and product is not None and product.price_minor is not None:
        minor, currency = product.price_minor, product.currency
    else:
        minor, currency = (price.minor, price.currency) if price else (0, "")
    return {
        "product": product,
        "name": data["name"] or (product.name if product else ""),
        "price_minor": minor,
        "currency": currency,
        "every_months": data["every_months"],
        "started_on": data["started_on"],
    }
