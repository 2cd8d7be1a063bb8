"""What takes an order back, for programs: its cancellation, which can be taken back itself, and refunds."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from perennial.purchases import actions
from perennial.purchases.api.orders import EDIT, OrderShown, RefundShown, changeable, refund_shown, routes, told
from perennial.team.rest import Given, Id, Whole, answer, member_of, nothing
from perennial.team.rest.schemas import Moment


class CancellationGiven(Given):
    reason: Annotated[str, Field(max_length=200)] = ""


class RefundGiven(Given):
    """Money given back. The same `key` is one refund, however often it is told."""

    amount_minor: Annotated[Whole, Field(ge=1, le=actions.MOST_MINOR)]
    reason: Annotated[str, Field(max_length=200)] = ""
    key: Annotated[str, Field(max_length=120)] | None = None
    at: Moment | None = None


@routes.makes("/orders/{id}/cancellation", may=EDIT, tells=OrderShown, status=200, finds=True)
def cancel_order(request: HttpRequest, id: Id, given: CancellationGiven) -> HttpResponse:
    """Cancel an order: it no longer counts, and stays in sight."""
    return told(request, actions.cancel_order(changeable(request, id), by=member_of(request), reason=given.reason))


@routes.removes("/orders/{id}/cancellation", may=EDIT)
def reinstate_order(request: HttpRequest, id: Id) -> HttpResponse:
    """Take a cancellation back."""
    actions.reinstate_order(changeable(request, id), by=member_of(request))
    return nothing()


@routes.makes("/orders/{id}/refunds", may=EDIT, tells=RefundShown, finds=True)
def create_refund(request: HttpRequest, id: Id, given: RefundGiven) -> HttpResponse:
    """Give money back, wholly or in part."""
    refund = actions.refund_order(
        changeable(request, id),
        by=member_of(request),
        amount_minor=given.amount_minor,
        reason=given.reason,
        key=given.key,
        at=given.at,
    )
    return answer(refund_shown(refund), status=201)
