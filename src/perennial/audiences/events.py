"""What audiences tell."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceCreated(Event):
    """Somebody made an audience."""

    audience_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceChanged(Event):
    """An audience has another name, condition or description: the names of its fields."""

    audience_id: int
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceDeleted(Event):
    """An audience was deleted; it can be restored."""

    audience_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceRestored(Event):
    """A deleted audience is there again."""

    audience_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceEntered(Event):
    """A customer belongs to an audience from now on."""

    audience_id: int
    party_id: int
    stay_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceLeft(Event):
    """A customer no longer belongs to an audience."""

    audience_id: int
    party_id: int
    stay_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AudienceRefreshed(Event):
    """An audience was decided anew over everybody: so many entered and left, told here and not one by one."""

    audience_id: int
    entered: int
    left: int
    size: int
