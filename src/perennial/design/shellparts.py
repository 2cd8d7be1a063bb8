"""What slices put into the bar on top of every page."""

import dataclasses

from perennial.kernel.registry import Registry


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShellPart:
    """A part of the bar: its `template`, and the `menu` that it opens."""

    key: str
    template: str
    menu: str = ""
    order: int = 50


shell_parts: Registry[ShellPart] = Registry("part of the shell")
