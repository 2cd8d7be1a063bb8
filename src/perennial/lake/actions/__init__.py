from perennial.lake.actions.sweeping import sweep
from perennial.lake.actions.syncing import Synced, rebuild, sync

__all__ = ["Synced", "rebuild", "sweep", "sync"]
