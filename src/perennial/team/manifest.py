"""What the team offers to the registries."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from perennial.design.shellparts import ShellPart, shell_parts
from perennial.kernel import manifests
from perennial.kernel.jobs.carrying import Carried, carried
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.live.hearing import Hearing, hearings
from perennial.kernel.manifests import Deed
from perennial.lake.places import provide_zone
from perennial.team.deeds import token_of_request
from perennial.team.rules import may_change_workspace, may_manage_jobs, may_manage_team, may_see_audit_log


def _zone() -> str:
    from perennial.team.models import Workspace

    return Workspace.current().time_zone


provide_zone(_zone)


def _owner() -> tuple[bool, str, str]:
    from perennial.team.models import Member

    if Member.objects.owners().exists():
        return True, _("there is an owner"), ""
    if Member.objects.exists():
        return False, _("no active owner"), _("Restore a backup from before the last owner was changed in the database.")
    return True, _("not set up yet"), _("Open the address of the installation and make the first account.")


def _providers() -> tuple[bool, str, str]:
    from perennial.team.provider import troubles_of

    if not settings.OIDC_PROVIDERS:
        return True, _("none is set up"), ""
    troubles = [trouble for provider in settings.OIDC_PROVIDERS for trouble in troubles_of(provider)]
    if troubles:
        return False, "; ".join(troubles), _("Compare PERENNIAL_OIDC_…_ISSUER with what the provider's page says.")
    return True, ", ".join(one.name for one in settings.OIDC_PROVIDERS), ""


def _is_anybody_invited() -> bool:
    from perennial.team.models import Invitation, Member

    return Member.objects.all()[:2].count() > 1 or Invitation.objects.exists()


def _first_visit() -> list[str]:
    from perennial.team.queries import nobody_is_here
    from perennial.team.setup_code import setup_code

    if not nobody_is_here():
        return []
    return [
        f"Nobody is a member yet: open {settings.ORIGIN}/welcome/ and become the owner.",
        f"Set-up code, asked for when you come from another machine: {setup_code()}",
    ]


manifests.greetings.add(manifests.Greeting(key="first visit", lines=_first_visit, order=10))
manifests.settings_pages.add(
    manifests.SettingsPage(
        key="profile",
        label=gettext_lazy("Profile"),
        help=gettext_lazy("Your name, language, time zone, theme and password"),
        icon="circle-user-round",
        url_name="team:profile",
        order=10,
    ),
    manifests.SettingsPage(
        key="security",
        label=gettext_lazy("Sign-in and security"),
        help=gettext_lazy("Passkeys, second factor, recovery codes and the devices that are signed in"),
        icon="shield-check",
        url_name="team:security",
        order=15,
    ),
    manifests.SettingsPage(
        key="notifications",
        label=gettext_lazy("Notifications"),
        help=gettext_lazy("What you hear of, here or by mail, and your quiet hours"),
        icon="bell",
        url_name="team:notification_settings",
        order=15,
    ),
    manifests.SettingsPage(
        key="api",
        label=gettext_lazy("API"),
        help=gettext_lazy("Tokens for programs of your own, and how they speak to Perennial"),
        icon="plug",
        url_name="team:tokens",
        order=18,
    ),
    manifests.SettingsPage(
        key="workspace",
        label=gettext_lazy("Workspace"),
        help=gettext_lazy("Name, country, currency and time zone of the business"),
        icon="store",
        url_name="team:workspace",
        order=20,
        may=may_change_workspace,
    ),
    manifests.SettingsPage(
        key="team",
        label=gettext_lazy("Team"),
        help=gettext_lazy("Who works here, what they may do and see, teams, invitations"),
        icon="users-round",
        url_name="team:members",
        order=30,
        may=may_manage_team,
    ),
    manifests.SettingsPage(
        key="jobs",
        label=gettext_lazy("Background work"),
        help=gettext_lazy("What runs in the background, what waits, and what failed"),
        icon="list-checks",
        url_name="team:jobs",
        order=70,
        may=may_manage_jobs,
    ),
    manifests.SettingsPage(
        key="audit",
        label=gettext_lazy("Audit log"),
        help=gettext_lazy("Who did what, and who saw what"),
        icon="scroll-text",
        url_name="team:audit",
        order=80,
        may=may_see_audit_log,
    ),
)
# a signal of notifications carries the id of the member who is told, and nobody else hears it
carried.add(Carried(key="token", variable=token_of_request))  # what a program sets going is told as done by its token
hearings.add(
    Hearing(
        key="notifications",
        facts=lambda ids: {pk: pk for pk in ids},
        of=lambda member: lambda told: bool(told == member.pk),
    )
)
shell_parts.add(ShellPart(key="notifications", template="team/bell.html", menu="team/bell_menu.html"))
manifests.commands.add(
    manifests.Command(
        key="notifications",
        label=gettext_lazy("Notifications"),
        icon="bell",
        url_name="team:notifications",
        words=gettext_lazy("bell inbox mentions news unread"),
        order=60,
        shortcut="i",
    ),
    manifests.Command(
        key="api",
        label=gettext_lazy("API tokens"),
        icon="plug",
        url_name="team:tokens",
        words=gettext_lazy("program integration key developer"),
        order=83,
    ),
    manifests.Command(
        key="profile",
        label=gettext_lazy("Your profile"),
        icon="circle-user-round",
        url_name="team:profile",
        words=gettext_lazy("password language theme account"),
        order=80,
    ),
    manifests.Command(
        key="security",
        label=gettext_lazy("Sign-in and security"),
        icon="shield-check",
        url_name="team:security",
        words=gettext_lazy("passkey two-factor authenticator recovery codes devices sessions"),
        order=80,
    ),
    manifests.Command(
        key="sign_out",
        label=gettext_lazy("Sign out"),
        icon="log-out",
        url_name="account_logout",
        words=gettext_lazy("log out leave end session"),
        order=97,
    ),
    manifests.Command(
        key="invite",
        label=gettext_lazy("Invite somebody"),
        icon="user-round-plus",
        url_name="team:members",
        words=gettext_lazy("team member role"),
        order=81,
        may=may_manage_team,
    ),
    manifests.Command(
        key="audit",
        label=gettext_lazy("Audit log"),
        icon="scroll-text",
        url_name="team:audit",
        words=gettext_lazy("who did history changes"),
        order=82,
        may=may_see_audit_log,
    ),
)
manifests.checks.add(
    manifests.Check(key="providers", label=gettext_lazy("Sign-in providers"), run=_providers, order=85),
    manifests.Check(key="owner", label=pgettext_lazy("role", "Owner"), run=_owner, order=61),
)
manifests.deeds.add(
    Deed(key="team.workspace.set_up", label=gettext_lazy("Set up the workspace")),
    Deed(key="team.workspace.changed", label=gettext_lazy("Changed the workspace")),
    Deed(key="team.member.joined", label=gettext_lazy("Joined the team")),
    Deed(key="team.member.signed_in", label=gettext_lazy("Signed in")),
    Deed(key="team.member.signed_out", label=gettext_lazy("Signed out")),
    Deed(key="team.member.sign_in_failed", label=gettext_lazy("Failed to sign in")),
    Deed(key="team.member.password_changed", label=gettext_lazy("Changed the password")),
    Deed(key="team.member.email_changed", label=gettext_lazy("Changed the e-mail")),
    Deed(key="team.member.role_changed", label=gettext_lazy("Changed the role")),
    Deed(key="team.member.reach_changed", label=gettext_lazy("Changed which customers the member sees")),
    Deed(key="team.member.moved", label=gettext_lazy("Moved the member to another team")),
    Deed(key="team.team.made", label=gettext_lazy("Made the team")),
    Deed(key="team.team.renamed", label=gettext_lazy("Renamed the team")),
    Deed(key="team.team.removed", label=gettext_lazy("Removed the team")),
    Deed(key="team.member.deactivated", label=gettext_lazy("Deactivated the member")),
    Deed(key="team.member.reactivated", label=gettext_lazy("Reactivated the member")),
    Deed(key="team.member.sessions_ended", label=gettext_lazy("Signed out everywhere")),
    Deed(key="team.member.second_step_failed", label=gettext_lazy("Failed at the second step")),
    Deed(key="team.member.factors_reset", label=gettext_lazy("Removed the second factors")),
    Deed(key="team.passkey.added", label=gettext_lazy("Added a passkey")),
    Deed(key="team.passkey.renamed", label=gettext_lazy("Renamed a passkey")),
    Deed(key="team.passkey.removed", label=gettext_lazy("Removed a passkey")),
    Deed(key="team.authenticator.added", label=gettext_lazy("Added an authenticator app")),
    Deed(key="team.authenticator.removed", label=gettext_lazy("Removed the authenticator app")),
    Deed(key="team.recovery_codes.made", label=gettext_lazy("Made recovery codes")),
    Deed(key="team.recovery_codes.used", label=gettext_lazy("Used a recovery code")),
    Deed(key="team.provider.connected", label=gettext_lazy("Connected a sign-in provider")),
    Deed(key="team.provider.disconnected", label=gettext_lazy("Disconnected a sign-in provider")),
    Deed(key="team.session.ended", label=gettext_lazy("Signed a device out")),
    Deed(key="team.workspace.second_factor_required", label=gettext_lazy("Changed who needs a second factor")),
    Deed(key="team.member.profile_changed", label=gettext_lazy("Changed the profile")),
    Deed(key="team.member.notifications_set", label=gettext_lazy("Chose how to hear of things")),
    Deed(key="team.invitation.made", label=gettext_lazy("Invited")),
    Deed(key="team.invitation.renewed", label=gettext_lazy("Sent the invitation again")),
    Deed(key="team.invitation.withdrawn", label=gettext_lazy("Withdrew the invitation")),
    Deed(key="team.job.cancelled", label=gettext_lazy("Cancelled the job")),
    Deed(key="team.job.retried", label=gettext_lazy("Tried the job again")),
    Deed(key="team.job.discarded", label=gettext_lazy("Discarded the job")),
    Deed(key="team.api_token.made", label=gettext_lazy("Made an API token")),
    Deed(key="team.api_token.revoked", label=gettext_lazy("Revoked an API token")),
    Deed(key="team.audit.exported", label=gettext_lazy("Took out the audit log")),
    Deed(key="team.audit.erased", label=gettext_lazy("Erased names from the audit log")),
)
manifests.api_routers.add(manifests.ApiRouter(key="team", routes="perennial.team.api.routes", order=90))
manifests.first_steps.add(
    manifests.FirstStep(
        key="colleague",
        label=gettext_lazy("Invite a colleague"),
        text=gettext_lazy("Customers get an owner, and everybody a Today of their own."),
        act=gettext_lazy("Invite somebody"),
        url_name="team:members",
        icon="user-plus",
        is_done=_is_anybody_invited,
        may=may_manage_team,
        order=60,
    )
)

MAIL = _("Look whether the mail server is set up and reachable (perennial doctor), then try it again.")
works.add(
    Work(key="team.mail_password_reset", label=_("Mail with a link for a new password"), icon="mail", mend=MAIL),
    Work(key="team.mail_new_address", label=_("Mail to a member’s new address"), icon="mail", member=0, mend=MAIL),
    Work(key="team.mail_security_notice", label=_("Mail about a way to sign in"), icon="mail", member=0, mend=MAIL),
    Work(
        key="team.mail_notifications",
        label=_("Mails that tell members of news"),
        icon="mail",
        did=_("%(n)s mails sent"),
        mend=MAIL,
    ),
    Work(
        key="team.forget_old_sessions", label=_("Forgetting sign-ins that are over"), icon="log-out", did=_("%(n)s forgotten")
    ),
)
