"""A registry: entries by key, offered by the slices when Django starts."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Entry(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Entry)


class Registry(Generic[T]):
    """Entries by key, listed by (order, key)."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, *entries: T) -> None:
        """Offer entries. A key may be offered once."""
        for entry in entries:
            if entry.key in self._entries:
                raise ValueError(f"the {self.what} “{entry.key}” is offered twice")
            self._entries[entry.key] = entry

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=lambda entry: (entry.order, entry.key)))

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def get(self, key: str) -> T | None:
        """The entry with this key, if any slice offers it."""
        return self._entries.get(key)

    def keys(self) -> list[str]:
        return [entry.key for entry in self]
