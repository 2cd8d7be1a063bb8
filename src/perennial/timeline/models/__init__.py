from perennial.timeline.models.contact import ContactSummary
from perennial.timeline.models.pin import Pin
from perennial.timeline.models.touchpoint import Touchpoint

__all__ = ["ContactSummary", "Pin", "Touchpoint"]
