"""Deleting a follow-up that should never have been, and taking that back."""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.promises.actions.following import FollowUpError, locked
from perennial.promises.events import FollowUpDeleted, FollowUpRestored
from perennial.promises.models import Completion, DeletedFollowUp, FollowUp, Postponement
from perennial.promises.words import FOLLOW_UPS
from perennial.team.deeds import record_deed
from perennial.team.models import Member

_APART = {"id", "party_id", "text", "due_on"}  # columns of the deleted one, too


@transaction.atomic
def delete_follow_up(follow_up: FollowUp, *, by: Member) -> DeletedFollowUp:
    """Take a follow-up out of every list, of Today, of the search and of its customer's page; it can be restored as it was,
    with how it ended and how often it was moved. One that will not be done is dropped instead. Tells `FollowUpDeleted`."""
    current = locked(follow_up)
    ended = Completion.objects.filter(follow_up=current).first()
    moved = Postponement.objects.filter(follow_up=current).order_by("id")
    deleted = DeletedFollowUp.objects.create(
        pk=current.pk,
        party_id=current.party_id,
        text=current.text,
        due_on=current.due_on,
        kept={
            "follow_up": {name: value for name, value in _row(current).items() if name not in _APART},
            "completion": _row(ended) if ended else None,
            "postponements": [_row(each) for each in moved],
        },
        deleted_by=by,
    )
    FollowUp.objects.filter(pk=current.pk).delete()
    FOLLOW_UPS.remove([current.pk])
    record_deed("promises.followup.deleted", by=by, on=current)
    publish(FollowUpDeleted(follow_up_id=current.pk, party_id=current.party_id, by_id=by.pk))
    signal("followup", id=current.party_id)
    return deleted


@transaction.atomic
def restore_follow_up(deleted: DeletedFollowUp, *, by: Member) -> FollowUp:
    """Let a deleted follow-up stand again as it was, under its id. Tells `FollowUpRestored`. Refuses one that somebody restored
    already."""
    kept = DeletedFollowUp.objects.select_for_update().filter(pk=deleted.pk).first()
    if kept is None:
        raise FollowUpError(_("Somebody has restored this follow-up meanwhile."))
    told = kept.kept
    own = {"id": kept.pk, "party_id": kept.party_id, "text": kept.text, "due_on": kept.due_on}
    follow_up: FollowUp = _made(FollowUp, told["follow_up"] | own | {"version": told["follow_up"]["version"] + 1})
    follow_up.save(force_insert=True)
    if told["completion"]:
        _made(Completion, told["completion"]).save(force_insert=True)
    Postponement.objects.bulk_create([_made(Postponement, row) for row in told["postponements"]])
    kept.delete()
    FOLLOW_UPS.add([(follow_up.pk, follow_up.text)])
    record_deed("promises.followup.restored", by=by, on=follow_up)
    publish(FollowUpRestored(follow_up_id=follow_up.pk, party_id=follow_up.party_id, by_id=by.pk))
    signal("followup", id=follow_up.party_id)
    return follow_up


def _row(record: models.Model) -> dict[str, Any]:
    """A record as JSON holds it: moments, days and times as ISO writes them, to the microsecond."""
    values = {field.attname: field.value_from_object(record) for field in record._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, dt.date | dt.time) else value for name, value in values.items()}


def _made(model: type[models.Model], row: dict[str, Any]) -> Any:
    """The record of a row as it was kept; what its table got since has its default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in row.items() if name in fields})
