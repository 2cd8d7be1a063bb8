"""What the team tells."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceSetUp(Event):
    """The installation got its first owner."""

    owner_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceChanged(Event):
    """Name, currency, country, zone or language of the business changed."""

    by_id: int
    fields: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MemberInvited(Event):
    """An invitation was made (or made anew: its former link is dead)."""

    invitation_id: int
    role: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InvitationWithdrawn(Event):
    """An invitation's link was killed before anybody used it."""

    invitation_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MemberJoined(Event):
    """Somebody accepted an invitation, or came through a provider that lets people of the business in."""

    member_id: int
    invitation_id: int | None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RoleChanged(Event):
    """A member may do more or less than before."""

    member_id: int
    before: str
    after: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MemberDeactivated(Event):
    """A member can no longer sign in; their sessions ended."""

    member_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MemberReactivated(Event):
    """A member may sign in again."""

    member_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class EmailChanged(Event):
    """A member signs in with another address."""

    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ProfileChanged(Event):
    """A member changed their own name, zone, language or shortcuts."""

    member_id: int
    fields: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SecurityChanged(Event):
    """How a member signs in changed: a passkey, the authenticator app, recovery codes, a provider. `what`: a SecurityChange."""

    member_id: int
    what: str
    name: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactorRequired(Event):
    """Which roles need a second factor changed."""

    roles: tuple[str, ...]
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ApiTokenMade(Event):
    """A member made a token by which a program speaks for them."""

    token_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ApiTokenRevoked(Event):
    """A token was ended for good."""

    token_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReachChanged(Event):
    """A member sees more or fewer customers than before: "all", "team" or "own"."""

    member_id: int
    before: str
    after: str
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MemberMoved(Event):
    """A member left a team, came into one, or both (None: no team)."""

    member_id: int
    before_id: int | None
    after_id: int | None
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TeamMade(Event):
    """There is a new team."""

    team_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TeamRenamed(Event):
    """A team is called otherwise."""

    team_id: int
    by_id: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TeamRemoved(Event):
    """A team is no more; its members are in none."""

    team_id: int
    by_id: int
