"""What an export of ours carries of a customer beyond the usual columns, and whether a cell has that shape."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.connect.reading.cells import BadCell
from perennial.people.normalise import clean_text

_IDS = range(1, 2**63)
_MORE: dict[str, tuple[Any, ...]] = {  # what an export carries beyond the usual columns: longest texts, ranges, a moment
    "identities": (20, 40, 320, 40, dt.datetime),
    "addresses": (500, 200, 200, 20, 2, 40),
    "anniversaries": (60, range(1, 13), range(1, 32), range(10_000)),
    "remembrances": (12, 500),
    "relations": (40, 200, _IDS, _IDS),
}


def refuse_unsound(more: Any) -> None:
    """What an export of ours carries beyond the usual columns has a shape; a cell may have been written by anybody."""
    for name, shape in _MORE.items():
        rows = more.get(name, []) if isinstance(more, dict) else None
        if not isinstance(rows, list) or not all(_has_shape(row, shape) for row in rows):
            raise BadCell(_("“%s” is not JSON") % str(more)[:40])


def _has_shape(row: Any, shape: Sequence[Any]) -> bool:
    return isinstance(row, list) and len(row) == len(shape) and all(map(_fits, row, shape))


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, int):  # a text of at most so many characters
        return isinstance(value, str) and len(value) <= wanted and clean_text(value) == value
    if isinstance(wanted, range):
        return (type(value) is int and value in wanted) or (value is None and 0 in wanted)
    return value is None or _is_moment(value)


def _is_moment(value: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False
