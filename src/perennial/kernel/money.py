"""Money as integer minor units with an ISO 4217 currency; no float ever touches it."""

import dataclasses
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache

from babel.core import Locale
from babel.numbers import NumberPattern, format_currency, get_currency_precision, list_currencies, parse_pattern
from django.utils.translation import get_language, to_locale

LARGEST_MINOR = 9_000_000_000_000_000  # below 2**53, so that no reader of JSON rounds it


class MoneyError(ValueError):
    """A text that is not an amount of money; the message says what is wrong with it."""


@lru_cache(maxsize=1024)
def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency code in upper case."""
    return code in list_currencies()


@lru_cache(maxsize=1024)
def precision(currency: str) -> int:
    """How many decimals a currency has (JPY 0, EUR 2, KWD 3)."""
    return get_currency_precision(currency)


@lru_cache(64)
def _way_of(language: str, whole: bool) -> tuple[Locale, NumberPattern]:
    """How a language writes money: read once, because a list is full of amounts."""
    locale = Locale.parse(to_locale(language))
    standard = locale.currency_formats["standard"]
    return locale, parse_pattern(re.sub(r"0([.,])0+", "0", standard.pattern)) if whole else standard


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount: `minor` units (cents) of `currency`."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> "Money":
        """Money from an amount in major units, rounded half to even to the currency's precision."""
        try:
            exact = Decimal(amount).scaleb(precision(currency))
            minor = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        except (InvalidOperation, ValueError, OverflowError):
            raise MoneyError(f"“{str(amount)[:40]}” is not an amount") from None
        if abs(minor) > LARGEST_MINOR:
            raise MoneyError(f"“{str(amount)[:40]}” is larger than any amount we can keep")
        return cls(minor, currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-precision(self.currency))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise MoneyError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return self.shown()

    def shown(self, language: str | None = None, *, whole: bool = False) -> str:
        """The amount as people write it in `language` (default: the active one); `whole` leaves out the decimals."""
        return _written(self, language or get_language() or "en", whole)


@lru_cache(4096)
def _written(money: Money, language: str, whole: bool) -> str:
    locale, pattern = _way_of(language, whole)
    return format_currency(money.decimal(), money.currency, locale=locale, format=pattern, currency_digits=not whole)
