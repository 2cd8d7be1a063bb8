"""Products as a kind of record: the fields by which they are listed, filtered, sorted, grouped and taken out."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel.money import Money
from perennial.purchases import asking, cells, editing
from perennial.purchases.actions.together_products import hold_products
from perennial.purchases.many import PRODUCT_ACTS
from perennial.purchases.models import Product
from perennial.purchases.queries import beginning_with, categories_below, category_choices, product_for
from perennial.purchases.rules import may_see_purchases
from perennial.purchases.sidepanel import product_panel
from perennial.purchases.words import PRODUCTS as WORDS
from perennial.records.choices import Operator, Type
from perennial.records.fields import Field, Rows, Sorting
from perennial.records.kinds import RecordKind
from perennial.records.listing import FEW
from perennial.search.queries import Wanted
from perennial.team.permissions import Permission
from perennial.team.rules import may


def _visible(member: Any) -> Rows:
    return Product.objects.kept() if may_see_purchases(member) else Product.objects.none()


def _whole(member: Any) -> tuple[Rows, Rows] | None:
    gone = Product.objects.deleted().order_by()
    if not may_see_purchases(member) or gone[:FEW].count() == FEW:
        return None
    return Product.objects.get_queryset(), gone


def _worded(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    return [(Product.objects.filter(WORDS.holding(Wanted.of(text).groups)), "pk")]


def _coded(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    if operator == Operator.IS:
        return [(Product.objects.filter(sku__in={text, text.upper()}), "pk")]
    return [(Product.objects.filter(beginning_with("sku", text)), "pk")]


def _price(product: Product) -> Money | None:
    return Money(product.price_minor, product.currency) if product.price_minor is not None else None


def _counted(count: int, capped: bool) -> str:
    words = _told("More than %(count)s products") if capped else ngettext("%(count)s product", "%(count)s products", count)
    return words % {"count": number_format(count, force_grouping=True)}


def fields() -> Sequence[Field]:
    """Every built-in field of a product."""
    return FIELDS


FIELDS = (
    Field(
        key="name",
        label=_("Name"),
        type=Type.TEXT,
        asked=_worded,
        value=lambda product: product.name,
        operators=(Operator.CONTAINS,),
        sorting=Sorting(by="name"),
        icon="package",
        edit=editing.PRODUCT_NAME,
        order=1,
    ),
    Field(
        key="sku",
        label=_("Article number"),
        type=Type.TEXT,
        asked=_coded,
        value=lambda product: product.sku,
        operators=(Operator.BEGINS, Operator.IS),
        sorting=Sorting(by="sku", unique=True),
        default=True,
        place="sub",
        icon="barcode",
        edit=editing.PRODUCT_SKU,
        order=2,
    ),
    Field(
        key="category",
        label=_("Category"),
        type=Type.CHOICE,
        column="category_id",
        nullable=True,
        optional=True,
        options=category_choices,
        same=lambda keys: [str(pk) for pk in categories_below(map(int, keys))],
        stored=int,
        value=lambda product: str(product.category_id) if product.category_id else None,
        draw=lambda product, value: product.category.name if product.category else "",
        plain=lambda product, value: product.category.name if product.category else None,
        default=True,
        place="end2",
        icon="folder-tree",
        edit=editing.PRODUCT_CATEGORY,
        order=3,
    ),
    Field(
        key="offered",
        label=_("Offered"),
        type=Type.YES_NO,
        column="is_offered",
        groups=True,
        default=True,
        icon="store",
        edit=editing.PRODUCT_OFFERED,
        order=4,
    ),
    Field(
        key="price",
        label=_("Price"),
        type=Type.MONEY,
        column="price_minor",
        nullable=True,
        optional=True,
        value=_price,
        sorting=Sorting(by="price_minor", falling=True, newest=True),
        default=True,
        place="end",
        icon="coins",
        edit=editing.PRODUCT_PRICE,
        order=5,
    ),
)
PRODUCTS = RecordKind(
    key="products",
    label=_("Products"),
    model=Product,
    visible=_visible,
    kept=Product.objects.kept,
    whole=_whole,
    gone=asking.gone_product,
    one_for=product_for,
    built_in=fields,
    lead=cells.product,
    lead_label=_("Product"),
    nothing_yet="purchases/no_products.html",
    all_label=_("All products"),
    address=lambda product: reverse("purchases:product", args=[product.pk]),
    is_form=True,
    panel=product_panel,
    list_url="purchases:products",
    follows="product",
    related=("category",),
    row_acts=cells.product_acts,
    along=frozenset({("offered", "name")}),
    search="name",
    search_label=_("Filter by name or article number"),
    none_fit=_("No product fits"),
    may_see=may_see_purchases,
    may_export=lambda member: may(member, Permission.EXPORT),
    counted=_counted,
    hold=hold_products,
    acts=lambda: PRODUCT_ACTS,
    often_set=("offered", "category"),
    icon="package",
    order=4,
)
