from perennial.timeline.models.contact import ContactSummary
from perennial.timeline.models.pin import Pin
from perennial.timeline.models.touchpoint import Touchpoint
from perennial.timeline.models.unsealing import Unsealing

__all__ = ["ContactSummary", "Pin", "Touchpoint", "Unsealing"]
