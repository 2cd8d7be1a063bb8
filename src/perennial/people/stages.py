"""How a lifecycle stage looks."""

from django.utils.safestring import SafeString

from perennial.design.templatetags.ui import tag
from perennial.people.choices import Stage

_LOOKS = {
    Stage.LEAD: (240, "sprout"),
    Stage.NEW: (210, "party-popper"),
    Stage.ACTIVE: (150, "leaf"),
    Stage.LOYAL: (120, "heart"),
    Stage.AT_RISK: (30, "cloud-rain-wind"),
    Stage.LAPSED: (60, "moon"),
    Stage.LOST: (0, "circle-slash"),
    Stage.WON_BACK: (300, "undo-2"),
}


def stage_tag(key: str) -> SafeString:
    """A stage as a tag."""
    hue, name = _LOOKS.get(Stage(key), (150, "leaf"))
    return tag(str(Stage(key).label), hue, name)
