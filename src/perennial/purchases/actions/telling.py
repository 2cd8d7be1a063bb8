"""How changes of orders and products are told to the audit log: amounts with their currency."""

from collections.abc import Iterable, Mapping
from typing import Any

from perennial.purchases.actions.bulk import LineRow


def told(changes: Mapping[str, tuple[Any, Any]], currency: str) -> dict[str, tuple[Any, Any]]:
    """The changes, with every amount as {"minor", "currency"}, so that the log can say it as money in any language."""
    return {
        name: (_money(before, currency), _money(after, currency)) if name.endswith("_minor") else (before, after)
        for name, (before, after) in changes.items()
    }


def lines_as_told(currency: str, rows: Iterable[LineRow]) -> dict[str, Any]:
    """The lines of an order, so that the log can say them in any language and they can be set again."""
    return {"currency": currency, "lines": [row._asdict() for row in rows]}


def _money(minor: int | None, currency: str) -> dict[str, Any] | None:
    return None if minor is None else {"minor": minor, "currency": currency}
