"""What the timeline tells."""

import dataclasses
import datetime as dt

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TouchpointLogged(Event):
    """Something happened between a customer and us. `contact` says whether its kind counts as an exchange between people."""

    touchpoint_id: int
    party_id: int
    kind: str
    channel: str
    direction: str
    happened_at: dt.datetime
    contact: bool
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TouchpointCorrected(Event):
    """An entry of the timeline has a new version."""

    touchpoint_id: int
    original_id: int
    party_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TouchpointWithdrawn(Event):
    """An entry of the timeline was taken back."""

    original_id: int
    party_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TouchpointPinned(Event):
    """An entry was put on top of its customer's timeline."""

    touchpoint_id: int
    party_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TouchpointUnpinned(Event):
    """An entry was taken from the top of its customer's timeline."""

    touchpoint_id: int
    party_id: int
    by_id: int | None
