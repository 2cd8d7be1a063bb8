"""Writing an order down by hand, and changing it."""

from collections.abc import Sequence
from typing import Any, cast

from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perennial.design.answers import done, settle, show_form, stood_in
from perennial.design.conflicts import Part, parts_of, picked, sent_by
from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.kernel.http.numbers import whole_number
from perennial.kernel.money import Money, precision
from perennial.people.queries import find_parties, party_for
from perennial.purchases import actions, queries
from perennial.purchases.actions import Line
from perennial.purchases.forms import LineForm, OrderForm
from perennial.purchases.models import Order
from perennial.purchases.rules import may_change_order
from perennial.records.custom.filling import given_in
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change

Lines = formset_factory(LineForm, extra=0, max_num=100, absolute_max=100)
ROWS = 2
LOGGED = {"placed_on": "placed_at", "line": "lines"}  # as the log calls them


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new order; `customer` in the address is who it is for."""
    workspace = Workspace.current()
    zone = zone_named(workspace.time_zone)
    initial = {
        "customer": request.GET.get("customer", ""),
        "placed_on": clock.today(zone),
        "channel": "shop",
        "currency": workspace.currency,
        "status": "paid",
        "own_number": actions.fresh_number(),
    }
    form = OrderForm(
        _posted(request),
        by=member_of(request),
        initial=initial,
        currency=workspace.currency,
        customers_url=reverse("purchases:customers"),
    )
    lines = _lines(_posted(request), [{} for _row in range(ROWS)])
    if _is_told(request) and form.is_valid() and (told := _read(lines, form.cleaned_data["currency"])) is not None:
        data = form.cleaned_data
        try:
            order = actions.place_order(
                data["customer"],
                by=member_of(request),
                lines=told,
                number=data["number"] or data["own_number"],
                placed_at=form.placed_at(zone),
                channel=data["channel"],
                currency=data["currency"],
                status=data["status"],
                custom=given_in(form),
            )
        except actions.PurchaseRefused as refused:
            if (sent := _sent_before(data)) is not None:
                return done(request, to=reverse("purchases:order", args=[sent.pk]))
            _say(form, refused)
        else:
            text = _("Order %(number)s written down") % {"number": order.number}
            return done(request, to=reverse("purchases:order", args=[order.pk]), text=text)
    return _show(request, form, lines, title=_("New order"), submit=_("Write down"))


@members_only(Permission.EDIT_PURCHASES)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Another day, channel, status or other lines."""
    data = _posted(request)
    return _change(request, id, data if data is None else picked(data))


