"""The audit log in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from perennial.team.models import AuditEntry

WORDS = {
    "team.workspace.set_up": gettext_lazy("Set up the workspace"),
    "team.workspace.changed": gettext_lazy("Changed the workspace"),
    "team.member.joined": gettext_lazy("Joined the team"),
    "team.member.signed_in": gettext_lazy("Signed in"),
    "team.member.signed_out": gettext_lazy("Signed out"),
    "team.member.sign_in_failed": gettext_lazy("Failed to sign in"),
    "team.member.password_changed": gettext_lazy("Changed the password"),
    "team.member.email_changed": gettext_lazy("Changed the e-mail"),
    "team.member.role_changed": gettext_lazy("Changed the role"),
    "team.member.deactivated": gettext_lazy("Deactivated the member"),
    "team.member.reactivated": gettext_lazy("Reactivated the member"),
    "team.member.sessions_ended": gettext_lazy("Signed out everywhere"),
    "team.member.profile_changed": gettext_lazy("Changed the profile"),
    "team.invitation.made": gettext_lazy("Invited"),
    "team.invitation.renewed": gettext_lazy("Sent the invitation again"),
    "team.invitation.withdrawn": gettext_lazy("Withdrew the invitation"),
    "team.job.cancelled": gettext_lazy("Cancelled the job"),
    "team.job.retried": gettext_lazy("Tried the job again"),
    "team.job.discarded": gettext_lazy("Discarded the job"),
    "team.audit.erased": gettext_lazy("Erased names from the audit log"),
    "people.party.viewed": gettext_lazy("Opened the customer"),
}


def action_words(action: str) -> str:
    """An action for people: its own words, or those in its name ("purchases.order.created" → "Order created")."""
    if action in WORDS:
        return str(WORDS[action])
    return " ".join(action.split(".")[1:] or [action]).replace("_", " ").capitalize()


def change_lines(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What changed: (field, before, after); before is empty where there was nothing."""
    return [
        (name.replace("_", " "), "" if before in (None, "") else _shown(before), _shown(after))
        for name, (before, after) in sorted(entry.changes.items())
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return pgettext("no value", "nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
