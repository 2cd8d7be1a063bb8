"""The catalogue: products found while typing, and the tree of their categories."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from perennial.purchases.models import Category, Product


def offered_products(text: str) -> QuerySet[Product]:
    """What is offered and has `text` in its name or article number, by name."""
    products = Product.objects.kept().filter(is_offered=True).order_by("name", "pk")
    return products.filter(Q(name__icontains=text) | Q(sku__icontains=text)) if text else products


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


def categories_below(ids: Iterable[int]) -> list[int]:
    """Some categories and all below them; one query."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    ahead = list(ids)
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += children.get(here, [])
    return sorted(found)
