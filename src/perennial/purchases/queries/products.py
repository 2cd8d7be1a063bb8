"""The catalogue: products page by page, and found while typing."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from perennial.purchases.models import Category, Product

PAGE = 50
COUNTED = 10_000


def filtered_products(*, text: str = "", category_id: int | None = None, offered: bool | None = None) -> QuerySet[Product]:
    """Products by name that contain `text` in name or article number, in a category or one below it."""
    products = Product.objects.select_related("category").order_by("name", "pk")
    if text.strip():
        products = products.filter(Q(name__icontains=text.strip()) | Q(sku__icontains=text.strip()))
    if category_id:
        products = products.filter(category_id__in=_with_below(category_id))
    if offered is not None:
        products = products.filter(is_offered=offered)
    return products


def page_of_products(products: QuerySet[Product], number: int) -> tuple[Sequence[Product], bool]:
    """(the products of page `number`, whether there is a next one)."""
    first = (number - 1) * PAGE
    rows = list(products[first : first + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def category_tree() -> list[tuple[Category, int]]:
    """Every category with its depth, parents before children, by name; one query."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.order_by(Lower("name"), "pk"):
        below.setdefault(category.parent_id, []).append(category)
    tree: list[tuple[Category, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for category in below.get(parent, []):
            tree.append((category, depth))
            walk(category.pk, depth + 1)

    walk(None, 0)
    return tree


def category_choices() -> list[tuple[str, str]]:
    """The tree as the choices of a select."""
    return [(str(category.pk), "\u2003" * depth + category.name) for category, depth in category_tree()]


def _with_below(category_id: int) -> set[int]:
    children: dict[int | None, list[int]] = {}
    for pk, parent in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, ahead = set(), [category_id]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += children.get(here, [])
    return found
