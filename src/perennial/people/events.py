"""What people tells."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyCreated(Event):
    """A person or an organisation became known."""

    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyChanged(Event):
    """Facts of a party changed: the names of its fields."""

    party_id: int
    fields: tuple[str, ...]
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyDeleted(Event):
    """A party was put away; it can be restored."""

    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyRestored(Event):
    """A deleted party came back."""

    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyErased(Event):
    """A deleted party and all that is known of it is about to go for good; told before the rows are gone."""

    party_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OwnerChanged(Event):
    """Another member, or nobody, is responsible for a party."""

    party_id: int
    before_id: int | None
    after_id: int | None
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class StageChanged(Event):
    """A party's lifecycle stage changed, by a rule (its key) or by hand (rule is empty)."""

    party_id: int
    change_id: int
    before: str
    after: str
    rule: str = ""
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IdentityAdded(Event):
    """A party is known by one more identity."""

    party_id: int
    identity_id: int
    identity_kind: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IdentityChanged(Event):
    """An identity was corrected, verified or made the primary one of its kind."""

    party_id: int
    identity_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IdentityRemoved(Event):
    """A party is no longer known by an identity."""

    party_id: int
    identity_id: int
    identity_kind: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TagAdded(Event):
    """A party carries one more tag."""

    party_id: int
    tag_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TagRemoved(Event):
    """A party no longer carries a tag."""

    party_id: int
    tag_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartiesRelated(Event):
    """Two parties belong together in a new way."""

    subject_id: int
    object_id: int
    word: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RelationChanged(Event):
    """It is said in another word, or with another note, how two parties belong together."""

    relation_id: int
    subject_id: int
    object_id: int
    word: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartiesUnrelated(Event):
    """Two parties no longer belong together in this way."""

    subject_id: int
    object_id: int
    word: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DetailChanged(Event):
    """An address, a remembrance or an anniversary of a party was written down, changed or removed (`what`, `how`)."""

    party_id: int
    what: str
    how: str
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartiesMerged(Event):
    """Two records of one customer became one; all that hung on the absorbed one hangs on the survivor now."""

    survivor_id: int
    absorbed_id: int
    merge_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MergeUndone(Event):
    """A merge was taken back: the absorbed one is a customer of its own again. The survivor is whoever held both by then."""

    survivor_id: int
    absorbed_id: int
    merge_id: int
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartiesDistinguished(Event):
    """Somebody said that two parties are two, or took that back (`distinct` is False)."""

    first_id: int
    second_id: int
    distinct: bool = True
    by_id: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyFollowed(Event):
    """A member wants to hear of what happens to a party."""

    party_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PartyUnfollowed(Event):
    """A member no longer wants to hear of it."""

    party_id: int
    by_id: int
