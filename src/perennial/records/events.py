"""What records tell."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldDefined(Event):
    """The business added a field to a kind of record."""

    field_id: int
    holder: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldChanged(Event):
    """A field of the business was renamed, moved, converted or changed in another way."""

    field_id: int
    holder: str
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldRemoved(Event):
    """A field of the business was removed; its values are kept."""

    field_id: int
    holder: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FieldRestored(Event):
    """A removed field is back, with its values."""

    field_id: int
    holder: str
    by_id: int | None = None
