"""Events: facts that a slice tells and that slices above it hear, inside the same transaction.

An event is a frozen dataclass named in the past tense that holds ids and plain values. `publish` calls every hearer at once;
a hearer that raises makes the whole change fail, so a hearer does at most two queries and queues a job for anything slow.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db import transaction


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """The base of every event. Subclasses are registered by being defined."""

    known: ClassVar[list[type["Event"]]] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # slots=True makes dataclasses build the class a second time: keep one entry per name
        Event.known[:] = [k for k in Event.known if (k.__module__, k.__qualname__) != (cls.__module__, cls.__qualname__)]
        Event.known.append(cls)


E = TypeVar("E", bound=Event)
Hearer = Callable[[Any], None]
_hearers: defaultdict[type[Event], list[Hearer]] = defaultdict(list)


def hears(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator for a function in `receivers.py`: it is called with every `kind` that is published."""

    def register(hearer: Callable[[E], None]) -> Callable[[E], None]:
        _hearers[kind].append(hearer)
        return hearer

    return register


def publish(event: Event) -> None:
    """Tell a fact to everyone who hears it. Must be called inside the transaction of the change it tells of."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(
            f"{type(event).__name__} was published outside a transaction; wrap the action in @transaction.atomic"
        )
    for hearer in _hearers[type(event)]:
        hearer(event)


def hearers_of(kind: type[Event]) -> list[Hearer]:
    """Who hears `kind`, in the order in which they registered (for docs and tests)."""
    return list(_hearers[kind])
