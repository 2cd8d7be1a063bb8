"""Customers enter audiences and leave them."""

import dataclasses
from collections.abc import Collection, Sequence

from django.db import transaction

from perennial.audiences.evaluating import Looked, look
from perennial.audiences.events import AudienceEntered, AudienceLeft
from perennial.audiences.models import Audience, Stay
from perennial.audiences.reasons import reasons_of
from perennial.audiences.tree import Belongs, Tree
from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.people.holding import hold_customers

AT_ONCE = 500


@dataclasses.dataclass
class Moved:
    """How many entered and left."""

    entered: int = 0
    left: int = 0


@transaction.atomic
def decide(trees: Sequence[tuple[Audience, Tree]], party_ids: Collection[int], *, tell: bool = True) -> Moved:
    """Let these customers enter and leave the audiences as their trees say of their rows now, each audience behind those that
    it asks for. The customers are held first, so that two changes of one customer at the same moment both count. Tells
    `AudienceEntered` and `AudienceLeft` of each, unless a count of all is told. Queries: three for each audience and those of
    what it asks, whatever the customers did."""
    moved = Moved()
    for ids in _chunks(sorted(set(party_ids))):
        hold_customers(ids)
        looked: Looked | None = None
        for audience, tree in trees:
            if looked is not None:
                _forget_belonging(looked)
            looked = look([tree], ids, looked)
            _settle(audience, tree, ids, looked, moved, tell=tell)
    return moved


def _forget_belonging(looked: Looked) -> None:
    """Who is in other audiences may have changed a moment ago."""
    for leaf in [leaf for leaf in looked.found if isinstance(leaf, Belongs)]:
        del looked.found[leaf]


def _settle(audience: Audience, tree: Tree, ids: list[int], looked: Looked, moved: Moved, *, tell: bool) -> None:
    staying = {stay.party_id: stay for stay in Stay.objects.open().filter(audience=audience, party__in=ids)}
    fits = {party for party in ids if looked.holds(tree, party)}
    entering = [
        Stay(audience=audience, party_id=party, entered_at=clock.now(), why=reasons_of(tree, looked, party))
        for party in sorted(fits - staying.keys())
    ]
    leaving = [staying[party] for party in sorted(staying.keys() - fits)]
    for stay in leaving:
        stay.left_at = clock.now()
        stay.left_why = reasons_of(tree, looked, stay.party_id) if stay.party_id in looked.kept else []
    if entering:
        Stay.objects.bulk_create(entering)
    if leaving:
        Stay.objects.bulk_update(leaving, ["left_at", "left_why"])
    moved.entered, moved.left = moved.entered + len(entering), moved.left + len(leaving)
    if tell:
        for stay in entering:
            publish(AudienceEntered(audience_id=audience.pk, party_id=stay.party_id, stay_id=stay.pk))
        for stay in leaving:
            publish(AudienceLeft(audience_id=audience.pk, party_id=stay.party_id, stay_id=stay.pk))


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
