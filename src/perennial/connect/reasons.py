"""What is wrong with the rows of an import, by reason: how many, and the first of each."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.kinds.troubles import Trouble

EXAMPLES = 3
MOST_REASONS = 60


@dataclasses.dataclass(slots=True)
class Reason:
    """One reason for which rows are refused, or brought without a cell. `field` leads to how it is mended."""

    refuses: bool
    column: str
    sort: str
    field: str = ""
    count: int = 0
    examples: list[list[Any]] = dataclasses.field(default_factory=list)  # [line, value, why]


class Reasons:
    """The reasons of an import, kept with it as JSON while it runs."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self.known = {(one["refuses"], one["column"], one["sort"]): Reason(**one) for one in (kept or {}).get("all", ())}

    def note(self, troubles: Iterable[Trouble], *, refused: bool) -> None:
        """Count what is wrong with one record: of one that is refused only what refuses it."""
        for one in troubles:
            if one.refuses == refused:
                key = (refused, one.column, one.sort)
                if key not in self.known and len(self.known) >= MOST_REASONS:
                    key = (refused, "", _("Other reasons"))
                reason = self.known.setdefault(key, Reason(*key, field=one.field))
                reason.count += 1
                if len(reason.examples) < EXAMPLES or one.line < reason.examples[-1][0]:
                    reason.examples = sorted([*reason.examples, [one.line, one.value, one.why]])[:EXAMPLES]

    def as_dict(self) -> dict[str, Any]:
        return {"all": [dataclasses.asdict(one) for one in self.known.values()]}

    def told(self, *, refused: bool) -> list[Reason]:
        """Those that refuse rows, or those that do not; the most frequent first."""
        return sorted((one for one in self.known.values() if one.refuses == refused), key=lambda one: -one.count)
