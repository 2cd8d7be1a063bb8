"""Beginning a change of many records, stopping it, taking it back."""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.http.numbers import whole_number
from perennial.kernel.live import signal
from perennial.records.bulk.acts import Act, Halt, acts_for
from perennial.records.conditions import to_json
from perennial.records.kinds import RecordKind, kind_named
from perennial.records.models import BulkChange, BulkState
from perennial.records.wanted import Wanted
from perennial.team.deeds import record_deed
from perennial.team.models import Member

MOST_CHOSEN = 1_000
KEPT_DAYS = 30
TOPIC = "records.bulk"


class BulkRefused(Exception):  # noqa: N818
    """It was not begun, stopped or undone; the message says why."""


@dataclasses.dataclass(frozen=True)
class Chosen:
    """Which records are meant: some by their ids, or (None) all that are wanted."""

    wanted: Wanted
    ids: tuple[int, ...] | None = None

    @property
    def kind(self) -> RecordKind:
        return self.wanted.kind


@transaction.atomic
def start_bulk(chosen: Chosen, act: str, value: Any, *, by: Member) -> BulkChange:
    """Do something to many records, as a job. Freezes what is meant: the condition, how far the member sees, the moment.
    Refuses what is not this member's to do, and an empty or far too long list of ids."""
    doing = acts_for(chosen.kind, by).get(act)
    if doing is None:
        raise BulkRefused(_("This cannot be done to many records at once, or not by you."))
    if chosen.ids is not None and not 0 < len(chosen.ids) <= MOST_CHOSEN:
        raise BulkRefused(
            _("Nothing is selected.") if not chosen.ids else _("At most %(most)s can be selected.") % {"most": MOST_CHOSEN}
        )
    border = chosen.wanted.border
    change = BulkChange(
        kind=chosen.kind.key,
        act=act,
        words=_("Changed many records") if doing.many.is_private else words_of(doing, value)[:200],
        value=value,
        ids=sorted(set(chosen.ids)) if chosen.ids is not None else None,
        condition=to_json(chosen.wanted.condition),
        border=to_json(border) if border is not None else None,
        zone=timezone.get_current_timezone_name(),
        by=by,
    )
    change.job_id = _enqueue(change)
    change.save(force_insert=True)
    record_deed("records.bulk.begun", by=by, on=change, changes=_meant(change))
    signal(TOPIC, id=change.pk)
    return change


@transaction.atomic
def stop_bulk(change: BulkChange, *, by: Member) -> BulkChange:
    """Stop after the records that are being written. What is done stays, and can be undone. Refuses what is not under way."""
    kept = _held(change)
    if kept.state != BulkState.RUNNING:
        raise BulkRefused(_("This is not under way any more."))
    if kept.stop_requested_at is None:
        kept.stop_requested_at = clock.now()
        kept.save(update_fields=["stop_requested_at"])
        record_deed("records.bulk.stopped", by=by, on=kept)
    return kept


@transaction.atomic
def undo_bulk(change: BulkChange, *, by: Member) -> BulkChange:
    """Set back what nobody changed since, as a job. What is under way is stopped first. Refuses what was undone, changed
    nothing, or is so long ago that what stood there before is no longer kept, and whoever may not do such a change."""
    kept = _held(change)
    if kept.act not in acts_for(kind_named(kept.kind), by):
        raise BulkRefused(_("You may not undo this: you may not do it either, or its field was removed."))
    if not kept.may_be_undone:
        raise BulkRefused(_why_not(kept))
    kept.undone_by = by
    if kept.state == BulkState.RUNNING:
        kept.stop_requested_at = kept.stop_requested_at or clock.now()
    else:
        begin_undo(kept)
    kept.save()
    record_deed("records.bulk.undo_begun", by=by, on=kept)
    signal(TOPIC, id=kept.pk)
    return kept


def begin_undo(change: BulkChange) -> None:
    """Put the undo into the queue; the caller saves."""
    from perennial.records.jobs import undo_bulk_job

    change.state, change.trouble = BulkState.UNDOING, ""
    change.job_id = int(undo_bulk_job.enqueue(change.pk).id)


def words_of(act: Act, value: Any) -> str:
    """What an act does to each record."""
    return act.told(act.many.said(value) if act.many.form_field else "")


def doing_of(act: Act, value: Any) -> str:
    """What an act is doing while it runs."""
    return act.doing(act.many.said(value) if act.many.form_field else "")


def act_for(change: BulkChange, member: Member) -> Act:
    """The act of a change, for a member who may do it now; else Halt."""
    act = acts_for(kind_named(change.kind), member).get(change.act) if member.is_active else None
    if act is None:
        raise Halt(_("%(member)s may no longer do this, or its field was removed.") % {"member": member})
    return act


def _meant(change: BulkChange) -> dict[str, tuple[str, Any]]:
    """Which records are meant, for the log: how many were chosen, or the filter, which `told.filters_said` puts into words."""
    if change.ids is not None:
        return {"rows": ("", len(change.ids))}
    return {"filter": ("", json.dumps(change.condition, ensure_ascii=False)[:500])}


def _why_not(change: BulkChange) -> str:
    match change.state:
        case BulkState.UNDOING:
            return _("This is being undone already.")
        case BulkState.UNDONE:
            return _("This was undone already.")
    if change.forgotten_at is not None:
        return _("What stood there before is kept for %(days)s days only.") % {"days": KEPT_DAYS}
    return _("There is nothing to undo: nothing was changed.")


def _held(change: BulkChange) -> BulkChange:
    return BulkChange.objects.select_for_update(of=("self",)).get(pk=change.pk)


def _enqueue(change: BulkChange) -> int:
    from perennial.records.jobs import run_bulk_job

    return int(run_bulk_job.enqueue(change.pk).id)


def chosen_ids(given: Sequence[str]) -> tuple[int, ...]:
    """Ids as a form sends them; what is none is left out."""
    return tuple(dict.fromkeys(number for text in given if (number := whole_number(text)) is not None))
