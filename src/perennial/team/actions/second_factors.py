"""Passkeys, the authenticator app and recovery codes: added, renamed, used and removed."""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.team.actions.changing_roles import held
from perennial.team.actions.sessions import forget_sessions
from perennial.team.choices import Role, SecurityChange
from perennial.team.deeds import record_deed
from perennial.team.events import SecondFactorRequired, SecurityChanged
from perennial.team.factors import FIRM, has_second_factor, needs_second_factor
from perennial.team.models import Member, Workspace

MOST_PASSKEYS = 20


class FactorError(Exception):
    """A change of second factors that is refused; the message says why and what to do."""


@transaction.atomic
def add_passkey(credential: dict[str, Any], *, name: str, by: Member) -> Authenticator:
    """Keep a passkey whose registration was verified; tells SecurityChanged. Refuses (FactorError) more than twenty."""
    member = held(by)
    if Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise FactorError(_("Twenty passkeys are the most. Remove one that you do not use."))
    passkey: Authenticator = WebAuthn.add(member, name, credential).instance
    record_deed("team.passkey.added", by=by, on=member, changes={"name": ("", name)})
    _tell(member, SecurityChange.PASSKEY_ADDED, name)
    return passkey


@transaction.atomic
def rename_passkey(passkey: Authenticator, name: str, *, by: Member) -> None:
    """Call a passkey something else."""
    before, passkey.data["name"] = passkey.data["name"], name
    if before != name:
        passkey.save(update_fields=["data"])
        record_deed("team.passkey.renamed", by=by, on=by, changes={"name": (before, name)})


@transaction.atomic
def add_authenticator(secret: str, code: str, *, by: Member) -> Authenticator:
    """Keep the secret of an authenticator app that showed the right `code`, which is spent with it; tells SecurityChanged.
    Refuses (FactorError) a second app."""
    member = held(by)
    if Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).exists():
        raise FactorError(_("You have an authenticator app already. Remove it first."))
    app: Authenticator = TOTP.activate(member, secret).instance
    spend_code(app, code)
    record_deed("team.authenticator.added", by=by, on=member)
    _tell(member, SecurityChange.AUTHENTICATOR_ADDED)
    return app


@transaction.atomic
def spend_code(app: Authenticator, code: str) -> bool:
    """Whether a code of the authenticator app counts: each at most once, and none that is older than one that was used."""
    app = Authenticator.objects.select_for_update(no_key=True).get(pk=app.pk)
    secret = decrypt(app.data["secret"])
    digits = "".join(character for character in code if character.isdigit())
    for counter in yield_hotp_counters_from_time():
        if format_hotp_value(hotp_value(secret, counter)) == digits and counter > app.data.get("spent", -1):
            app.data["spent"] = counter
            app.save(update_fields=["data"])
            return True
    return False


@transaction.atomic
def make_recovery_codes(*, by: Member) -> list[str]:
    """New recovery codes in place of the former ones; gives them, for the only time they are shown. Tells SecurityChanged.
    Refuses (FactorError) where there is nothing to recover."""
    member = held(by)
    if not has_second_factor(member):
        raise FactorError(_("Add a passkey or an authenticator app first."))
    Authenticator.objects.filter(user=member, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(member).generate_codes()
    record_deed("team.recovery_codes.made", by=by, on=member)
    _tell(member, SecurityChange.CODES_MADE)
    return codes


@transaction.atomic
def note_recovery_code_used(*, by: Member, left: int) -> None:
    """A recovery code opened the door in place of the second factor: the log and a mail say so."""
    record_deed("team.recovery_codes.used", by=by, on=by, changes={"left": (left + 1, left)})
    _tell(by, SecurityChange.CODE_USED)


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: Member) -> None:
    """Remove a passkey or the authenticator app; with the last of them the recovery codes go too. Tells SecurityChanged.
    Refuses (FactorError) the last one of a member whose role needs one."""
    member = held(by)
    others = Authenticator.objects.filter(user=member, type__in=FIRM).exclude(pk=factor.pk)
    if needs_second_factor(member) and not others.exists():
        raise FactorError(_("Your role needs a second factor. Add another one before you remove this one."))
    is_passkey, name = factor.type == Authenticator.Type.WEBAUTHN, factor.data.get("name", "")
    if not Authenticator.objects.filter(pk=factor.pk, user=member, type__in=FIRM).delete()[0]:
        return
    if not others.exists():
        Authenticator.objects.filter(user=member).delete()
    record_deed(
        "team.passkey.removed" if is_passkey else "team.authenticator.removed", by=by, on=member, name=name or str(member)
    )
    _tell(member, SecurityChange.PASSKEY_REMOVED if is_passkey else SecurityChange.AUTHENTICATOR_REMOVED, name)


@transaction.atomic
def reset_factors(member: Member, *, by: Member | None) -> int:
    """Remove every second factor of somebody who lost them, and end their sessions: the password (or the provider) lets them in
    to set up new ones. Gives how many there were; tells SecurityChanged. `by` is None for the command on the server."""
    member = held(member)
    gone: int = Authenticator.objects.filter(user=member).delete()[0]
    if gone:
        member.session_version += 1
        member.save(update_fields=["session_version"])
        forget_sessions(member)
        record_deed("team.member.factors_reset", by=by, on=member)
        _tell(member, SecurityChange.FACTORS_RESET)
    return gone


@transaction.atomic
def require_second_factor(roles: Collection[str], *, by: Member) -> Workspace:
    """Say whose role needs a second factor: who has none is led to it before anything else. Tells SecondFactorRequired; the
    same roles again change nothing."""
    wanted = [role.value for role in Role if role in roles]
    Workspace.objects.get_or_create(pk=1)
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=1)
    before, workspace.second_factor_roles = workspace.second_factor_roles, wanted
    if before != wanted:
        workspace.save(update_fields=["second_factor_roles"])
        record_deed(
            "team.workspace.second_factor_required",
            by=by,
            on=workspace,
            changes={"roles": (", ".join(before), ", ".join(wanted))},
        )
        publish(SecondFactorRequired(roles=tuple(wanted), by_id=by.pk))
    return workspace


def _tell(member: Member, what: SecurityChange, name: str = "") -> None:
    publish(SecurityChanged(member_id=member.pk, what=what.value, name=name))
