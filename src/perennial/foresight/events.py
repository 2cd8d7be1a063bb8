"""What foresight tells."""

import dataclasses
import datetime as dt

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReportAsked(Event):
    """Somebody wants to know how predictions would have done at a date of the past."""

    as_of: dt.date
    horizon_days: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReportMade(Event):
    """Predictions were held against what came."""

    report_id: int
    kind: str
    as_of: dt.date
    horizon_days: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HoldoutChanged(Event):
    """Other customers, or none, are kept off Today by lot from now on."""

    is_on: bool
    percent: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FitAsked(Event):
    """Somebody wants predictions to be learnt anew from what is known now."""

    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CustomersScored(Event):
    """Of these customers something else is to be expected than before."""

    party_ids: tuple[int, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EverybodyScored(Event):
    """What is to be expected was worked out of everybody; so many are others, told here and not one by one."""

    changed: int
