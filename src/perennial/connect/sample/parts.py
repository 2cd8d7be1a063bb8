"""What the slices above add to the sample company, once its customers and orders are in. Which of it is still to come is noted
in a file of the installation, so that a load that was interrupted goes on with it, whoever began it."""

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


def load_parts(owner: Member, say: Callable[[str], None]) -> None:
    """Load what is still to come. A part that an interruption left loaded by half is taken away first."""
    if not has_parts_to_come():
        return
    left = _note().read_text().splitlines()
    for part in sample_parts:
        begun = f"{part.key} begun"
        if begun in left:
            part.remove()
        elif part.key not in left:
            continue
        say(part.saying)
        left = [each for each in left if each not in (part.key, begun)]
        _note().write_text("\n".join([begun, *left]))
        part.load(owner)
        _note().write_text("\n".join(left))
    forget_parts()


def forget_parts() -> None:
    """What was still to come belongs to nothing any more."""
    _note().unlink(missing_ok=True)


def _note() -> Path:
    return Path(settings.HOME) / NOTE
