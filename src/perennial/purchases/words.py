"""The words of products: of their names and article numbers."""

from collections.abc import Iterable

from perennial.purchases.models import Product
from perennial.search.textindex import TextIndex, fill

PRODUCTS = TextIndex("purchases_product")


def index_anew(products: Iterable[tuple[int, str, str]]) -> None:
    """Index products, (id, name, article number), whose words are new or others than before."""
    rows = [(pk, f"{name} {sku}") for pk, name, sku in products]
    PRODUCTS.remove([pk for pk, _text in rows])
    PRODUCTS.add(rows)


def index_products(after: int, size: int) -> int | None:
    """Index the next products after an id anew; gives the last of them, None when there is none."""
    some = list(Product.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "name", "sku")[:size])
    if not some:
        return None
    fill(PRODUCTS, [(pk, f"{name} {sku}") for pk, name, sku in some], after, some[-1][0])
    return some[-1][0]
