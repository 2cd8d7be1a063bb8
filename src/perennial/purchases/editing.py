"""How orders and products are changed where they are read: with the inputs of their own forms, through the slice's actions."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext

from perennial.design.saying import said_by
from perennial.kernel.clock import zone_named
from perennial.kernel.money import Money
from perennial.purchases.actions import change_order, edit_product, together, together_products
from perennial.purchases.actions.placing import moment_on
from perennial.purchases.actions.refusals import PurchaseRefused
from perennial.purchases.forms import OrderForm, ProductForm, channels_for, currencies, statuses
from perennial.purchases.models import Category, Order, Product
from perennial.purchases.queries import category_choices
from perennial.purchases.rules import may_change_order, may_edit_product, may_edit_purchases
from perennial.records.bulk.acts import Many
from perennial.records.bulk.columns import Columns, setting
from perennial.records.editing import Editing, as_json
from perennial.records.inputs import ToldMoneyField, YesNoField, money_of, told_money
from perennial.team.models import Member, Workspace

FormField = Callable[[Any, Any], forms.Field]


def _zone() -> dt.tzinfo:
    return zone_named(Workspace.current().time_zone)


def _of_order(key: str, form_field: FormField, initial: Any, kept: Any, columns: Columns, may: Any = None) -> Editing:
    """One of the facts that `change_order` changes; `kept(order, value)` is how the action takes it, `columns` how many orders
    get it at once."""

    def may_now(member: Any, order: Order) -> bool:
        return not order.is_cancelled and (may is None or may(order)) and may_change_order(member, order)

    def act(order: Order, value: Any, by: Member) -> None:
        change_order(order, by=by, version=order.version, **{key: kept(order, value)})

    many = _for_many(columns, form_field, may_edit_purchases)
    return Editing(may=may_now, form_field=form_field, initial=initial, act=act, refusals=(PurchaseRefused,), many=many)


def _for_many(columns: Columns, form_field: FormField, may: Callable[[Any], bool], **more: Any) -> Many:
    """The same input for many records, and how they get what was given."""

    def asked(member: Any) -> forms.Field:
        return form_field(None, member)

    def said(value: Any) -> str:
        return said_by(form_field(None, None), value)

    return setting(columns, **{"may": may, "keep": as_json, "form_field": asked, "said": said} | more)


def _of_product(
    key: str, form_field: FormField, initial: Any, kept: Any = None, many: Many | None = None, **more: Any
) -> Editing:
    """One of the facts that `edit_product` changes; `kept(value)` is what the action is told, `many` how many products get it
    at once."""

    def act(product: Product, value: Any, by: Member) -> None:
        told = kept(value) if kept else {key: value}
        edit_product(product, by=by, version=product.version, **told)

    return Editing(
        may=may_edit_product, form_field=form_field, initial=initial, act=act, refusals=(PurchaseRefused,), many=many, **more
    )


def _choosing(field: forms.Field, choices: Any) -> forms.Field:
    field = deepcopy(field)
    field.choices = choices  # type: ignore[attr-defined]
    return field


def _status_field(order: Order | None, by: Any) -> forms.Field:
    field = _choosing(OrderForm.base_fields["status"], statuses())
    field.error_messages["invalid_choice"] = gettext("This status comes by itself: refund the order, or cancel it.")
    return field


def _typed(name: str) -> FormField:
    return lambda product, by: deepcopy(ProductForm.base_fields[name])


def _category_field(product: Product | None, by: Any) -> forms.Field:
    return _choosing(ProductForm.base_fields["category"], [("", gettext("None")), *category_choices()])


def _category(value: Any) -> dict[str, Any]:
    found = Category.objects.filter(pk=int(value)).first() if value else None
    if value and found is None:
        raise PurchaseRefused(gettext("It is no longer there"), field="category")
    return {"category": found}


def _price_field(product: Product | None, by: Any) -> forms.Field:
    first = product.currency if product is not None and product.currency else Workspace.current().currency
    return ToldMoneyField(currencies=currencies(first), label=gettext("Price"), required=False)


def _price(value: Any) -> dict[str, Any]:
    price = money_of(value)
    return {"price_minor": price.minor, "currency": price.currency} if price else {"price_minor": None}


def _offered_field(product: Product | None, by: Any) -> forms.Field:
    return YesNoField(label=ProductForm.base_fields["is_offered"].label)


def _category_kept(key: str) -> int | None:
    return int(key) if key else None


def _category_said(category_id: int | None) -> str:
    return said_by(_category_field(None, None), str(category_id)) if category_id else gettext("None")


def _price_of_many(product: Product | None, by: Any) -> forms.Field:
    """A price has to be given: left empty by accident it would empty those of all."""
    field = _price_field(product, by)
    field.required = True
    return field


def _price_said(price: list[Any]) -> str:
    return Money(*price).shown()


ORDER_PLACED = _of_order(
    "placed_at",
    lambda order, by: deepcopy(OrderForm.base_fields["placed_on"]),
    lambda order: order.placed_at.astimezone(_zone()).date(),
    lambda order, day: moment_on(
        day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day)), _zone(), order.placed_at
    ),
    together.PLACED,
)
ORDER_CHANNEL = _of_order(
    "channel",
    lambda order, by: _choosing(OrderForm.base_fields["channel"], channels_for(order)),
    lambda order: order.channel,
    lambda order, channel: channel,
    together.CHANNEL,
)
ORDER_STATUS = _of_order(
    "status",
    _status_field,
    lambda order: order.status,
    lambda order, status: status,
    together.STATUS,
    lambda order: order.status in dict(statuses()),
)
PRODUCT_NAME = _of_product("name", _typed("name"), lambda product: product.name)
PRODUCT_SKU = _of_product("sku", _typed("sku"), lambda product: product.sku)
PRODUCT_CATEGORY = _of_product(
    "category",
    _category_field,
    lambda product: str(product.category_id) if product.category_id else "",
    _category,
    _for_many(together_products.CATEGORY, _category_field, may_edit_product, keep=_category_kept, said=_category_said),
)
PRODUCT_OFFERED = _of_product(
    "is_offered",
    _offered_field,
    lambda product: product.is_offered,
    many=_for_many(
        together_products.OFFERED, _offered_field, may_edit_product, said=lambda value: said_by(forms.BooleanField(), value)
    ),
    words=lambda value, by: said_by(forms.BooleanField(), value),
)
PRODUCT_PRICE = _of_product(
    "price_minor",
    _price_field,
    lambda product: told_money(product.price_minor, product.currency),
    _price,
    _for_many(
        together_products.PRICE,
        _price_of_many,
        may_edit_product,
        keep=lambda price: [price["minor"], price["currency"]],
        said=_price_said,
    ),
    words=lambda value, by: str(money_of(value) or ""),
)
