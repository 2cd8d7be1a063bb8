"""The fixed words of the team."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    OWNER = "owner", pgettext_lazy("role", "Owner")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Agent")
    MARKETER = "marketer", _("Marketer")
    ANALYST = "analyst", _("Analyst")
    VIEWER = "viewer", _("Viewer")


class Reach(TextChoices):
    """Which customers a member works with."""

    ALL = "all", pgettext_lazy("reach", "All customers")
    TEAM = "team", pgettext_lazy("reach", "The customers of their team")
    OWN = "own", pgettext_lazy("reach", "Only their own customers")


class SecurityChange(TextChoices):
    """What changed in how somebody signs in, as their mail says it."""

    PASSKEY_ADDED = "passkey_added", _("A passkey was added")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey was removed")
    AUTHENTICATOR_ADDED = "authenticator_added", _("An authenticator app was added")
    AUTHENTICATOR_REMOVED = "authenticator_removed", _("The authenticator app was removed")
    CODES_MADE = "codes_made", _("New recovery codes were made")
    CODE_USED = "code_used", _("A recovery code was used")
    PROVIDER_LINKED = "provider_linked", _("A sign-in provider was connected")
    PROVIDER_UNLINKED = "provider_unlinked", _("A sign-in provider was disconnected")
    FACTORS_RESET = "factors_reset", _("Your second factors were removed")


class Way(TextChoices):
    """How a member hears of a kind of news."""

    NONE = "none", _("Not at all")
    APP = "app", _("Here")
    NOW = "now", _("Here and by mail at once")
    DAILY = "daily", _("Here and in a daily mail")
    WEEKLY = "weekly", _("Here and in a weekly mail")


class Mailing(TextChoices):
    """Which mail tells of a notification."""

    NO = "", _("None")
    NOW = "now", _("At once")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
