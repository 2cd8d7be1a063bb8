"""Events are facts: frozen, past tense, plain values, and documented."""

import dataclasses
import datetime as dt
import typing

from perennial.kernel.events import Event

PLAIN = {int, str, bool, float, dt.datetime, dt.date}


def _plain(annotation: object) -> bool:
    if annotation in PLAIN or annotation is type(None):
        return True
    return all(_plain(part) for part in typing.get_args(annotation) if part is not Ellipsis) and bool(
        typing.get_args(annotation)
    )


def test_events_hold_ids_and_plain_values() -> None:
    for kind in Event.known:
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            assert _plain(hints[field.name]), f"{kind.__qualname__}.{field.name} is {hints[field.name]}"


def test_events_say_what_happened() -> None:
    for kind in Event.known:
        assert kind.__doc__, kind
        assert not kind.__doc__.startswith(kind.__name__ + "("), f"{kind.__qualname__} needs words of its own"
        assert kind.__module__.endswith(".events"), kind
