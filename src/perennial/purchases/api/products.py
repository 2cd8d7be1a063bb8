"""The catalogue for programs."""

from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.purchases import actions, queries
from perennial.purchases.models import Category, Product
from perennial.records.told import CustomGiven, CustomValue, custom_teller
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Flag,
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
    page_answer,
    page_of,
    wrong,
)
from perennial.team.rest.schemas import Moment

PRODUCTS = "products"  # what their fields of the business are kept under
routes = Routes("Products", "What can be bought.")
Price = Annotated[Whole, Field(ge=0, le=actions.MOST_MINOR)]
SORTS = {"name": Sort("name"), "-name": Sort("name", descending=True), "id": Sort("id"), "-id": Sort("id", descending=True)}


class ProductShown(Shown):
    """`price_minor` is in cents; null for what has no fixed price."""

    id: Id
    sku: str
    name: str
    category_id: Id | None
    category: str | None
    price_minor: int | None
    currency: str
    is_offered: bool
    custom: dict[str, CustomValue]
    version: int
    created_at: Moment
    updated_at: Moment


class ProductPage(Shown):
    items: list[ProductShown]
    next: str | None


class ProductsAsked(Asked):
    sort: Annotated[str, OneOf(list(SORTS))] = "name"
    q: Annotated[str, Field(max_length=200, description="Part of the name or of the article number.")] = ""
    sku: Annotated[str, Field(max_length=80)] = ""
    is_offered: bool | None = None


class ProductFacts(Given):
    """What may be said of a product."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    sku: Annotated[str, Field(min_length=1, max_length=80)] = ""
    category_id: Id | None = None
    price_minor: Price | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3)] = ""
    is_offered: Flag = True
    custom: CustomGiven = {}


class NewProduct(ProductFacts):
    """A product for the catalogue; without `currency` that of the workspace."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    sku: Annotated[str, Field(min_length=1, max_length=80)]


class ProductChanges(ProductFacts):
    """What changes, and the version from which the change starts (or `If-Match`)."""

    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


@routes.reads("/products", may=Permission.SEE_CUSTOMERS, tells=ProductPage)
def list_products(request: HttpRequest, asked: Query[ProductsAsked]) -> HttpResponse:
    """List products."""
    rows = Product.objects.select_related("category")
    if asked.q:
        rows = rows.filter(Q(name__icontains=asked.q) | Q(sku__icontains=asked.q))
    if asked.sku:
        rows = rows.filter(sku=asked.sku)
    if asked.is_offered is not None:
        rows = rows.filter(is_offered=asked.is_offered)
    custom = custom_teller(member_of(request), PRODUCTS)
    page = page_of(rows, asked.sort, SORTS[asked.sort], asked)
    return page_answer(page, lambda product: product_shown(product, custom(product)))


@routes.makes("/products", may=Permission.EDIT_CATALOGUE, tells=ProductShown)
def create_product(request: HttpRequest, new: NewProduct) -> HttpResponse:
    """Take a product into the catalogue."""
    values = _values(new) | {"custom": new.custom, "currency": new.currency or Workspace.current().currency}
    product = actions.create_product(by=member_of(request), **values)
    return _told(request, product, status=201)


@routes.reads("/products/{id}", may=Permission.SEE_CUSTOMERS, tells=ProductShown, one=True)
def read_product(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a product."""
    product = queries.product_for(member_of(request), id)
    return _told(request, product)


@routes.changes("/products/{id}", may=Permission.EDIT_CATALOGUE, tells=ProductShown)
def update_product(request: HttpRequest, id: Id, changes: ProductChanges) -> HttpResponse:
    """Change a product. Orders keep the name and the amount that they were placed with. A product is not deleted but no longer
    offered."""
    product = queries.product_for(member_of(request), id)
    version = expected_version(request, changes.version, product.version)
    product = actions.edit_product(product, by=member_of(request), version=version, **_values(changes))
    return _told(request, product)


def product_shown(product: Product, custom: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(product.pk),
        "sku": product.sku,
        "name": product.name,
        "category_id": str(product.category_id) if product.category_id else None,
        "category": product.category.name if product.category else None,
        "price_minor": product.price_minor,
        "currency": product.currency,
        "is_offered": product.is_offered,
        "custom": custom,
        "version": product.version,
        "created_at": moment(product.created_at),
        "updated_at": moment(product.updated_at),
    }


def _told(request: HttpRequest, product: Product, *, status: int = 200) -> HttpResponse:
    shown = product_shown(product, custom_teller(member_of(request), PRODUCTS)(product))
    location = reverse("api:read_product", args=[product.pk]) if status == 201 else ""
    return answer(shown, status=status, version=product.version, location=location)


def _values(told: ProductFacts) -> dict[str, Any]:
    values = told.model_dump(exclude_unset=True, exclude={"version", "category_id"})
    if "category_id" in told.model_fields_set:
        category = Category.objects.filter(pk=told.category_id or 0).first()
        if category is None and told.category_id is not None:
            raise wrong(_("There is no such category."), pointer="/category_id")
        values["category"] = category
    return values
