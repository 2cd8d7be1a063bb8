"""What the slices above add to the sample company, once its customers and orders are in."""

import dataclasses
from collections.abc import Callable

from perennial.kernel.registry import Registry
from perennial.team.models import Member


@dataclasses.dataclass(frozen=True, kw_only=True)
class SamplePart:
    """A part of the sample: `load(owner)` writes it, and `saying` is told while it does."""

    key: str
    saying: str
    load: Callable[[Member], object]
    order: int = 50


sample_parts: Registry[SamplePart] = Registry("part of the sample company")
