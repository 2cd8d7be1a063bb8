"""What the slices above add to the sample company, once its customers and orders are in. Which of it is still to come is noted
in a file of the installation, so that a load that was interrupted goes on with it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from perennial.kernel.registry import Registry
from perennial.team.models import Member


@dataclasses.dataclass(frozen=True, kw_only=True)
class SamplePart:
    """A part of the sample: `load(owner)` writes it, and `saying` is told while it does; `remove()` takes away what does not go
    with the customers, also of a part that is loaded by half."""

    key: str
    saying: str
    load: Callable[[Member], object]
    remove: Callable[[], object] = lambda: None
    order: int = 50


sample_parts: Registry[SamplePart] = Registry("part of the sample company")
NOTE = "sample-parts-to-load"


def note_parts() -> None:
    """Note all parts as still to come, before the company comes that they belong to."""
    _note().write_text("\n".join(part.key for part in sample_parts))


def has_parts_to_come() -> bool:
    """Whether a load ended before its last part."""
    return _note().exists()


def load_parts(owner: Member, say: Callable[[str], None], *, again: bool = False) -> None:
    """Load what is still to come; `again` after an interruption, which may have left a part loaded by half."""
    if not has_parts_to_come():
        return
    left = _note().read_text().split()
    for part in sample_parts:
        if part.key in left:
            say(part.saying)
            if again:
                part.remove()
            part.load(owner)
            left.remove(part.key)
            _note().write_text("\n".join(left))
    _note().unlink()


def _note() -> Path:
    return Path(settings.HOME) / NOTE
