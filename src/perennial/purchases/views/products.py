"""The catalogue."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, settle, show_form
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.kernel.money import Money
from perennial.purchases import actions, queries
from perennial.purchases.asking import product_gone
from perennial.purchases.forms import ProductForm
from perennial.purchases.models import Category, Product
from perennial.purchases.productkind import PRODUCTS
from perennial.purchases.rules import may_edit_product
from perennial.records.custom.filling import given_in
from perennial.records.deleted import show_deleted, words_asked
from perennial.records.gone import show_gone
from perennial.records.page import show_list
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change
from perennial.team.rules import may


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The products that are asked for, fifty a page."""
    may_edit, may_import = may_edit_product(request.user), may(request.user, Permission.IMPORT)
    return show_list(request, PRODUCTS, "purchases/products.html", may_edit=may_edit, may_import=may_import)


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Offered products for a combobox."""
    products = queries.offered_products(request.GET.get("q", "")[:200].replace("\x00", "").strip())[:20]
    found = [
        {
            "value": product.pk,
            "label": product.name,
            "detail": Money(product.price_minor, product.currency) if product.price_minor is not None else product.sku,
        }
        for product in products
    ]
    return render(request, "design/options.html", {"options": found})


@members_only(Permission.EDIT_CATALOGUE)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new product."""
    form = ProductForm(
        request.POST or None, initial={"is_offered": True}, by=member_of(request), currency=Workspace.current().currency
    )
    if form.is_valid():
        try:
            product = actions.create_product(by=member_of(request), custom=given_in(form), **_values(request, form))
        except actions.PurchaseRefused as refused:
            _say(form, refused)
        else:
            return done(request, to=reverse("purchases:products"), text=_("“%(name)s” added") % {"name": product.name})
    return show_form(request, form, title=_("New product"), submit=_("Add"), back=reverse("purchases:products"))


@members_only(Permission.EDIT_CATALOGUE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Another name, price, category."""
    return _edit(request, id, picked(request.POST) if request.POST else None)


@members_only(Permission.EDIT_CATALOGUE)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """What was deleted, the last one first."""
    rows = queries.deleted_products_for(member_of(request), words=words_asked(request))
    why = _("They are in no list and cannot be sold. Orders keep what was sold of them, and their article numbers stay taken.")
    return show_deleted(request, PRODUCTS, rows, product_gone, title=_("Deleted products"), why=why)


@members_only(Permission.EDIT_CATALOGUE)
@require_POST
def deletion(request: HttpRequest, id: int) -> HttpResponse:
    """Out of the catalogue; the toast takes it back."""
    product = actions.delete_product(queries.product_for(member_of(request), id), by=member_of(request))
    undo = reverse("purchases:product_restoration", args=[id])
    return done(request, to=reverse("purchases:products"), text=_("“%(name)s” deleted") % {"name": product.name}, undo=undo)


@members_only(Permission.EDIT_CATALOGUE)
@require_POST
def restoration(request: HttpRequest, id: int) -> HttpResponse:
    """In the catalogue again."""
    product = actions.restore_product(queries.deleted_product_for(member_of(request), id), by=member_of(request))
    return done(request, to=reverse("purchases:products"), text=_("“%(name)s” restored") % {"name": product.name})


def _edit(request: HttpRequest, id: int, data: QueryDict | None) -> HttpResponse:
    try:
        product = queries.product_for(member_of(request), id)
    except Http404:
        return show_gone(request, PRODUCTS, id)
    form = _form(request, product, data)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.edit_product(
                product, by=member_of(request), version=version, custom=given_in(form), **_values(request, form, product)
            )
        except actions.Conflict:
            return _conflict(request, product, form)
        except actions.PurchaseRefused as refused:
            _say(form, refused)
        else:
            return done(request, to=reverse("purchases:products"), text=_("“%(name)s” saved") % {"name": product.name})
    history = reverse("team:history", args=["purchases.product", product.pk])
    return show_form(request, form, title=product.name, back=reverse("purchases:products"), history=history)


def _form(request: HttpRequest, product: Product, data: QueryDict | None = None) -> ProductForm:
    currency = product.currency or Workspace.current().currency
    return ProductForm(data, initial=_initial(product), by=member_of(request), product=product, currency=currency)


def _initial(product: Product) -> dict[str, Any]:
    return {
        "version": product.version,
        "name": product.name,
        "sku": product.sku,
        "category": product.category_id or "",
        "is_offered": product.is_offered,
        "price": Money(product.price_minor, product.currency) if product.price_minor is not None else None,
    }


def _values(request: HttpRequest, form: ProductForm, product: Product | None = None) -> dict[str, Any]:
    data = form.cleaned_data
    category = Category.objects.filter(pk=data["category"]).first() if data["category"] else None
    if data["new_category"].strip():
        category = actions.create_category(data["new_category"], by=member_of(request), parent=category)
    price: Money | None = data["price"]
    currency = price.currency if price else (product.currency if product else Workspace.current().currency)
    return {
        "name": data["name"],
        "sku": data["sku"],
        "category": category,
        "is_offered": data["is_offered"],
        "price_minor": price.minor if price else None,
        "currency": currency,
    }


def _conflict(request: HttpRequest, product: Product, form: ProductForm) -> HttpResponse:
    theirs = queries.product_for(member_of(request), product.pk)
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(_form(request, theirs)),
        parts_of(form),
        again=lambda data: _edit(request, product.pk, data),
        last=lambda fields: last_to_change(theirs, fields),
        title=_("“%(name)s” was changed meanwhile") % {"name": theirs.name},
        back=reverse("purchases:products"),
    )


def _say(form: ProductForm, refused: actions.PurchaseRefused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
