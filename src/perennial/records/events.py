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


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewCreated(Event):
    """Somebody keeps a list as a view."""

    view_id: int
    kind: str
    shared: bool
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewChanged(Event):
    """A view has another name, other conditions, or is shared or private now."""

    view_id: int
    kind: str
    shared: bool
    fields: tuple[str, ...]
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewDeleted(Event):
    """A view was deleted."""

    view_id: int
    kind: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ViewRestored(Event):
    """A deleted view is there again."""

    view_id: int
    kind: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GivenViewHidden(Event):
    """A view that came with its kind was taken from the tabs: of a member, or of everybody (`member_id` None)."""

    kind: str
    key: str
    member_id: int | None
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GivenViewShown(Event):
    """A view that came with its kind is among the tabs again: of a member, or of everybody (`member_id` None)."""

    kind: str
    key: str
    member_id: int | None
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StartingViewSet(Event):
    """A list opens with this view, for a member or a role. `view_id` None: the list opens with everything again."""

    view_id: int | None
    kind: str
    member_id: int | None
    role: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RecordsChangedTogether(Event):
    """Some thousand records of a kind were changed by one act ("set.city", "delete"), or set back; a bulk change of very many
    tells it once for each part. The single facts are not told besides."""

    kind: str
    act: str
    bulk_id: int
    record_ids: tuple[int, ...]
    is_undo: bool = False
    by_id: int | None = None
