"""The fixed words of audiences: what is measured of what happened, and how it is compared."""

from enum import StrEnum


class Measure(StrEnum):
    """What is asked of everything of one kind that happened to a customer."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    QUANTITY = "quantity"
    AVERAGE_GAP_DAYS = "average_gap_days"
    DAYS_SINCE_FIRST = "days_since_first"
    DAYS_SINCE_LAST = "days_since_last"


class Comparison(StrEnum):
    """How a measure is compared with a number."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    IS = "is"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"


OF_MONEY = frozenset({Measure.SUM, Measure.AVERAGE})
OF_NOTHING = frozenset({Measure.COUNT, Measure.SUM, Measure.QUANTITY})  # zero, where nothing happened; the others are unknown
SIGNS = {
    Comparison.AT_LEAST: ">=",
    Comparison.AT_MOST: "<=",
    Comparison.IS: "=",
    Comparison.MORE_THAN: ">",
    Comparison.LESS_THAN: "<",
}
OPPOSITE = {">=": "<", "<=": ">", "=": "<>", ">": "<=", "<": ">="}