def _change(request: HttpRequest, id: int, posted: QueryDict | None) -> HttpResponse:
    order = queries.order_for(member_of(request), id)
    if not may_change_order(request.user, order):
        return done(request, to=reverse("purchases:order", args=[order.pk]))
    zone = zone_named(Workspace.current().time_zone)
    form = _form(request, order, posted)
    lines = _lines(posted, _lines_of(order)) if order.is_changeable else None
    told = _read(lines, order.currency) if lines is not None and _is_told(request) else None
    if _is_told(request) and form.is_valid() and (told is not None or lines is None):
        data = form.cleaned_data
        try:
            changed = actions.change_order(
                order,
                by=member_of(request),
                version=data["version"] or 0,
                lines=told,
                placed_at=form.placed_at(zone),
                channel=data["channel"],
                status=data.get("status"),
                custom=given_in(form),
            )
        except actions.Conflict:
            return _conflict(request, form, order)
        except actions.PurchaseRefused as refused:
            _say(form, refused)
        else:
            to = reverse("purchases:order", args=[changed.pk])
            return done(request, to=to, text=_("Order %(number)s changed") % {"number": changed.number})
    return _show(
        request, form, lines, title=_("Change order %(number)s") % {"number": order.number}, submit=_("Save"), order=order
    )


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Customers for a combobox."""
    found = find_parties(member_of(request), request.GET.get("q", ""), 12)
    options = [{"value": hit.party.pk, "label": hit.party.name, "detail": hit.party.city} for hit in found]
    return render(request, "design/options.html", {"options": options})


def _show(request: HttpRequest, form: OrderForm, lines: Any, **words: Any) -> HttpResponse:
    customer = whole_number(request.GET.get("customer"))
    back = reverse("purchases:orders")
    if customer is not None:
        back = reverse("people:party", args=[party_for(member_of(request), customer).pk])
    wrong = lines is not None and lines.is_bound and any(lines.errors)
    return show_form(
        request,
        form,
        template="purchases/order_fields.html",
        lines=lines,
        stood=stood_in(form, *_inputs_of(lines)),
        wide=True,
        back=back,
        status=422 if wrong and _is_told(request) else None,
        **words,
    )


def _sent_before(data: dict[str, Any]) -> Order | None:
    """The order that this very form made when it was sent the first time; a second click is not a second order."""
    if data["number"] or not data["own_number"]:
        return None
    return Order.objects.filter(number=data["own_number"], party=data["customer"]).first()


def _is_told(request: HttpRequest) -> bool:
    """Whether the order was sent; asking for one more line is not that."""
    return request.method == "POST" and "more" not in request.POST


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, order: Order, data: QueryDict | None = None) -> OrderForm:
    """The form of an order that is there."""
    initial = {
        "version": order.version,
        "placed_on": order.placed_at.astimezone(zone_named(Workspace.current().time_zone)).date(),
        "channel": order.channel,
        "status": order.status,
    }
    by, currency = member_of(request), Workspace.current().currency
    return OrderForm(data, by=by, initial=initial, currency=currency, customers_url="", order=order)


def _lines(posted: QueryDict | None, initial: list[dict[str, Any]]) -> Any:
    options: dict[str, Any] = {"prefix": "line", "form_kwargs": {"products_url": reverse("purchases:product_options")}}
    if posted is None:
        return Lines(initial=initial, **options)
    data = posted.copy()
    if "more" in data:
        count = whole_number(data.get("line-TOTAL_FORMS"))
        data["line-TOTAL_FORMS"] = str(ROWS if count is None else min(count + 1, 100))
    return Lines(data, initial=initial, **options)


def _read(formset: Any, currency: str) -> Sequence[Line] | None:
    """The lines that were told, None when one of them is wrong."""
    if not formset.is_valid():
        return None
    lines = [line for each in formset.forms if (line := each.line(currency)) is not None]
    return None if any(each.errors for each in formset.forms) else lines


def _lines_of(order: Order) -> list[dict[str, Any]]:
    places = precision(order.currency)
    rows = [
        {
            "product": line.product_id or "",
            "name": line.name,
            "quantity": line.quantity_milli / 1000 if line.quantity_milli % 1000 else line.quantity_milli // 1000,
            "amount": f"{Money(line.total_minor, order.currency).decimal():.{places}f}",
        }
        for line in order.lines.order_by("pk")
    ]
    return [*rows, {}]


def _conflict(request: HttpRequest, form: OrderForm, order: Order) -> HttpResponse:
    theirs = queries.order_for(member_of(request), order.pk)
    lines = _lines(None, _lines_of(theirs)) if theirs.is_changeable else None
    parts = parts_of(form) if lines is None else [*parts_of(form), _part_of_lines(order.currency)]
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(_form(request, theirs), *_inputs_of(lines)),
        parts,
        again=lambda data: _change(request, order.pk, data),
        last=lambda fields: last_to_change(theirs, {LOGGED.get(name, name) for name in fields}),
        title=_("Order %(number)s was changed meanwhile") % {"number": theirs.number},
        back=reverse("purchases:order", args=[order.pk]),
    )


def _inputs_of(lines: Any) -> list[Any]:
    return [] if lines is None else [lines.management_form, *lines.forms]


def _part_of_lines(currency: str) -> Part:
    """The lines of an order: they are changed as a whole, and chosen as a whole."""

    def read(data: QueryDict) -> Sequence[Line]:
        return _read(_lines(data, []), currency) or []

    def said(lines: Sequence[Line]) -> str:
        return "\n".join(_said_of(line, currency) for line in lines)

    return Part("line", _("What was bought"), read, said, lambda key: key.startswith("line-"))


def _said_of(line: Line, currency: str) -> str:
    quantity = number_format(line.quantity_milli / 1000 if line.quantity_milli % 1000 else line.quantity_milli // 1000)
    words = _("%(quantity)s × %(name)s, %(amount)s")
    name = line.name or str(line.product or "")
    return words % {"quantity": quantity, "name": name, "amount": Money(line.total_minor, currency)}


def _say(form: Any, refused: actions.PurchaseRefused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
