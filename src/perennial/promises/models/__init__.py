from perennial.promises.models.cadence import Cadence
from perennial.promises.models.deleted import DeletedFollowUp
from perennial.promises.models.followup import Completion, FollowUp, Postponement

__all__ = ["Cadence", "Completion", "DeletedFollowUp", "FollowUp", "Postponement"]
