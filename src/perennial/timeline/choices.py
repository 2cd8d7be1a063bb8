"""The fixed words of the timeline."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WITHDRAWAL = "withdrawal"  # the kind of a correction that takes an entry back
LONGEST_TEXT = 100_000
COMPLAINT = "complaint"  # the kind of an entry in which a customer is unhappy
MENTION = "timeline.mention"  # the kinds of notification that come from here
COMPLAINED = "timeline.complaint"


class Direction(TextChoices):
    INBOUND = "in", _("From the customer")
    OUTBOUND = "out", _("From us")
    TWO_WAY = "both", _("Between us")
    INTERNAL = "none", _("Among ourselves")
