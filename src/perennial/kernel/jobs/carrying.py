"""What a job knows of the request that asked for it: values of context variables, kept with the job and set again while it
runs, and for the jobs that it asks for itself."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from perennial.kernel.registry import Registry


@dataclasses.dataclass(frozen=True, kw_only=True)
class Carried:
    """A variable whose value, as JSON holds it, goes along. None is nothing to be carried."""

    key: str
    variable: ContextVar[Any]
    order: int = 50


carried: Registry[Carried] = Registry("carried value")


def carried_now() -> dict[str, Any]:
    """What a job that is asked for now takes along."""
    told = {each.key: each.variable.get() for each in carried}
    return {key: value for key, value in told.items() if value is not None}


@contextmanager
def carrying(told: Mapping[str, Any]) -> Iterator[None]:
    """Within the block the variables are what they were when the job was asked for."""
    before = [(each.variable, each.variable.set(told.get(each.key))) for each in carried]
    try:
        yield
    finally:
        for variable, token in before:
            variable.reset(token)
