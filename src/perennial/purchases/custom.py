"""The fields of the business on products and orders."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.people.rules import may_see
from perennial.purchases.actions import change_order, edit_product
from perennial.purchases.actions.refusals import PurchaseRefused
from perennial.purchases.actions.together import why_closed
from perennial.purchases.rules import may_change_order, may_edit_product, may_edit_purchases
from perennial.purchases.words import index_anew, index_orders_anew
from perennial.records.custom.holders import Holder, holders


def offer() -> None:
    """Register products and orders with `records`; called once, by the manifest."""
    holders.add(
        Holder(
            key="products",
            label=_("Products"),
            one=_("product"),
            icon="package",
            model_name="purchases.Product",
            tail=("name", "id"),
            edit=lambda product, custom, by: edit_product(product, by=by, version=product.version, custom=custom),
            reindex=index_anew,
            page=lambda id_: reverse("purchases:product", args=[id_]),
            may_edit=may_edit_product,
            may_edit_many=may_edit_product,
            deed="purchases.product.changed",
            refusals=(PurchaseRefused,),
            order=20,
        ),
        Holder(
            key="orders",
            label=_("Orders"),
            one=_("order"),
            icon="shopping-bag",
            model_name="purchases.Order",
            tail=("placed_at", "id"),
            edit=lambda order, custom, by: change_order(order, by=by, version=order.version, custom=custom),
            reindex=index_orders_anew,
            page=lambda id_: reverse("purchases:order", args=[id_]),
            may_see=lambda member, order: may_see(member, order.party),
            may_edit=may_change_order,
            may_edit_many=may_edit_purchases,
            deed="purchases.order.changed",
            closed=why_closed,
            closed_by="status",
            refusals=(PurchaseRefused,),
            order=30,
        ),
    )
