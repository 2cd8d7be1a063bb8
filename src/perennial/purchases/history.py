"""How the history of orders and products is said, and set to what it was."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.kernel.money import Money
from perennial.purchases.actions import Line, change_order, edit_product
from perennial.purchases.actions.placing import rows_of
from perennial.purchases.actions.telling import lines_as_told
from perennial.purchases.choices import Channel, OrderStatus
from perennial.purchases.models import Category, Order, Product
from perennial.purchases.templatetags.purchases import quantity
from perennial.records.custom.history import field_of_business
from perennial.team.histories import HistoryField, NotPutBack, of_choices
from perennial.team.models import Member


def _money_words(value: Any) -> str:
    if isinstance(value, Mapping):
        return Money(int(value["minor"]), str(value["currency"])).shown()
    return str(value)


def _moment_words(value: Any) -> str:
    try:
        return date_format(timezone.localtime(dt.datetime.fromisoformat(str(value))), "DATETIME_FORMAT")
    except ValueError:
        return str(value)


def field_of_order(key: str) -> HistoryField | None:
    """What is known of a field in the history of an order. What follows from others (the total, what was given back) is said
    and not set."""
    if key.startswith("custom_"):
        return field_of_business(
            key, lambda order, custom, by: change_order(order, by=by, version=order.version, custom=custom)
        )
    return _ORDER_FIELDS.get(key)


def _lines_words(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(_line_words(line, str(value["currency"])) for line in value["lines"])


def _line_words(line: Mapping[str, Any], currency: str) -> str:
    words = {
        "quantity": quantity(int(line["quantity_milli"])),
        "name": line["name"] or "–",
        "amount": Money(int(line["total_minor"]), currency).shown(),
    }
    return _t("%(quantity)s × %(name)s (%(amount)s)") % words


def _lines_now(order: Order) -> Any:
    return lines_as_told(order.currency, rows_of(order))


def _put_lines_back(member: Member, order: Order, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise NotPutBack(_t("The log does not hold enough of it to bring it back."))
    told = [dict(line) for line in value["lines"]]
    products = Product.objects.in_bulk([line["product_id"] for line in told if line["product_id"]])
    lines = [Line(product=products.get(line.pop("product_id")), **line) for line in told]
    change_order(order, by=member, version=order.version, lines=lines)


def _put_moment_back(member: Member, order: Order, value: Any) -> None:
    change_order(order, by=member, version=order.version, placed_at=dt.datetime.fromisoformat(str(value)))


_ORDER_FIELDS = {
    "status": HistoryField(
        label=_("Status"),
        words=of_choices(dict(OrderStatus.choices)),
        put_back=lambda member, order, value: change_order(order, by=member, version=order.version, status=value),
        now=lambda order: order.status,
        takes=lambda order, value: value in OrderStatus.counted() and order.status != OrderStatus.REFUNDED,
    ),
    "channel": HistoryField(
        label=_("Channel"),
        words=of_choices(dict(Channel.choices)),
        put_back=lambda member, order, value: change_order(order, by=member, version=order.version, channel=value),
        now=lambda order: order.channel,
    ),
    "placed_at": HistoryField(
        label=_("Placed"), words=_moment_words, put_back=_put_moment_back, now=lambda order: str(order.placed_at)
    ),
    "lines": HistoryField(
        label=_("What was bought"),
        words=_lines_words,
        put_back=_put_lines_back,
        now=_lines_now,
        takes=lambda order, value: not order.refunded_minor,
    ),
    "total_minor": HistoryField(label=_("Total"), words=_money_words),
    "quantity": HistoryField(label=_("Quantity")),
    "refund": HistoryField(label=_("Given back"), words=_money_words),
}


_PRODUCT_LABELS = {
    "sku": _("Article number"),
    "name": _("Name"),
    "category": _("Category"),
    "price_minor": _("Price"),
    "currency": _("Currency"),
    "is_offered": _("Offered"),
}


def field_of_product(key: str) -> HistoryField | None:
    """What is known of a field in the history of a product."""
    if key.startswith("custom_"):
        return field_of_business(
            key, lambda product, custom, by: edit_product(product, by=by, version=product.version, custom=custom)
        )
    if key not in _PRODUCT_LABELS:
        return None
    return HistoryField(
        label=_PRODUCT_LABELS[key],
        words=_money_words if key == "price_minor" else None,
        put_back=lambda member, product, value: _put_back(member, product, key, value),
        now=lambda product: _now(product, key),
    )


def _now(product: Product, key: str) -> Any:
    value = getattr(product, key)
    if isinstance(value, Category):
        return {"id": str(value.pk), "name": str(value)}
    if key == "price_minor" and value is not None:
        return {"minor": value, "currency": product.currency}
    return value


def _put_back(member: Member, product: Product, key: str, value: Any) -> None:
    if key == "category":
        value = Category.objects.filter(pk=int(value["id"])).first() if isinstance(value, Mapping) else None
    elif isinstance(value, Mapping):
        value = int(value["minor"])
    edit_product(product, by=member, version=product.version, **{key: value})
