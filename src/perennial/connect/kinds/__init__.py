"""What can be imported and exported: for each kind its fields, how its rows become records, and how records are written."""

from perennial.connect.choices import ImportKind
from perennial.connect.kinds.base import Kind
from perennial.connect.kinds.orders import Orders
from perennial.connect.kinds.parties import Organisations, Persons
from perennial.connect.kinds.products import Products
from perennial.connect.kinds.touchpoints import Touchpoints

KINDS: dict[str, Kind] = {
    ImportKind.PERSONS.value: Persons(),
    ImportKind.ORGANISATIONS.value: Organisations(),
    ImportKind.PRODUCTS.value: Products(),
    ImportKind.ORDERS.value: Orders(),
    ImportKind.TOUCHPOINTS.value: Touchpoints(),
}


def kind_of(key: str) -> Kind:
    """The kind with this key."""
    return KINDS[key]
