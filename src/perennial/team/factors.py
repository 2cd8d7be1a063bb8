"""Second factors of a member: what they have, and what their role asks for."""

import dataclasses
import datetime as dt

from allauth.mfa.models import Authenticator

from perennial.team.models import Member, Workspace

FIRM = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


@dataclasses.dataclass(frozen=True)
class Passkey:
    """One passkey as the security page shows it."""

    id: int
    name: str
    added_at: dt.datetime
    used_at: dt.datetime | None


@dataclasses.dataclass(frozen=True)
class Factors:
    """What a member can sign in with besides the password."""

    passkeys: tuple[Passkey, ...]
    authenticator: Authenticator | None
    codes: Authenticator | None
    codes_left: int

    @property
    def are_on(self) -> bool:
        """Whether signing in with the password asks for more."""
        return bool(self.passkeys or self.authenticator)


def factors_of(member: Member) -> Factors:
    """Everything in one query."""
    found = list(Authenticator.objects.filter(user=member).order_by("id"))
    by_type = {one.type: one for one in found if one.type != Authenticator.Type.WEBAUTHN}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(
        passkeys=tuple(
            Passkey(one.pk, one.data["name"], one.created_at, one.last_used_at)
            for one in found
            if one.type == Authenticator.Type.WEBAUTHN
        ),
        authenticator=by_type.get(Authenticator.Type.TOTP),
        codes=codes,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_second_factor(member: Member) -> bool:
    """Whether a member has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=member, type__in=FIRM).exists())


def with_second_factor() -> frozenset[int]:
    """The ids of all members who have one, in one query."""
    return frozenset(Authenticator.objects.filter(type__in=FIRM).values_list("user_id", flat=True))


def needs_second_factor(member: Member, workspace: Workspace | None = None) -> bool:
    """Whether the member's role may not be without one."""
    return member.role in (workspace or Workspace.current()).second_factor_roles


def must_set_up_second_factor(member: Member, workspace: Workspace | None = None) -> bool:
    """Whether nothing else is open to a member until they have a second factor. Costs a query only where the role needs one."""
    return needs_second_factor(member, workspace) and not has_second_factor(member)
