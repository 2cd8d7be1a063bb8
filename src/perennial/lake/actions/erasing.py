"""Let nothing of an erased record stay on the disk."""

from collections.abc import Callable

from perennial.lake.actions.publishing import published_again
from perennial.lake.actions.sweeping import sweep_at_once
from perennial.lake.actions.syncing import sync
from perennial.lake.extractor import always


def forget_erased(*, is_wanted: Callable[[], None] = always) -> int:
    """Write the months anew from which something was erased, and delete what they replaced without waiting for whoever reads
    it, and what a sync that was killed left behind; what was published in the lake's folder is published anew. Returns how
    many files were deleted."""
    sync(is_wanted=is_wanted)
    gone = sweep_at_once()
    published_again()
    return gone
