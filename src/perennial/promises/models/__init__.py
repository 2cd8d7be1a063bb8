from perennial.promises.models.cadence import Cadence
from perennial.promises.models.followup import Completion, FollowUp, Postponement

__all__ = ["Cadence", "Completion", "FollowUp", "Postponement"]
