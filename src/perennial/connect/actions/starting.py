"""Setting an import going, and stopping it."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.connect.actions.preparing import ImportRefused, refuse_incomplete
from perennial.connect.choices import ImportState, Phase
from perennial.connect.models import Import
from perennial.kernel import clock
from perennial.kernel.live import signal
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def check_import(one: Import, *, by: Member | None, queue: bool = True) -> Import:
    """Look through the whole file for what an import would do, as a job. Writes nothing but the preview."""
    kept = _held(one)
    refuse_incomplete(kept)
    if kept.state not in (ImportState.DRAFT, ImportState.READY, ImportState.FAILED):
        raise ImportRefused(_("This import is under way already."))
    kept.state, kept.phase, kept.cursor, kept.preview, kept.trouble = ImportState.CHECKING, Phase.READING, 0, {}, ""
    _count_anew(kept)
    kept.stop_requested_at = None
    return _go(kept, queue)


@transaction.atomic
def start_import(one: Import, *, by: Member | None, queue: bool = True) -> Import:
    """Import, or go on with an import that was stopped. Records the deed; the work is a job."""
    kept = _held(one)
    refuse_incomplete(kept)
    if kept.state not in (ImportState.DRAFT, ImportState.READY, ImportState.FAILED, ImportState.STOPPED):
        raise ImportRefused(_("This import is under way or done already."))
    if kept.state != ImportState.STOPPED:
        kept.phase = Phase.READING if kept.state == ImportState.FAILED or not kept.staging.exists() else Phase.APPLYING
        if kept.state != ImportState.READY:
            kept.phase = Phase.READING
        kept.cursor = 0
        _count_anew(kept)
    elif kept.phase == Phase.ENDED:
        kept.phase = Phase.APPLYING
    kept.state, kept.stop_requested_at, kept.trouble = ImportState.RUNNING, None, ""
    kept.started_at = kept.started_at or clock.now()
    record_deed("connect.import.started", by=by, on=kept)
    return _go(kept, queue)


@transaction.atomic
def stop_import(one: Import, *, by: Member | None) -> Import:
    """Stop after the chunk that is being written. What is written stays, and can be undone or gone on with."""
    kept = _held(one)
    if not kept.is_running:
        raise ImportRefused(_("This import is not under way."))
    kept.stop_requested_at = clock.now()
    kept.save(update_fields=["stop_requested_at"])
    record_deed("connect.import.stopped", by=by, on=kept)
    return kept


def _count_anew(kept: Import) -> None:
    kept.read = kept.created = kept.updated = kept.skipped = kept.failed = kept.partly = 0
    kept.reasons = {}


def _held(one: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(pk=one.pk)


def _go(kept: Import, queue: bool) -> Import:
    if queue:
        from perennial.connect.jobs import run_import_job

        kept.job_id = int(run_import_job.enqueue(kept.pk).id)
    kept.save()
    signal("import", id=kept.pk)
    return kept
