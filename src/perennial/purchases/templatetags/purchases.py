"""How purchases are drawn."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def quantity(milli: int) -> str:
    """Thousandths as people write a quantity: 2, 0.75."""
    exact = (Decimal(milli) / 1000).normalize()
    exponent = exact.as_tuple().exponent
    return number_format(exact, max(0, -exponent if isinstance(exponent, int) else 0), use_l10n=True)
