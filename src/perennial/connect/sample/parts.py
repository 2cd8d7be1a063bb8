"""What the slices above add to the sample company, once its customers and orders are in."""

import dataclasses
from collections.abc import Callable

from perennial.kernel.registry import Registry
from perennial.team.models import Member


@dataclasses.dataclass(frozen=True, kw_only=True)
class SamplePart:
    """A part of the sample: `load(owner)` writes it, and `saying` is told while it does; `remove()` takes away what does not go
    with the customers."""

    key: str
    saying: str
    load: Callable[[Member], object]
    remove: Callable[[], object] = lambda: None
    order: int = 50


sample_parts: Registry[SamplePart] = Registry("part of the sample company")
