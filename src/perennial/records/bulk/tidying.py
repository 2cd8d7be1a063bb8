"""Letting go of what stood in records before changes that can no longer be undone, and of runs that nobody works on."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.records.bulk.starting import KEPT_DAYS
from perennial.records.models import BulkChange, BulkLeft, BulkState, BulkValue
from perennial.team.speaking import speaking_to

AT_ONCE = 5_000
_ENDED = (State.DEAD, State.CANCELLED)


def tidy_bulk() -> int:
    """Forget the values of changes that ended KEPT_DAYS ago or were undone; give up what its job gave up. Gives how many
    changes were tidied."""
    return _give_up() + _forget()


def forget_changes_of(records: Sequence[int]) -> None:
    """Let go of what bulk changes know of records that are being erased."""
    for model in (BulkValue, BulkLeft):
        bulk_delete(model, "record", records)


def _give_up() -> int:
    """A job that failed for good or was cancelled leaves its change as if it had been stopped: it can be undone, again if the
    undo was what failed."""
    running = BulkChange.objects.filter(state__in=(BulkState.RUNNING, BulkState.UNDOING)).select_related("by")
    jobs = dict(Job.objects.filter(pk__in=[one.job_id for one in running]).values_list("pk", "state"))
    ended = [one for one in running if jobs.get(one.job_id or 0, State.DEAD) in _ENDED]
    for one in ended:
        with speaking_to(one.by):
            words = _("It was broken off before its end.")
        BulkChange.objects.filter(pk=one.pk, state=one.state, job_id=one.job_id).update(
            state=BulkState.STOPPED, trouble=words, finished_at=clock.now()
        )
    return len(ended)


def _forget() -> int:
    long_ago = Q(finished_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)) | Q(state=BulkState.UNDONE)
    old = BulkChange.objects.filter(long_ago, forgotten_at=None).exclude(state__in=(BulkState.RUNNING, BulkState.UNDOING))
    count = 0
    for change in old.filter(finished_at__isnull=False).order_by("pk"):
        for model in (BulkValue, BulkLeft) if change.state != BulkState.UNDONE else (BulkValue,):
            while ids := list(model._base_manager.filter(of=change).values_list("pk", flat=True)[:AT_ONCE]):
                with transaction.atomic():
                    bulk_delete(model, "id", ids)
        count += BulkChange.objects.filter(pk=change.pk).update(forgotten_at=clock.now())
    return count
