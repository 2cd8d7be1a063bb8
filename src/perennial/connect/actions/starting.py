"""Setting an import going, and stopping it."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.connect.actions.preparing import ImportRefused, refuse_incomplete
from perennial.connect.choices import ImportState, Phase
from perennial.connect.models import Import
from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.steering import retry_job
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


@transaction.atomic
def try_import_again(one: Import, *, by: Member | None) -> Import:
    """Let an import or its undo go on whose job failed or was stopped: it begins where it came to. Refuses one that works."""
    kept = _held(one)
    job = Job.objects.filter(pk=kept.job_id).first() if kept.job_id else None
    if not kept.is_running or (job and not job.is_failing and job.state in (State.READY, State.LEASED)):
        raise ImportRefused(_("This import is under way or done already."))
    record_deed("connect.import.again", by=by, on=kept)
    if job and job.is_failing:
        retry_job(job)
        return kept
    if kept.state == ImportState.UNDOING:
        from perennial.connect.jobs import run_undo_job

        kept.job_id = int(run_undo_job.enqueue(kept.pk).id)
        kept.save(update_fields=["job_id"])
        return kept
    return _go(kept, queue=True)


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
