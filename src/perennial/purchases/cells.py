"""The cells of the lists of orders and products: functions, not templates, because fifty rows of them make the page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.markup import format_html
from perennial.design.templatetags.ui import day, icon, money, tag
from perennial.kernel.http.addresses import address_of_one
from perennial.kernel.money import Money
from perennial.purchases.choices import Channel, OrderStatus
from perennial.purchases.models import Order, Product
from perennial.purchases.rules import may_edit_product

_LOOKS = {
    OrderStatus.OPEN: (240, "clock"),
    OrderStatus.PAID: (150, "check"),
    OrderStatus.FULFILLED: (150, "package-check"),
    OrderStatus.REFUNDED: (60, "undo-2"),
    OrderStatus.CANCELLED: (0, "ban"),
}


def status_tag(key: str) -> SafeString:
    """The status of an order as a tag."""
    hue, drawn = _LOOKS[OrderStatus(key)]
    return tag(str(OrderStatus(key).label), hue, drawn)


def channel_words(key: str) -> str:
    """A channel in words; one that an import brought stays as it was written."""
    return str(Channel(key).label) if key in Channel.values else key


def number(order: Order) -> SafeString:
    """The first cell of a row: which order, and the way to it. On a phone it says what became of it, too."""
    over = order.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
    return format_html(
        '<a href="{}"><b class="clip" dir="auto">{}</b></a>{}',
        address_of_one("purchases:order", order.pk),
        order.number,
        format_html(' <small class="show-s muted">{}</small>', order.get_status_display()) if over else "",
    )


def placed(order: Order, value: Any) -> SafeString | str:
    return day(value)


def status(order: Order, value: str) -> SafeString:
    return status_tag(value)


def channel(order: Order, value: str) -> SafeString:
    return format_html('<span dir="auto">{}</span>', channel_words(value))


def total(order: Order, value: Money) -> SafeString:
    back = format_html(' <small class="muted">{} {}</small>', money(order.refunded_minor, order.currency), _("given back"))
    return format_html(
        '<span class="num">{}</span>{}', money(value.minor, value.currency), back if order.refunded_minor else ""
    )


def refunded(order: Order, value: Money) -> SafeString | str:
    return format_html('<span class="num">{}</span>', money(value.minor, value.currency)) if value.minor else ""


def product(one: Product) -> SafeString:
    """The first cell of a row: what is sold, and the way to read more of it beside the list."""
    url = f"{reverse('purchases:products')}?open={one.pk}"
    return format_html('<a href="{}" data-open><b class="clip" dir="auto">{}</b></a>', url, one.name)


def product_acts(request: HttpRequest) -> Callable[[Product], SafeString] | None:
    """The way to change a product, for who keeps the catalogue."""
    return _change if may_edit_product(request.user) else None


def _change(one: Product) -> SafeString:
    return format_html(
        '<a class="btn ghost sm icon" href="{}" data-dialog aria-label="{}">{}</a>',
        reverse("purchases:product", args=[one.pk]),
        _("Change %(name)s") % {"name": one.name},
        icon("pencil", 15),
    )
