from perennial.timeline.actions.contacts import recompute_contacts
from perennial.timeline.actions.correcting import correct_touchpoint, reinstate_touchpoint, withdraw_touchpoint
from perennial.timeline.actions.pinning import pin_touchpoint, unpin_touchpoint
from perennial.timeline.actions.recording import TouchpointError, log_touchpoint
from perennial.timeline.actions.unsealing import delete_touchpoints, unsealed

__all__ = [
    "TouchpointError",
    "correct_touchpoint",
    "delete_touchpoints",
    "log_touchpoint",
    "pin_touchpoint",
    "recompute_contacts",
    "reinstate_touchpoint",
    "unpin_touchpoint",
    "unsealed",
    "withdraw_touchpoint",
]
