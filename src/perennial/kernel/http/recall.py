"""What a page asks in several of its parts is asked once: within a request that only reads, and no longer than it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

_told: ContextVar[dict[Hashable, Any] | None] = ContextVar("perennial_told", default=None)
T = TypeVar("T")
_OVER = object()  # stands among the answers once the request is answered, for what still streams


@contextmanager
def recalling(method: str | None) -> Iterator[None]:
    """Around a request of this method."""
    told: dict[Hashable, Any] | None = {} if method in ("GET", "HEAD") else None
    token = _told.set(told)
    try:
        yield
    finally:
        _told.reset(token)
        if told is not None:
            told.clear()
            told[_OVER] = True


def once_a_page(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` says; asked once for each key while a page is read, and every time elsewhere."""
    told = _told.get()
    if told is None or _OVER in told:
        return ask()
    if key not in told:
        told[key] = ask()
    return cast(T, told[key])
