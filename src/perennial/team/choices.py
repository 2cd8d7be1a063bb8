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
