"""Taking up what a killed command left unfinished, and taking away the files of imports that are long over."""

import datetime as dt
import shutil

from django.db import transaction

from perennial.connect.actions.holding import held
from perennial.connect.choices import ImportState, Phase
from perennial.connect.errorfile import write_error_file
from perennial.connect.models import Import
from perennial.kernel import clock

KEPT_DAYS = 30  # how long an uploaded file stays after its import; the report and the wrong rows stay for good


def take_up_killed() -> int:
    """Let jobs go on with imports and undos that a command began in the foreground and that nobody works on any more. Gives
    how many."""
    from perennial.connect.jobs import run_import_job, run_undo_job

    left = Import.objects.filter(job_id=None, state__in=(ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING))
    taken = 0
    for one in left:
        with held(one) as is_free, transaction.atomic():
            if is_free:
                job = run_undo_job if one.state == ImportState.UNDOING else run_import_job
                taken += Import.objects.filter(pk=one.pk, state=one.state, job_id=None).update(
                    job_id=int(job.enqueue(one.pk).id)
                )
    return taken


def tidy_imports() -> int:
    """Take away staging files that no run needs, and uploads whose import ended or was last touched KEPT_DAYS ago; what was
    never imported goes as a whole. The wrong rows are written down before. Gives how many folders were tidied."""
    long_ago = clock.now() - dt.timedelta(days=KEPT_DAYS)
    tidied = 0
    for one in Import.objects.filter(phase=Phase.ENDED, started_at__isnull=False).order_by("pk").iterator(500):
        tidied += one.staging.exists()
        one.staging.unlink(missing_ok=True)
        if one.source.exists() and (one.undone_at or one.finished_at or one.at) < long_ago:
            if one.failed:
                write_error_file(one)
            if one.partly:
                write_error_file(one, brought=True)
            one.source.unlink()
            tidied += 1
    for one in Import.objects.filter(started_at=None, at__lt=long_ago).exclude(state=ImportState.CHECKING).order_by("pk"):
        shutil.rmtree(one.folder, ignore_errors=True)
        one.delete()
        tidied += 1
    return tidied
