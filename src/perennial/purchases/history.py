"""How the history of orders and products is said, and a product set to what it was."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from perennial.kernel.money import Money
from perennial.purchases.actions import change_order, edit_product
from perennial.purchases.choices import Channel, OrderStatus
from perennial.purchases.models import Category, Order, Product
from perennial.records.custom.history import field_of_business
from perennial.team.histories import HistoryField, of_choices
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


def _label(model: type[Any], key: str) -> str:
    return str(model._meta.get_field(key).verbose_name).capitalize()


def field_of_order(key: str) -> HistoryField | None:
    """What is known of a field in the history of an order. Orders are facts: what is wrong is changed in the order's own form,
    which sees to lines and refunds."""
    match key:
        case "status":
            return HistoryField(label=_label(Order, key), words=of_choices(dict(OrderStatus.choices)))
        case "channel":
            return HistoryField(label=_label(Order, key), words=of_choices(dict(Channel.choices)))
        case "placed_at":
            return HistoryField(label=_label(Order, key), words=_moment_words)
        case "total_minor":
            return HistoryField(label=_label(Order, key), words=_money_words)
        case "quantity":
            return HistoryField(label=_("Quantity"))
        case "lines":
            return HistoryField(label=_("What was bought"), words=lambda value: str(value))
        case "refund":
            return HistoryField(label=_("Given back"), words=_money_words)
    return field_of_business(key, lambda order, custom, by: change_order(order, by=by, version=order.version, custom=custom))


def field_of_product(key: str) -> HistoryField | None:
    """What is known of a field in the history of a product."""
    if key.startswith("custom_"):
        return field_of_business(
            key, lambda product, custom, by: edit_product(product, by=by, version=product.version, custom=custom)
        )
    if key not in ("sku", "name", "category", "price_minor", "currency", "is_offered"):
        return None
    return HistoryField(
        label=_label(Product, key),
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
