from perennial.promises.queries.checkins import checkins_overdue, count_checkins_overdue
from perennial.promises.queries.finding import follow_up_hits
from perennial.promises.queries.followups import (
    deleted_follow_up_for,
    deleted_follow_ups_for,
    follow_up_for,
    follow_ups_of,
    next_step_of,
)
from perennial.promises.queries.greetings import anniversaries_to_greet, count_anniversaries_to_greet

__all__ = [
    "anniversaries_to_greet",
    "checkins_overdue",
    "count_anniversaries_to_greet",
    "count_checkins_overdue",
    "deleted_follow_up_for",
    "deleted_follow_ups_for",
    "follow_up_for",
    "follow_up_hits",
    "follow_ups_of",
    "next_step_of",
]
