"""The audiences as the list shows them: what each asks in words, how large it is, who came and left."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.queries import members_in, passages_since, sizes_of
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.design import charts
from perennial.kernel import clock
from perennial.records.conditions import ConditionError

WEEK, SPARK_DAYS = 7, 56


@dataclasses.dataclass(frozen=True)
class Listed:
    """One line of the list. `is_broken`: its condition cannot be understood any more, and `said` says why."""

    audience: Audience
    said: str
    is_broken: bool
    is_new: bool  # whoever fits entered when it was made
    size: int | None  # of the customers that the member sees, as the numbers that follow; None: not counted yet
    entered: int
    left: int
    spark: SafeString | str


def listed(member: Any, audiences: Sequence[Audience]) -> list[Listed]:
    """Each with its words and numbers: a fixed number of queries."""
    wording, fields = Wording.of(member), every_field()
    inside, passages = members_in(audiences, member), passages_since(audiences, WEEK, member)
    sizes = sizes_of(audiences, member, SPARK_DAYS)
    return [
        Listed(
            each,
            wording.rule(each.condition),
            is_broken(each, fields),
            is_new(each, WEEK),
            inside[each.pk],
            *passages[each.pk],
            _spark([size for _on, size in sizes[each.pk]]),
        )
        for each in audiences
    ]


def is_new(audience: Audience, days: int) -> bool:
    """Whether it was made so lately that whoever entered was there from the beginning."""
    return audience.created_at > clock.now() - dt.timedelta(days=days)


def is_broken(audience: Audience, fields: Any = None) -> bool:
    """Whether its condition cannot be understood any more: a field of the business was removed."""
    try:
        from_json(audience.condition, fields or every_field())
    except ConditionError:
        return True
    return False


def _spark(sizes: Sequence[int]) -> SafeString | str:
    if len(sizes) < 2:
        return ""
    first, last = (number_format(size, force_grouping=True) for size in (sizes[0], sizes[-1]))
    return charts.spark(sizes, _("From %(first)s to %(last)s in eight weeks") % {"first": first, "last": last})
