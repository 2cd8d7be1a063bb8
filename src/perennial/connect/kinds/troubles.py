"""What is wrong with a cell or a row, where it stands, and what the same trouble elsewhere has in common with it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from perennial.connect.reading.cells import BadCell

MOST_WHY = 300
_QUOTED = re.compile(r"“[^”]*”|„[^“]*“|«[^»]*»|「[^」]*」")
_SHOWN = 80


class Trouble(NamedTuple):
    """One trouble of one row. Where it stands in a cell: the column's name, its field and what was written there. One that
    `refuses` takes the whole row with it; else the row is brought without that cell."""

    line: int
    why: str
    column: str = ""
    field: str = ""
    value: str = ""
    refuses: bool = False

    @property
    def said(self) -> str:
        """The reason with the column that it is about."""
        return f"{self.column}: {self.why}" if self.column else self.why

    @property
    def sort(self) -> str:
        """What the same trouble with another value is called, too."""
        return _QUOTED.sub("“…”", self.why).rstrip(".")[:200]


def bad_cell(line: int, column: str, field: str, text: str, bad: BadCell, *, refuses: bool) -> Trouble:
    """The trouble of a cell that could not be read."""
    return Trouble(line, str(bad)[:MOST_WHY], column[:120], field, text[:_SHOWN], refuses)


def said_together(reasons: Iterable[str]) -> str:
    """Several reasons in one line, each once and without a full stop in the middle."""
    several = list(dict.fromkeys(reasons))
    return "; ".join([*(one.rstrip(".") for one in several[:-1]), *several[-1:]])[:MOST_WHY]
