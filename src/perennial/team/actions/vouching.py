"""Members whom a provider vouches for: joined, connected, disconnected."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.team.choices import SecurityChange
from perennial.team.deeds import record_deed
from perennial.team.events import MemberJoined, SecurityChanged
from perennial.team.models import Invitation, Member
from perennial.team.oidc import OidcProvider


class ProviderRefusedError(Exception):
    """The provider vouches for somebody who may not come in (like this); the message says why and what to do."""


@transaction.atomic
def connect_provider(account: SocialAccount, provider: OidcProvider, *, by: Member) -> SocialAccount:
    """Let a member sign in with their account at a provider; tells SecurityChanged. The same account again changes nothing.
    Refuses (ProviderRefusedError) somebody else's account, and a second one at the same provider."""
    known = SocialAccount.objects.filter(provider=account.provider, uid=account.uid).first()
    if known and known.user_id == by.pk:
        return known
    if known:
        raise ProviderRefusedError(_("This account belongs to another member."))
    if SocialAccount.objects.filter(user=by, provider=account.provider).exists():
        raise ProviderRefusedError(
            _("Another account of %(provider)s is connected with you already. Disconnect it first.")
            % {"provider": provider.name}
        )
    account.user = by
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise ProviderRefusedError(_("This account was connected just now. Try once more.")) from None
    record_deed("team.provider.connected", by=by, on=by, changes={"provider": ("", provider.name)})
    publish(SecurityChanged(member_id=by.pk, what=SecurityChange.PROVIDER_LINKED.value, name=provider.name))
    return account


@transaction.atomic
def join_by_provider(provider: OidcProvider, *, email: str, name: str) -> Member:
    """Make somebody a member whose address a provider proves: with the role of their open invitation, else with the provider's
    own for people of the business. Tells MemberJoined. Refuses (ProviderRefusedError) whom nobody invited."""
    invitation = Invitation.objects.unanswered().select_for_update(of=("self",), no_key=True).filter(email=email).first()
    invitation = invitation if invitation and invitation.is_open() else None
    role = invitation.role if invitation else provider.role
    if not role:
        words = _("Nobody invited %(email)s. Ask an owner of the workspace for an invitation.")
        raise ProviderRefusedError(words % {"email": email})
    sees = {"reach": invitation.reach, "team": invitation.team} if invitation else {}
    member = Member.objects.create_user(email, None, name=name[:200] or email.partition("@")[0], role=role, **sees)
    if invitation:
        invitation.accepted_at, invitation.accepted_by = clock.now(), member
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    record_deed("team.member.joined", by=member, on=member, changes={"role": (None, member.role), "with": ("", provider.name)})
    publish(MemberJoined(member_id=member.pk, invitation_id=invitation.pk if invitation else None))
    return member


@transaction.atomic
def disconnect_provider(account: SocialAccount, *, by: Member) -> None:
    """Let a provider sign a member in no more; tells SecurityChanged. Refuses (ProviderRefusedError) the last way in."""
    has_passkey = Authenticator.objects.filter(user=by, type=Authenticator.Type.WEBAUTHN).exists()
    others = SocialAccount.objects.filter(user=by).exclude(pk=account.pk)
    if not (by.has_usable_password() or has_passkey or others.exists()):
        raise ProviderRefusedError(
            _("It is your only way in. Set a password first: sign out and choose “Forgot your password?”.")
        )
    if SocialAccount.objects.filter(pk=account.pk, user=by).delete()[0]:
        record_deed("team.provider.disconnected", by=by, on=by, changes={"provider": (account.provider, "")})
        publish(SecurityChanged(member_id=by.pk, what=SecurityChange.PROVIDER_UNLINKED.value, name=account.provider))
