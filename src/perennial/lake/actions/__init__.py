from perennial.lake.actions.erasing import forget_erased
from perennial.lake.actions.healing import examine
from perennial.lake.actions.sweeping import sweep
from perennial.lake.actions.syncing import Synced, rebuild, sync

__all__ = ["Synced", "examine", "forget_erased", "rebuild", "sweep", "sync"]
