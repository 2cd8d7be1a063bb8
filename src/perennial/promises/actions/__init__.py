from perennial.promises.actions.cadences import CadenceError, remove_cadence, set_cadence
from perennial.promises.actions.deleting import delete_follow_up, restore_follow_up
from perennial.promises.actions.ending import complete_follow_up, drop_follow_up, reopen_follow_up
from perennial.promises.actions.following import (
    FollowUpError,
    StaleFollowUpError,
    edit_follow_up,
    postpone_follow_up,
    set_follow_up,
)
from perennial.promises.actions.greeting import greet

__all__ = [
    "CadenceError",
    "FollowUpError",
    "StaleFollowUpError",
    "complete_follow_up",
    "delete_follow_up",
    "drop_follow_up",
    "edit_follow_up",
    "greet",
    "postpone_follow_up",
    "remove_cadence",
    "reopen_follow_up",
    "restore_follow_up",
    "set_cadence",
    "set_follow_up",
]
