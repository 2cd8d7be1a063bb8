"""What slices above say of a product, beside the catalogue."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from perennial.kernel.registry import Registry
from perennial.purchases.models import Product


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProductPart:
    """`context(request, product)` gives the template's values as `part`, or None to stay away."""

    key: str
    template: str
    context: Callable[[HttpRequest, Product], Mapping[str, Any] | None]
    order: int = 50


product_parts: Registry[ProductPart] = Registry("part of a product's page")


def parts_of(request: HttpRequest, product: Product) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates and values of those that have something to say."""
    told = [(part.template, part.context(request, product)) for part in product_parts]
    return [(template, values) for template, values in told if values is not None]
