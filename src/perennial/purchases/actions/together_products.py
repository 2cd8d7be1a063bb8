"""Changing very many products at once, in a fixed number of statements, leaving what the single actions leave."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel.money import is_currency
from perennial.purchases.actions.placing import MOST_MINOR
from perennial.purchases.actions.telling import told
from perennial.purchases.models import Category, Product
from perennial.records.bulk.acts import Halt, Held, Left, Round
from perennial.records.bulk.columns import Columns, Moved

CHANGED = "purchases.product.changed"


def hold_products(
    member: Any, ids: Sequence[int], columns: Sequence[str], deleted: bool = False
) -> tuple[list[Held], list[Left]]:
    """These products, locked in the order of their ids, with some columns; of the others why they are left: deleted (or, with
    `deleted`, restored) or gone."""
    rows = Product.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    held: list[Held] = []
    left: list[Left] = []
    for pk, name, deleted_at, *values in rows.values_list("pk", "name", "deleted_at", *columns):
        if (deleted_at is not None) == deleted:
            held.append(Held(pk, name, tuple(values)))
        else:
            left.append(Left(pk, name, _("It was restored since") if deleted else _("It was deleted")))
    known = {one.pk for one in held} | {one.pk for one in left}
    return held, left + [Left(pk, "", _("It is no longer there")) for pk in ids if pk not in known]


def _known_category(_turn: Round, category_id: int | None) -> None:
    if category_id is not None and not Category.objects.filter(pk=category_id).exists():
        raise Halt(_("This category is no longer there."))


def _gone_categories(_turn: Round, category_ids: set[Any]) -> dict[Any, str]:
    here = {None, *Category.objects.filter(pk__in=category_ids - {None}).values_list("pk", flat=True)}
    return dict.fromkeys(category_ids - here, _("This category is no longer there."))


def _by_name(moved: Sequence[Moved]) -> Sequence[Moved]:
    known = Category.objects.in_bulk({pk for each in moved for pk in (each.before[0], each.after[0]) if pk})
    return [Moved(one, (known.get(before[0]),), (known.get(after[0]),)) for one, before, after in moved]


def _sound_price(_turn: Round, price: tuple[int, str]) -> None:
    """Many prices are never emptied at once: it would happen by accident."""
    minor, currency = price
    if not (0 <= minor <= MOST_MINOR and is_currency(currency)):
        raise Halt(_("The price must be between nothing and what an order can be."))


def _as_money(moved: Sequence[Moved]) -> Sequence[Moved]:
    """Prices with their currency, as the log holds them."""

    def money(values: tuple[Any, ...]) -> tuple[Any, ...]:
        minor, currency = values
        return (told({"price_minor": (minor, minor)}, currency)["price_minor"][0],)

    return [Moved(one, money(before), money(after)) for one, before, after in moved]


CATEGORY = Columns(
    model=Product,
    names=("category_id",),
    deed=CHANGED,
    logged=("category",),
    check=_known_category,
    unfit=_gone_categories,
    words=_by_name,
)
OFFERED = Columns(model=Product, names=("is_offered",), deed=CHANGED)
PRICE = Columns(
    model=Product,
    names=("price_minor", "currency"),
    deed=CHANGED,
    logged=("price_minor",),
    check=_sound_price,
    words=_as_money,
)
