"""What the kernel clears away by itself, a little at a time."""

import datetime as dt

from django.db.models import Max, QuerySet
from django_tasks import task

from perennial.kernel import clock
from perennial.kernel.jobs import checkpoint, stop_if_cancelled
from perennial.kernel.jobs.models import Job, State
from perennial.kernel.limits import WINDOW_SECONDS
from perennial.kernel.limits.models import Spent
from perennial.kernel.live.hub import delete_old_signals
from perennial.kernel.once import old_answers
from perennial.kernel.once.models import KeptAnswer
from perennial.kernel.schedule import every
from perennial.kernel.schedule.models import ScheduleSlot

KEEP_DONE = dt.timedelta(days=3)
KEEP_DEAD = dt.timedelta(days=90)
KEEP_SLOTS = dt.timedelta(days=60)
AT_ONCE = 5000


@task()
def clear_away() -> dict[str, int]:
    """Delete live signals after a day, finished jobs after three, failed ones after 90, answers to requests after
    seven, slots that are long over, and who asked how much yesterday."""
    now = clock.now()
    with checkpoint():
        told = delete_old_signals()
        slots = old_slots(now).delete()[0]
        Spent.objects.filter(minute__lt=int(now.timestamp()) // WINDOW_SECONDS - 24 * 60).delete()
    finished = _delete_jobs([State.DONE, State.CANCELLED], now - KEEP_DONE)
    failed = _delete_jobs([State.DEAD], now - KEEP_DEAD)
    return {"signals": told, "slots": slots, "jobs": finished + failed, "answers": _delete_answers()}


def _delete_answers() -> int:
    deleted = 0
    while True:
        stop_if_cancelled()
        with checkpoint():
            ids = old_answers()
            KeptAnswer.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < AT_ONCE:
            return deleted


def old_slots(now: dt.datetime) -> QuerySet[ScheduleSlot]:
    """Slots that are over, but never the newest of a schedule: it says from where to go on."""
    newest = ScheduleSlot.objects.values("name").annotate(newest=Max("id")).values("newest")
    return ScheduleSlot.objects.filter(slot__lt=now - KEEP_SLOTS).exclude(id__in=newest)


def _delete_jobs(states: list[State], before: dt.datetime) -> int:
    deleted = 0
    while True:
        stop_if_cancelled()
        with checkpoint():
            ids = list(Job.objects.filter(state__in=states, finished_at__lt=before).values_list("pk", flat=True)[:AT_ONCE])
            Job.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < AT_ONCE:
            return deleted


every("kernel.clear_away", clear_away, minutes=60)
