from perennial.timeline.queries.contacts import last_two_way_of
from perennial.timeline.queries.touchpoints import touchpoint_for

__all__ = ["last_two_way_of", "touchpoint_for"]
