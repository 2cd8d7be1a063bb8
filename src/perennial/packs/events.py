"""What packs tell."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PackInstalled(Event):
    """A starter pack was set up."""

    pack: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PackRemoved(Event):
    """A starter pack was taken away; what the business changed or filled in stays."""

    pack: str
    by_id: int | None = None
