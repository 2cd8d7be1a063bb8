"""What an import brought, as a field by which records are listed; that of customers is in `customerfields`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perennial.connect import customerfields
from perennial.connect.customerfields import brought, brought_customers, may_see_files, options_of, that_brought
from perennial.connect.kinds import kind_of
from perennial.connect.models import Import
from perennial.purchases.models import Order, Product
from perennial.records.choices import Operator, Type
from perennial.records.fields import Field

_MODELS: dict[str, Any] = {"orders": Order, "products": Product}


def fields_of(holder: str) -> Sequence[Field]:
    """The fields that are offered for a kind of record."""
    return FIELDS.get(holder, ())


def address_of(member: Any, one: Import) -> str:
    """The list of what an import brought, for a member who may see it; "" where there is none."""
    holder = kind_of(one.kind).holder
    if holder in _MODELS and may_see_files(member) and that_brought(holder).filter(pk=one.pk).exists():
        return f"{reverse(f'purchases:{holder}')}?import={one.pk}"
    if holder == "customers" and brought_customers(member, one):
        return f"{reverse('people:list')}?import={one.pk}"
    return ""


FIELDS: Mapping[str, Sequence[Field]] = {"customers": customerfields.FIELDS} | {
    holder: (
        Field(
            key="import",
            label=_("Import"),
            type=Type.CHOICE,
            options=partial(options_of, holder),
            asked=partial(brought, _MODELS[holder]),
            operators=(Operator.ANY_OF,),
            may_see=may_see_files,
            icon="import",
            order=60,
        ),
    )
    for holder in _MODELS
}
