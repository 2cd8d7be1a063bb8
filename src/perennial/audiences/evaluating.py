"""The tree decided on rows: for a few customers, at once, in the transaction that changed them."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from perennial.audiences.asking import every_field, in_days_of_the_business
from perennial.audiences.looking import in_order, tallies
from perennial.audiences.measuring import NOTHING, Tally, comparing, number_of
from perennial.audiences.models import Audience, Stay
from perennial.audiences.tree import Belongs, Did, InOrder, Leaf, Tree, leaves
from perennial.people.models import Party
from perennial.records.compiling import compiled
from perennial.records.conditions import All, AnyOf, Is, Not
from perennial.records.fields import Field


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Whether a leaf is so of a customer, and what was found of what they did."""

    holds: bool
    tally: Tally | None = None


class Looked:
    """What was found of all that some trees ask, for some customers."""

    def __init__(self, today: dt.date, kept: frozenset[int]) -> None:
        self.today, self.kept = today, kept
        self.found: dict[Leaf, Mapping[int, Found]] = {}

    def of(self, leaf: Leaf, party: int) -> Found:
        """What was found of one leaf."""
        return self.found[leaf].get(party, _NOT)

    def holds(self, tree: Tree, party: int) -> bool:
        """Whether the tree is so of a customer; of one who is deleted nothing is."""
        return party in self.kept and self._holds(tree, party)

    def _holds(self, tree: Tree, party: int) -> bool:
        match tree:
            case All(parts):
                return all(self._holds(part, party) for part in parts)
            case AnyOf(parts):
                return any(self._holds(part, party) for part in parts)
            case Not(part):
                return not self._holds(part, party)
            case _:
                return self.of(tree, party).holds


_NOT = Found(False)


def look(trees: Collection[Tree], ids: Collection[int], known: Looked | None = None) -> Looked:
    """Look up all that the trees ask of these customers: a query for each leaf, one for each step of a sequence, however many
    orders anybody has. What `known` holds already is not looked up again."""
    with in_days_of_the_business() as today:
        if known is None:
            known = Looked(today, frozenset(Party.objects.kept().filter(pk__in=ids).values_list("pk", flat=True)))
        fields = every_field()
        for tree in trees:
            for leaf in leaves(tree):
                if leaf not in known.found:
                    known.found[leaf] = _look(leaf, known.kept, known.today, fields)
    return known


def _look(leaf: Leaf, ids: frozenset[int], today: dt.date, fields: Mapping[str, Field]) -> Mapping[int, Found]:
    match leaf:
        case Is():
            rows: Any = compiled(leaf, fields).on(Party.objects.filter(pk__in=ids))
            return dict.fromkeys(rows.values_list("pk", flat=True), Found(True))
        case Did():
            return _did(leaf, ids, today)
        case InOrder():
            found = in_order(leaf, ids, today)
            return {party: Found(True, Tally(1, first=first, last=last)) for party, (first, last) in found.items()}
        case Belongs(audience):
            inside = Stay.objects.open().filter(audience=audience, audience__in=Audience.objects.kept(), party__in=ids)
            return dict.fromkeys(inside.values_list("party_id", flat=True), Found(True))


def _did(leaf: Did, ids: frozenset[int], today: dt.date) -> Mapping[int, Found]:
    compared, happened, day = comparing(leaf), tallies(leaf, ids, today), number_of(today)
    return {party: Found(compared.holds(tally, day), tally) for party in ids for tally in (happened.get(party, NOTHING),)}
