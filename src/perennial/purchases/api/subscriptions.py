"""Subscriptions for programs."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.people.queries import of_visible, party_for
from perennial.purchases import actions, queries
from perennial.purchases.choices import CancellationReason, SubscriptionStatus
from perennial.purchases.models import Product, Subscription
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Day,
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
    nothing,
    page_answer,
    page_of,
    wrong,
)
from perennial.team.rest.schemas import Moment

routes = Routes("Subscriptions", "Standing orders that renew every so many months.")
EDIT = Permission.EDIT_PURCHASES


class SubscriptionShown(Shown):
    id: Id
    customer_id: Id
    product_id: Id | None
    name: str
    price_minor: int
    currency: str
    every_months: int
    started_on: Day
    renews_on: Day | None
    status: Annotated[str, OneOf(SubscriptionStatus.values)]
    version: int
    created_at: Moment


class SubscriptionPage(Shown):
    items: list[SubscriptionShown]
    next: str | None


class SubscriptionsAsked(Asked):
    customer_id: Id | None = None
    status: Annotated[str, OneOf(SubscriptionStatus.values)] | None = None


class NewSubscription(Given):
    customer_id: Id
    name: Annotated[str, Field(min_length=1, max_length=200)]
    price_minor: Annotated[Whole, Field(ge=0, le=actions.MOST_MINOR)]
    started_on: Day
    every_months: Annotated[Whole, Field(ge=1, le=120)] = 1
    currency: Annotated[str, Field(max_length=3)] = ""
    product_id: Id | None = None


class SubscriptionChanges(Given):
    """What changes from the next renewal on, and the version from which the change starts (or `If-Match`)."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    price_minor: Annotated[Whole, Field(ge=0, le=actions.MOST_MINOR)] = 0
    currency: Annotated[str, Field(min_length=3, max_length=3)] = ""
    every_months: Annotated[Whole, Field(ge=1, le=120)] = 1
    started_on: Day | None = None
    product_id: Id | None = None
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class EndGiven(Given):
    """Why it ends, in the customer's words if they gave any."""

    reason: Annotated[str, OneOf(CancellationReason.values)]
    words: Annotated[str, Field(max_length=10_000)] = ""
    ends_on: Day | None = None


@routes.reads("/subscriptions", may=Permission.SEE_CUSTOMERS, tells=SubscriptionPage)
def list_subscriptions(request: HttpRequest, asked: Query[SubscriptionsAsked]) -> HttpResponse:
    """List subscriptions, the newest first."""
    rows = Subscription.objects.filter(of_visible(member_of(request)))
    if asked.customer_id is not None:
        rows = rows.filter(party=asked.customer_id)
    if asked.status:
        rows = rows.filter(status=asked.status)
    return page_answer(page_of(rows, "-id", Sort("id", descending=True), asked), subscription_shown)


@routes.makes("/subscriptions", may=EDIT, tells=SubscriptionShown)
def create_subscription(request: HttpRequest, new: NewSubscription) -> HttpResponse:
    """Start a subscription."""
    by = member_of(request)
    party = named("customer_id", lambda: party_for(by, new.customer_id))
    product = _product(by, new.product_id)
    values = new.model_dump(exclude={"customer_id", "product_id"})
    return _told(actions.start_subscription(party, by=by, product=product, **values), status=201)


@routes.reads("/subscriptions/{id}", may=Permission.SEE_CUSTOMERS, tells=SubscriptionShown, one=True)
def read_subscription(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a subscription."""
    return _told(queries.subscription_for(member_of(request), id))


@routes.changes("/subscriptions/{id}", may=EDIT, tells=SubscriptionShown)
def update_subscription(request: HttpRequest, id: Id, changes: SubscriptionChanges) -> HttpResponse:
    """Change what a subscription that did not end is for, what it costs, and how often it renews."""
    subscription, by = queries.subscription_for(member_of(request), id), member_of(request)
    version = expected_version(request, changes.version, subscription.version)
    values = changes.model_dump(exclude_unset=True, exclude={"version", "product_id"})
    if "started_on" in values and values["started_on"] is None:
        raise wrong(_("A subscription started on a day."), pointer="/started_on")
    if "product_id" in changes.model_fields_set:
        values["product"] = _product(by, changes.product_id, besides=subscription)
    return _told(actions.change_subscription(subscription, by=by, version=version, **values))


@routes.makes("/subscriptions/{id}/pause", may=EDIT, tells=SubscriptionShown, status=200, finds=True)
def pause_subscription(request: HttpRequest, id: Id) -> HttpResponse:
    """Pause a subscription: nothing falls due until it is resumed."""
    subscription = queries.subscription_for(member_of(request), id)
    return _told(actions.pause_subscription(subscription, by=member_of(request)))


@routes.removes("/subscriptions/{id}/pause", may=EDIT)
def resume_subscription(request: HttpRequest, id: Id) -> HttpResponse:
    """Resume a subscription."""
    actions.resume_subscription(queries.subscription_for(member_of(request), id), by=member_of(request))
    return nothing()


@routes.makes("/subscriptions/{id}/cancellation", may=EDIT, tells=SubscriptionShown, status=200, finds=True)
def cancel_subscription(request: HttpRequest, id: Id, told: EndGiven) -> HttpResponse:
    """End a subscription."""
    subscription = queries.subscription_for(member_of(request), id)
    actions.cancel_subscription(subscription, by=member_of(request), **told.model_dump())
    return _told(subscription)


@routes.removes("/subscriptions/{id}/cancellation", may=EDIT)
def reinstate_subscription(request: HttpRequest, id: Id) -> HttpResponse:
    """Take the end of a subscription back."""
    actions.reinstate_subscription(queries.subscription_for(member_of(request), id), by=member_of(request))
    return nothing()


def subscription_shown(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": str(subscription.pk),
        "customer_id": str(subscription.party_id),
        "product_id": str(subscription.product_id) if subscription.product_id else None,
        "name": subscription.name,
        "price_minor": subscription.price_minor,
        "currency": subscription.currency,
        "every_months": subscription.every_months,
        "started_on": subscription.started_on.isoformat(),
        "renews_on": subscription.renews_on.isoformat() if subscription.renews_on else None,
        "status": subscription.status,
        "version": subscription.version,
        "created_at": moment(subscription.created_at),
    }


def _product(by: Member, product_id: int | None, *, besides: Subscription | None = None) -> Product | None:
    """The product that is named; one that was deleted meanwhile only where it is the one it was."""
    if product_id is None:
        return None
    if besides is not None and besides.product_id == product_id:
        return besides.product
    return named("product_id", lambda: queries.product_for(by, product_id))


def _told(subscription: Subscription, *, status: int = 200) -> HttpResponse:
    subscription = Subscription.objects.get(pk=subscription.pk)
    location = reverse("api:read_subscription", args=[subscription.pk]) if status == 201 else ""
    return answer(subscription_shown(subscription), status=status, version=subscription.version, location=location)
