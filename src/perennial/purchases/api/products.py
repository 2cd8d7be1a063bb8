"""The catalogue for programs."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.purchases import actions, queries
from perennial.purchases.actions.cataloguing import held
from perennial.purchases.models import Category, Product
from perennial.purchases.productkind import PRODUCTS as PRODUCT_KIND
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.programs import SORTS, Count, FilterAsked, Listing, listing
from perennial.records.told import CustomGiven, CustomValue, custom_given, custom_teller
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Flag,
    Given,
    Id,
    Routes,
    Shown,
    Sort,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    nothing,
    page_answer,
    page_of,
    versioned,
    wrong,
)
from perennial.team.rest.schemas import Moment

PRODUCTS = "products"  # what their fields of the business are kept under
routes = Routes("Products", "What can be bought.")
Price = Annotated[Whole, Field(ge=0, le=actions.MOST_MINOR)]


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
    count: Count | None = None


class ProductsAsked(FilterAsked):
    sort: Annotated[str, Field(max_length=80, description=SORTS)] = "name"
    q: Annotated[str, Field(max_length=200, description="Words of the name or of the article number.")] = ""
    sku: Annotated[str, Field(max_length=80)] = ""
    is_offered: bool | None = None

    def listing(self, request: HttpRequest) -> Listing:
        """The products that are asked for."""
        said = [
            Is("name", Operator.CONTAINS, self.q) if self.q.strip() else None,
            Is("offered", Operator.IS, self.is_offered) if self.is_offered is not None else None,
        ]
        parts = (part for part in said if part is not None)
        narrowed = (lambda rows: rows.filter(sku=self.sku)) if self.sku else None
        return listing(PRODUCT_KIND, member_of(request), self, self.sort, *parts, narrowed=narrowed)


class DeletedAsked(Asked):
    q: Annotated[str, Field(max_length=100, description="Words of the name or of the article number.")] = ""


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
    page = asked.listing(request).page(asked)
    custom = custom_teller(member_of(request), PRODUCTS)
    return answer(page.told([product_shown(product, custom(product)) for product in page.rows]))


@routes.makes("/products", may=Permission.EDIT_CATALOGUE, tells=ProductShown)
def create_product(request: HttpRequest, new: NewProduct) -> HttpResponse:
    """Take a product into the catalogue."""
    values = {"custom": {}} | _values(new) | {"currency": new.currency or Workspace.current().currency}
    product = actions.create_product(by=member_of(request), **values)
    return _told(request, product, status=201)


@routes.reads("/products/deleted", may=Permission.EDIT_CATALOGUE, tells=ProductPage)
def list_deleted_products(request: HttpRequest, asked: Query[DeletedAsked]) -> HttpResponse:
    """List deleted products that can be restored, the last one first."""
    rows = queries.deleted_products_for(member_of(request), words=asked.q)
    page = page_of(rows, "-deleted_at", Sort("deleted_at", descending=True), asked)
    custom = custom_teller(member_of(request), PRODUCTS)
    return page_answer(page, lambda product: product_shown(product, custom(product)))


@routes.reads("/products/{id}", may=Permission.SEE_CUSTOMERS, tells=ProductShown, one=True)
def read_product(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a product."""
    product = queries.product_for(member_of(request), id)
    return _told(request, product)


@routes.changes("/products/{id}", may=Permission.EDIT_CATALOGUE, tells=ProductShown)
def update_product(request: HttpRequest, id: Id, changes: ProductChanges) -> HttpResponse:
    """Change a product. Orders keep the name and the amount that they were placed with."""
    product = queries.product_for(member_of(request), id)
    version = expected_version(request, changes.version, product.version)
    product = actions.edit_product(product, by=member_of(request), version=version, **_values(changes))
    return _told(request, product)


@routes.removes("/products/{id}", may=Permission.EDIT_CATALOGUE, matching=True)
def delete_product(request: HttpRequest, id: Id) -> HttpResponse:
    """Delete a product; it can be restored. Orders and subscriptions keep it, and its article number stays taken. What is no
    longer sold but still to be seen is better not `is_offered`."""
    product = queries.product_for(member_of(request), id)
    versioned(request, lambda: held(product).version)
    actions.delete_product(product, by=member_of(request))
    return nothing()


@routes.makes("/products/{id}/restoration", may=Permission.EDIT_CATALOGUE, tells=ProductShown, status=200, finds=True)
def restore_product(request: HttpRequest, id: Id) -> HttpResponse:
    """Restore a deleted product."""
    product = queries.deleted_product_for(member_of(request), id)
    return _told(request, actions.restore_product(product, by=member_of(request)))


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
    values |= {"custom": custom_given(PRODUCTS, told.custom)} if "custom" in values else {}
    if "category_id" in told.model_fields_set:
        category = Category.objects.filter(pk=told.category_id or 0).first()
        if category is None and told.category_id is not None:
            raise wrong(_("There is no such category."), pointer="/category_id")
        values["category"] = category
    return values
