"""The charts of a report card."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from perennial.design.comparing import Seen, calibration, pairs
from perennial.foresight.cardwords import number, share
from perennial.foresight.reporting import Card, Point
from perennial.kernel.money import Money


def buyers_chart(card: Card) -> SafeString:
    """How many of each tenth were to order, and did."""
    return pairs(
        _("Customers who order again, by tenth of the chance"),
        [_("Tenth"), _("Said"), _("Came")],
        _tenths(len(card.deciles)),
        [(part.said_buyers, float(part.buyers)) for part in card.deciles],
        number,
    )


def value_chart(card: Card, currency: str) -> SafeString:
    """What each tenth was to spend, and did."""
    if not card.value_deciles:
        return mark_safe("")
    return pairs(
        _("Money spent, by tenth of the expected value"),
        [_("Tenth"), _("Said"), _("Came")],
        _tenths(len(card.value_deciles)),
        [(part.said_value, part.value) for part in card.value_deciles],
        lambda minor: Money(round(minor), currency).shown(whole=True),
        wide=True,
    )


def calibration_chart(points: tuple[Point, ...], came: str) -> SafeString:
    """Whether a chance of so many of 100 came true so often."""
    return calibration(
        _("How often a chance came true"),
        [_("Chance that was said"), came, _("Where it may lie (95 %)")],
        [Seen(point.said, point.came, max(point.low, 0.0), point.high) for point in points],
        lambda value: share(value, 0 if value >= 0.1 or not value else 1),
    )


def _tenths(many: int) -> list[str]:
    return [number(place) for place in range(1, many + 1)]
