"""The audiences as the list shows them: what each asks in words, how large it is, who came and left."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.queries import audiences_for
from perennial.audiences.queries.sizes import SPARK_DAYS, Flow, flows_of, sizes_since
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.design import charts
from perennial.records.conditions import ConditionError


@dataclasses.dataclass(frozen=True)
class Listed:
    """One line of the list. `broken` says why its condition cannot be understood any more."""

    audience: Audience
    said: str
    broken: str
    flow: Flow
    spark: SafeString | str


def wording_for(member: Any) -> Wording:
    """How conditions are said to a member: the fields that they may see, and all audiences by name."""
    fields = {key: field.read_by(member) for key, field in every_field().items()}
    return Wording(member, fields, dict(audiences_for(member).values_list("pk", "name")))


def listed(member: Any, audiences: Sequence[Audience]) -> list[Listed]:
    """Each with its words and numbers: a fixed number of queries."""
    wording = wording_for(member)
    flows, sizes = flows_of(audiences), sizes_since(audiences, SPARK_DAYS)
    return [
        Listed(each, *said_or_broken(each, wording), flows[each.pk], _spark([size for _on, size in sizes[each.pk]]))
        for each in audiences
    ]


def said_or_broken(audience: Audience, wording: Wording) -> tuple[str, str]:
    """The condition in one sentence, and why it cannot be understood, of which one is empty."""
    try:
        return wording.said(from_json(audience.condition, wording.fields)), ""
    except ConditionError as error:
        return "", str(error.why)


def _spark(sizes: Sequence[int]) -> SafeString | str:
    if len(sizes) < 2:
        return ""
    told = _("From %(first)s to %(last)s in eight weeks") % {"first": f"{sizes[0]:,}", "last": f"{sizes[-1]:,}"}
    return charts.spark(sizes, told)
