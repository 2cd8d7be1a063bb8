"""Moving a customer along the lifecycle."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_update, bulk_write
from perennial.kernel.events import publish
from perennial.kernel.ids import new_ids
from perennial.people.actions.editing import locked
from perennial.people.actions.following import tell_of_stage
from perennial.people.actions.writing import cleaned, id_of, tell
from perennial.people.events import StageChanged
from perennial.people.models import Party, StageChange
from perennial.people.reasons import Facts
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def change_stage(party: Party, after: str, *, by: Member | None, because: str = "", rule: str = "") -> StageChange | None:
    """Put a party into another stage and keep the change in its history: `rule` is the key of the rule that found it, empty
    when a member set it; `because` says why in words. Tells StageChanged; nothing happens when it is in that stage already."""
    values = cleaned(StageChange, {"after": after, "because": because, "rule": rule})
    kept = locked(party)
    if kept.stage == values["after"]:
        return None
    change = StageChange.objects.create(party=kept, before=kept.stage, by=by, at=clock.now(), **values)
    Party.objects.filter(pk=kept.pk).update(stage=change.after, stage_since=change.at)
    party.stage, party.stage_since = change.after, change.at
    if by is not None:
        record_deed("people.stage.changed", by=by, on=kept, changes={"stage": (change.before, change.after)})
    tell_of_stage({kept.pk: change.after}, by=by)
    tell(
        StageChanged(
            party_id=kept.pk,
            change_id=change.pk,
            before=change.before,
            after=change.after,
            rule=change.rule,
            by_id=id_of(by),
        )
    )
    return change


class StageMove(NamedTuple):
    """Where a rule wants a party to be, and what it saw: the numbers, which the rule says in words."""

    party_id: int
    after: str
    rule: str
    facts: Facts | None = None


@transaction.atomic
def change_stages(moves: Sequence[StageMove]) -> int:
    """What `change_stage` does, for the answers of a rule about many parties in a fixed number of queries. Whoever is in that
    stage already stays as they are. Tells StageChanged for each that moved, and gives how many did."""
    wanted = {move.party_id: move for move in moves}
    before = dict(Party.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk", "stage"))
    now = clock.now()
    moved = [(stage, wanted[pk]) for pk, stage in before.items() if stage != wanted[pk].after]
    ids = new_ids(len(moved) or 1)
    rows = [(id_, m.party_id, stage, m.after, m.rule, m.facts) for id_, (stage, m) in zip(ids, moved, strict=False)]
    bulk_write(StageChange, ("id", "party_id", "before", "after", "rule", "facts"), rows, same={"at": now})
    bulk_update(Party, ("id", "stage", "stage_since"), [(move.party_id, move.after, now) for _stage, move in moved])
    tell_of_stage({row[1]: row[3] for row in rows}, by=None)
    for id_, party_id, stage, after, rule, _facts in rows:
        publish(StageChanged(party_id=party_id, change_id=id_, before=stage, after=after, rule=rule))
    return len(moved)
