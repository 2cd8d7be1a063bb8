"""Why a customer is in an audience, or is not: what was found, as plain data that is kept, and in words when it is shown."""

from typing import Any

from perennial.audiences.evaluating import Looked
from perennial.audiences.measuring import day_of
from perennial.audiences.tree import Did, InOrder, Leaf, Tree, to_json
from perennial.records.conditions import All, AnyOf, Not

MOST_REASONS = 12


def reasons_of(tree: Tree, looked: Looked, party: int) -> list[dict[str, Any]]:
    """What decides: of parts that all have to be so all, or those that are not; of several that suffice the first that is so.
    Each is {"ask": the leaf as JSON, "so": whether it is so, "found": what was counted}."""
    deciding = dict.fromkeys(_deciding(tree, looked, party))
    return [_told(leaf, looked, party) for leaf in list(deciding)[:MOST_REASONS]]


def _deciding(tree: Tree, looked: Looked, party: int) -> list[Leaf]:
    match tree:
        case All(parts) | AnyOf(parts):
            so = [part for part in parts if looked.holds(part, party)]
            not_so = [part for part in parts if part not in so]
            some = so[:1] or not_so if isinstance(tree, AnyOf) else not_so or so
            return [leaf for part in some for leaf in _deciding(part, looked, party)]
        case Not(part):
            return _deciding(part, looked, party)
        case _:
            return [tree]


def _told(leaf: Leaf, looked: Looked, party: int) -> dict[str, Any]:
    found = looked.of(leaf, party)
    told: dict[str, Any] = {"ask": to_json(leaf), "so": found.holds}
    if isinstance(leaf, Did | InOrder) and found.tally is not None and found.tally.count:
        tally = found.tally
        told["found"] = {
            "count": tally.count,
            "total": tally.total,
            "quantity": tally.quantity,
            "first": day_of(tally.first).isoformat(),
            "last": day_of(tally.last).isoformat(),
        }
    return told
