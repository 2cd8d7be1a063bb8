"""The words of products (of their names and article numbers), of order lines that are written freely, without a product, and of
the fields of the business of products and orders."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from perennial.kernel.bulk import chunks
from perennial.purchases.models import Order, OrderLine, Product
from perennial.records.custom.searching import fields_searched, searched_texts
from perennial.records.models import CustomField
from perennial.search.textindex import AT_ONCE, TextIndex, fill

PRODUCTS = TextIndex("purchases_product")
ORDERS = TextIndex("purchases_order")
LINES = TextIndex("purchases_orderline")
ProductText = tuple[int, str, str, Mapping[str, Any]]
OrderText = tuple[int, Mapping[str, Any]]


def index_anew(ids: Iterable[int]) -> None:
    """Index products whose words are new or others than before; they are held until the transaction ends."""
    fields = fields_searched("products")
    for some in chunks(ids, AT_ONCE):
        rows = list(_held(Product, some).values_list("pk", "name", "sku", "custom"))
        PRODUCTS.remove(some)
        PRODUCTS.add(_product_texts(rows, fields))


def index_orders_anew(ids: Iterable[int]) -> None:
    """Index orders whose fields of the business have other words than before; they are held until the transaction ends."""
    fields = fields_searched("orders")
    for some in chunks(ids, AT_ONCE):
        rows = list(_held(Order, some).values_list("pk", "custom"))
        ORDERS.remove(some)
        ORDERS.add(_order_texts(rows, fields))


def index_products(after: int, size: int) -> int | None:
    """Index the next products after an id anew; gives the last of them, None when there is none."""
    some = list(Product.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "name", "sku", "custom")[:size])
    if not some:
        return None
    fill(PRODUCTS, list(_product_texts(some, fields_searched("products"))), after, some[-1][0])
    return some[-1][0]


def index_orders(after: int, size: int) -> int | None:
    """The same for orders; nothing where no field of theirs is searched."""
    fields = fields_searched("orders")
    some = list(Order.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "custom")[:size]) if fields else []
    if not some:
        return None
    fill(ORDERS, list(_order_texts(some, fields)), after, some[-1][0])
    return some[-1][0]


def index_fresh_lines(rows: Iterable[tuple[int, str, int | None]]) -> None:
    """Index those of new lines (id, name, product) that have no product: by it the others are found."""
    LINES.add((pk, name) for pk, name, product in rows if product is None)


def index_lines_of(orders: Iterable[int]) -> None:
    """Index the lines of orders that have come back."""
    for some in chunks(orders, AT_ONCE):
        index_fresh_lines(OrderLine.objects.filter(order__in=some, product=None).values_list("pk", "name", "product"))


def index_lines(after: int, size: int) -> int | None:
    """Index the next lines after an id anew; gives the last of them, None when there is none. Most of them have a product."""
    some = list(OrderLine.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "name", "product")[: size * 5])
    if not some:
        return None
    fill(LINES, [(pk, name) for pk, name, product in some if product is None], after, some[-1][0])
    return some[-1][0]


def _held(model: type[Model], ids: Collection[int]) -> QuerySet[Any]:
    """These records: whoever changes one meanwhile waits, and indexes it after us."""
    return model._base_manager.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


def _product_texts(rows: Iterable[ProductText], fields: list[CustomField]) -> Iterator[tuple[int, str]]:
    return ((pk, " ".join((name, sku, *searched_texts(fields, custom)))) for pk, name, sku, custom in rows)


def _order_texts(rows: Iterable[OrderText], fields: list[CustomField]) -> Iterator[tuple[int, str]]:
    return ((pk, " ".join(searched_texts(fields, custom))) for pk, custom in rows)
