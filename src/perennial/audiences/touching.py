"""Which audiences an event can touch at all: told by what their conditions name, before anything of them is read."""

import dataclasses
from collections.abc import Iterable, Sequence

from perennial.audiences.asking import every_field
from perennial.audiences.circles import those_asked_first
from perennial.audiences.models import Audience
from perennial.audiences.naming import Asked, asked_in
from perennial.audiences.reading import from_json
from perennial.audiences.tree import Tree
from perennial.foresight.customerfields import FIELDS as PREDICTED
from perennial.records.conditions import ConditionError
from perennial.records.happenings import Happening, happenings

AT_RISK = "at_risk"


@dataclasses.dataclass(frozen=True, slots=True)
class Touch:
    """What an event may have changed of a customer. Without names it is everything; `but` are fields that it surely left."""

    fields: frozenset[str] | None = None
    happenings: frozenset[str] | None = None
    but: frozenset[str] = frozenset()

    def can_touch(self, asked: Asked) -> bool:
        """Whether an audience that asks this may have to be decided anew."""
        by_field = bool(asked.fields - self.but) if self.fields is None else bool(asked.fields & self.fields)
        by_happening = bool(asked.happenings) if self.happenings is None else bool(asked.happenings & self.happenings)
        return by_field or by_happening


def touched(touch: Touch | None) -> Sequence[tuple[Audience, Tree]]:
    """The audiences to decide anew (None: all), each behind those that it asks for, and with those that ask for it. One query,
    unless there are some: then what is needed to read their trees. One that cannot be understood any more stays as it is."""
    known = {audience.pk: audience for audience in Audience.objects.kept()}
    asks = {pk: asked_in(audience.condition) for pk, audience in known.items()}
    chosen = {pk for pk, asked in asks.items() if touch is None or touch.can_touch(asked)}
    while more := {pk for pk, asked in asks.items() if pk not in chosen and asked.audiences & chosen}:
        chosen |= more
    if not chosen:
        return []
    fields, found = every_field(), []
    for audience in those_asked_first(known[pk] for pk in chosen):
        try:
            found.append((audience, from_json(audience.condition, fields)))
        except ConditionError:
            continue
    return found


def happened(some: Iterable[Happening]) -> Touch:
    """What may be another one after one of these: itself, the fields that follow from it, and who is at risk, which is told
    at once of what was bought and of who was in touch; what the models make of it comes behind, as a score."""
    known = list(some)
    fields = frozenset(name for happening in known for name in happening.figures)
    return Touch(fields=fields | {AT_RISK}, happenings=frozenset(happening.key for happening in known))


def predictions() -> Touch:
    """What scores may have changed."""
    return Touch(fields=frozenset(field.key for field in PREDICTED), happenings=frozenset())


def figures() -> frozenset[str]:
    """The fields of customers that follow from what happened; an edit of a customer leaves them."""
    return frozenset(name for happening in happenings for name in happening.figures)


def tree_of(audience: Audience) -> Tree:
    """The tree of one; raises ConditionError where it cannot be understood any more: a field of the business was removed."""
    return from_json(audience.condition, every_field())
