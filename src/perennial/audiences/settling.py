"""Audiences after a merge or its undo: whoever changed hands is decided upon anew."""

from collections.abc import Collection

from perennial.audiences.actions import decide
from perennial.audiences.touching import touched


def settle_audiences(party_ids: Collection[int]) -> None:
    """Decide upon these customers: the one who was absorbed leaves, the survivor enters by what is theirs now."""
    if trees := touched(None):
        decide(trees, party_ids)
