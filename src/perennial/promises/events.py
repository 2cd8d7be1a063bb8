"""What promises tell."""

import dataclasses
import datetime as dt

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpSet(Event):
    """Somebody means to do something for a customer by a day."""

    follow_up_id: int
    party_id: int
    owner_id: int
    due_on: dt.date
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpEdited(Event):
    """A follow-up has other words, another owner or another day."""

    follow_up_id: int
    party_id: int
    owner_id: int
    due_on: dt.date
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpPostponed(Event):
    """A follow-up was moved to another day."""

    follow_up_id: int
    party_id: int
    before: dt.date
    after: dt.date
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpDone(Event):
    """A follow-up was done."""

    follow_up_id: int
    party_id: int
    days_late: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpDropped(Event):
    """A follow-up will not be done."""

    follow_up_id: int
    party_id: int
    because: str
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpReopened(Event):
    """A follow-up that was done or dropped is open again."""

    follow_up_id: int
    party_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CadenceChanged(Event):
    """How often we want to be in contact with the customers of a tag or a stage was set, changed or removed (no days)."""

    cadence_id: int
    tag_id: int | None
    stage: str | None
    ideal_days: int | None
    max_days: int | None
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CustomerGreeted(Event):
    """A customer was greeted on a birthday or another anniversary."""

    anniversary_id: int
    party_id: int
    touchpoint_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpDeleted(Event):
    """A follow-up that should not have been was taken out of sight; it can be restored."""

    follow_up_id: int
    party_id: int
    by_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpRestored(Event):
    """A deleted follow-up stands again, open or ended as it was."""

    follow_up_id: int
    party_id: int
    by_id: int | None
