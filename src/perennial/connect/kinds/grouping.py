"""The fields that a column can be mapped to, by what they belong to."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.connect.kinds.base import Kind
from perennial.connect.kinds.custom import PREFIX
from perennial.kernel.manifests import Label

_ADDRESS: Label = _("Address")
_CUSTOMER: Label = _("Customer")
_CARE: Label = _("Looking after them")
_OWN: Label = _("Your own fields")
_OF_PARTIES: dict[str, Label] = {
    **dict.fromkeys(("street", "postcode", "city", "region", "country"), _ADDRESS),
    **dict.fromkeys(("email", "phone", "handle", "website"), _("How to reach them")),
    **dict.fromkeys(("tags", "stage", "owner", "source", "created", "language", "time_zone", "more"), _CARE),
}
_OF_ORDERS: dict[str, Label] = {
    **dict.fromkeys(("party_id", "external", "email", "phone", "name"), _CUSTOMER),
    **dict.fromkeys(("sku", "product", "quantity", "amount", "unit_price"), _("Line of the order")),
}
_OF_TOUCHPOINTS: dict[str, Label] = dict.fromkeys(("party_id", "external", "email", "phone", "name"), _CUSTOMER)
_GROUPS: dict[str, tuple[dict[str, Label], Label]] = {
    "persons": (_OF_PARTIES, _CUSTOMER),
    "organisations": (_OF_PARTIES, _CUSTOMER),
    "orders": (_OF_ORDERS, _("Order")),
    "touchpoints": (_OF_TOUCHPOINTS, _("Touchpoint")),
    "products": ({}, _("Product")),
}


def grouped(kind: Kind) -> list[tuple[Label, Sequence[tuple[str, Any]]]]:
    """[(group, [(key, label)])], groups in the order of their first field, those of the business last."""
    groups, rest = _GROUPS[kind.key]
    found: dict[Label, list[tuple[str, Any]]] = {}
    for field in kind.all_fields():
        group = _OWN if field.key.startswith(PREFIX) else groups.get(field.key, rest)
        found.setdefault(group, []).append((field.key, field.label))
    return list(found.items())
