"""Keeping the catalogue: products and their categories."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.kernel.money import is_currency
from perennial.purchases.actions.filling import applied_custom
from perennial.purchases.actions.placing import MOST_MINOR
from perennial.purchases.actions.refusals import Conflict, ProductRefused
from perennial.purchases.actions.telling import told
from perennial.purchases.events import ProductChanged, ProductCreated, ProductDeleted, ProductRestored
from perennial.purchases.models import Category, Product
from perennial.purchases.words import index_anew
from perennial.records.custom.values import keep_picks
from perennial.team.deeds import record_deed
from perennial.team.models import Member

EDITABLE = ("sku", "name", "category", "price_minor", "currency", "is_offered")


@transaction.atomic
def create_product(*, by: Member | None, custom: Mapping[str, Any] | None = None, **values: Any) -> Product:
    """A product joins the catalogue; tells ProductCreated. Refuses an article number that is taken and prices below nothing.
    With `custom` (fields of the business by their keys) the required ones must be there; without it they stay empty."""
    product = Product(**_checked(values))
    applied = applied_custom(product, custom, by=by, creating=True)
    _save(product, force_insert=True)
    keep_picks(product.pk, product.custom, applied.picked)
    index_anew([product.pk])
    if by is not None:
        record_deed("purchases.product.created", by=by, on=product)
    publish(ProductCreated(product_id=product.pk, by_id=by.pk if by else None))
    signal("product", id=product.pk)
    return product


@transaction.atomic
def edit_product(
    product: Product, *, by: Member | None, version: int, custom: Mapping[str, Any] | None = None, **values: Any
) -> Product:
    """Change what is named; tells ProductChanged. Refuses a version that somebody else has moved on from. Orders keep the name
    and the amount that they were placed with."""
    kept = held(product)
    if kept.deleted_at is not None:
        raise ProductRefused(_("“%(name)s” was deleted. Restore it first.") % {"name": kept.name})
    if kept.version != version:
        raise Conflict(_("Somebody else changed “%(name)s” since you opened it.") % {"name": kept.name})
    changes = {name: (getattr(kept, name), value) for name, value in _checked(values).items() if getattr(kept, name) != value}
    applied = applied_custom(kept, custom, by=by)
    if not changes and not applied.changes:
        return kept
    for name, (_before, value) in changes.items():
        setattr(kept, name, value)
    changes |= applied.changes
    kept.version += 1
    kept.updated_at = clock.now()
    _save(kept)
    keep_picks(kept.pk, kept.custom, applied.picked)
    if changes.keys() & {"name", "sku"} or applied.searched:
        index_anew([kept.pk])
    if by is not None:
        record_deed("purchases.product.changed", by=by, on=kept, changes=told(changes, kept.currency))
    publish(ProductChanged(product_id=kept.pk, fields=tuple(changes), by_id=by.pk if by else None))
    signal("product", id=kept.pk)
    return kept


@transaction.atomic
def delete_product(product: Product, *, by: Member | None) -> Product:
    """A product leaves the catalogue, every list and the search. Orders and subscriptions keep it, its article number stays
    taken, and it can be restored. Doing it twice changes nothing. Tells ProductDeleted."""
    kept = held(product)
    if kept.deleted_at is None:
        _put(kept, clock.now(), by=by)
        record_deed("purchases.product.deleted", by=by, on=kept)
        publish(ProductDeleted(product_id=kept.pk, by_id=by.pk if by else None))
    return kept


@transaction.atomic
def restore_product(product: Product, *, by: Member | None) -> Product:
    """A deleted product is in the catalogue again as it was. Doing it twice changes nothing. Tells ProductRestored."""
    kept = held(product)
    if kept.deleted_at is not None:
        _put(kept, None, by=None)
        record_deed("purchases.product.restored", by=by, on=kept)
        publish(ProductRestored(product_id=kept.pk, by_id=by.pk if by else None))
    return kept


def held(product: Product) -> Product:
    """The product as it stands, held until the transaction ends."""
    return Product.objects.select_for_update().get(pk=product.pk)


def _put(product: Product, deleted_at: dt.datetime | None, *, by: Member | None) -> None:
    product.deleted_at, product.deleted_by = deleted_at, by
    product.version += 1
    product.save(update_fields=["deleted_at", "deleted_by", "version"])


@transaction.atomic
def create_category(name: str, *, by: Member | None, parent: Category | None = None) -> Category:
    """The category of that name under `parent`, made when there is none yet. Refuses an empty name."""
    name = " ".join(name.split())[:120]
    if not name:
        raise ProductRefused(_("Give the category a name."), field="category")
    category, is_new = Category.objects.get_or_create(name=name, parent=parent)
    if is_new and by is not None:
        record_deed("purchases.category.created", by=by, on=category)
    return category


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    if "currency" in values and not is_currency(values["currency"]):
        raise ProductRefused(_("“%(code)s” is not a currency.") % {"code": values["currency"][:20]}, field="price")
    price = values.get("price_minor")
    if price is not None and not 0 <= price <= MOST_MINOR:
        raise ProductRefused(_("The price must be between nothing and what an order can be."), field="price")
    for name, longest in (("name", 200), ("sku", 80)):
        if name in values and not 0 < len(values[name].strip()) <= longest:
            raise ProductRefused(_("Between 1 and %(count)d characters.") % {"count": longest}, field=name)
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _save(product: Product, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            product.save(force_insert=force_insert)
    except IntegrityError:
        raise ProductRefused(_taken(product.sku) % {"sku": product.sku}, field="sku") from None


def _taken(sku: str) -> str:
    if Product.objects.deleted().filter(sku=sku).exists():
        return _("A product that was deleted has the article number “%(sku)s”. Restore it, or choose another number.")
    return _("There is a product with the article number “%(sku)s” already.")
