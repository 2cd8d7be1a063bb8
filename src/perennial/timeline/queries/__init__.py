from perennial.timeline.queries.contacts import last_two_way_of
from perennial.timeline.queries.finding import entry_hits
from perennial.timeline.queries.latest import parties_of_late, was_anything_logged
from perennial.timeline.queries.story import Choice, Page, groups, pinned_of, story_of, touchpoint_moments
from perennial.timeline.queries.touchpoints import touchpoint_for

__all__ = [
    "Choice",
    "Page",
    "entry_hits",
    "groups",
    "last_two_way_of",
    "parties_of_late",
    "pinned_of",
    "story_of",
    "touchpoint_for",
    "touchpoint_moments",
    "was_anything_logged",
]
