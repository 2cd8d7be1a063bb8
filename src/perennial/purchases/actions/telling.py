"""How changes of orders and products are told to the audit log: amounts with their currency."""

from collections.abc import Mapping
from typing import Any


def told(changes: Mapping[str, tuple[Any, Any]], currency: str) -> dict[str, tuple[Any, Any]]:
    """The changes, with every amount as {"minor", "currency"}, so that the log can say it as money in any language."""
    return {
        name: (_money(before, currency), _money(after, currency)) if name.endswith("_minor") else (before, after)
        for name, (before, after) in changes.items()
    }


def _money(minor: int | None, currency: str) -> dict[str, Any] | None:
    return None if minor is None else {"minor": minor, "currency": currency}
