"""What the customer's page tells of audiences: in which they are, since when and why; and of any other one why they are not."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.queries import audiences_for, stays_of, why
from perennial.audiences.reading import from_json
from perennial.audiences.rules import may_see_audiences
from perennial.audiences.saying import Wording
from perennial.audiences.words import Because
from perennial.people.models import Party
from perennial.records.conditions import ConditionError

FEW = 12


@dataclasses.dataclass(frozen=True)
class Decided:
    """One thing that is asked, whether it is so, and what was found."""

    asked: str
    found: str
    is_so: bool


@dataclasses.dataclass(frozen=True)
class Answer:
    """Whether a customer fits, and what decides; or why that cannot be told."""

    fits: bool
    decided: Sequence[Decided]
    broken: str = ""


def panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The audiences that a customer is in; nothing where there are none at all."""
    member = request.user
    if not may_see_audiences(member) or not audiences_for(member).exists():
        return None
    because, stays = Because(member), list(stays_of(party, member)[: FEW + 1])
    shown = [(stay, because.told(stay.why)) for stay in stays[:FEW]]
    return {"party": party, "stays": shown, "are_more": len(stays) > FEW}


def answer_for(member: Any, audience: Audience, party: Party) -> Answer:
    """Whether a customer fits an audience at this moment, looked up on their own records."""
    try:
        fits, reasons = why(audience, party)
    except ConditionError as error:
        return Answer(False, (), str(error.why))
    wording, fields = Wording.of(member), every_field()
    found = Because(member).told(reasons)
    asked = [wording.said(from_json(reason["ask"], fields)) for reason in reasons]
    return Answer(fits, [Decided(a, f, bool(r["so"])) for a, f, r in zip(asked, found, reasons, strict=True)])
