"""Moving a customer along the lifecycle."""

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.people.actions.editing import locked
from perennial.people.actions.writing import cleaned, id_of
from perennial.people.events import StageChanged
from perennial.people.models import Party, StageChange
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
    publish(
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
