"""What today tells."""

import dataclasses
import datetime as dt

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OwedRowSnoozed(Event):
    """Somebody said of an owed row: not now, because. It is back on the day `until`."""

    source: str
    key: str
    party_id: int
    until: dt.date
    reason: str
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OwedRowWoken(Event):
    """A snoozed row was brought back before its day."""

    source: str
    key: str
    party_id: int
    by_id: int | None
