import datetime as dt

import pytest
from django.db import transaction
from time_machine import travel

from perennial.kernel import clock
from perennial.kernel.jobs import Job, enqueue_many, enqueue_once
from perennial.kernel.jobs.claiming import bury_exhausted, claim, extend, give_back
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.running import Run, perform, wait_before_retry
from perennial.kernel.jobs.testing import run_jobs
from perennial.kernel.jobs.why import BURIED
from perennial.kernel.live.models import LiveSignal
from perennial.kernel.tests import tasks

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def words() -> list[str]:
    return [data["word"] for data in LiveSignal.objects.filter(topic="test").values_list("data", flat=True)]


def test_a_job_runs_once_and_its_result_is_kept() -> None:
    enqueued = tasks.note.enqueue("leaf")
    assert run_jobs() == 1
    assert run_jobs() == 0
    assert words() == ["leaf"]
    found = tasks.note.get_result(enqueued.id)
    assert (found.status, found.return_value) == ("SUCCESSFUL", "LEAF")


def test_a_job_exists_only_if_its_cause_does() -> None:
    with transaction.atomic():
        tasks.note.enqueue("leaf")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_that_commits_nothing_itself_is_marked_done() -> None:
    tasks.quiet.enqueue()
    run_jobs()
    assert Job.objects.get().state == State.DONE


def test_higher_priority_goes_first_and_what_is_not_due_waits() -> None:
    tasks.note.enqueue("low")
    tasks.note.using(priority=10).enqueue("high")
    tasks.note.using(run_after=clock.now() + dt.timedelta(hours=1)).enqueue("later")
    assert run_jobs() == 2
    assert words() == ["high", "low"]


def test_two_claims_never_take_the_same_job() -> None:
    enqueue_many(tasks.note, [[str(n)] for n in range(5)])
    first, second = claim(["default"], limit=3), claim(["default"], limit=3)
    assert (len(first), len(second)) == (3, 2)
    assert {job.pk for job in first}.isdisjoint(job.pk for job in second)


def test_a_failure_is_retried_later_and_ends_dead_with_its_error() -> None:
    tasks.fail.enqueue("rain")
    for attempt in (1, 2, 3):
        with travel(NOON + dt.timedelta(hours=attempt + 24 * 400), tick=False):
            assert run_jobs(raising=False) == 1
            assert run_jobs(raising=False) == 0, "the next attempt waits"
            assert Job.objects.get().attempts == attempt
    job = Job.objects.get()
    assert job.state == State.DEAD
    assert "ValueError: no rain" in job.last_error
    assert words() == [], "what failed inside commit() was not written"


def test_what_may_not_be_done_any_more_is_not_tried_again_and_says_why() -> None:
    tasks.refuse.enqueue("Nobody may rain any more.")
    assert run_jobs(raising=False) == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.refusal) == (State.DEAD, 1, "Nobody may rain any more.")
    assert "Traceback" not in job.last_error


def test_waits_grow_to_an_hour_and_no_further() -> None:
    waits = [wait_before_retry(attempt).total_seconds() for attempt in range(1, 30)]
    assert 3.7 < waits[0] < 6.3
    assert 2700 <= waits[-1] <= 4500


def test_a_zombie_writes_nothing_after_its_lease_was_taken_over() -> None:
    tasks.note.enqueue("leaf")
    zombie = claim(["default"], lease=dt.timedelta(seconds=-1))[0]
    heir = claim(["default"])[0]
    assert (zombie.pk, zombie.token != heir.token, heir.attempts) == (heir.pk, True, 2)
    perform(Run(zombie))
    assert words() == []
    assert not extend(zombie.pk, zombie.token)
    perform(Run(heir))
    assert words() == ["leaf"]
    perform(Run(zombie))
    assert words() == ["leaf"]


def test_a_job_that_kills_its_worker_each_time_ends_dead() -> None:
    tasks.fail.enqueue("poison")
    for _ in range(3):
        assert claim(["default"], lease=dt.timedelta(seconds=-1))
    assert not claim(["default"])
    assert bury_exhausted() == 1
    assert Job.objects.get().state == State.DEAD


def test_an_interrupted_job_goes_back_without_losing_an_attempt() -> None:
    tasks.note.enqueue("leaf")
    job = claim(["default"])[0]
    assert give_back(job.pk, job.token)
    assert not give_back(job.pk, job.token)
    assert (Job.objects.get().attempts, run_jobs()) == (0, 1)


def test_cancelling_a_running_job_stops_it_where_it_looks() -> None:
    tasks.count.enqueue(3)
    job = claim(["long"])[0]
    Job.objects.update(cancel_requested_at=clock.now())
    perform(Run(job))
    assert (Job.objects.get().state, words()) == (State.CANCELLED, [])


def test_a_stopping_worker_gives_its_job_back() -> None:
    tasks.count.enqueue(3)
    run = Run(claim(["long"])[0])
    run.is_stopping = True
    perform(run)
    assert Job.objects.get().state == State.READY


def test_progress_is_saved_and_told() -> None:
    tasks.count.enqueue(3)
    run_jobs()
    job = Job.objects.get()
    assert (job.done, job.total, job.note, job.percent, words()) == (3, 3, "counting", 100, ["0", "1", "2"])
    assert LiveSignal.objects.filter(topic="job").exists()


def test_a_key_is_enqueued_once_until_it_starts() -> None:
    enqueue_once(tasks.note, "score:1", "a")
    enqueue_once(tasks.note, "score:1", "b")
    assert Job.objects.count() == 1
    claim(["default"])
    enqueue_once(tasks.note, "score:1", "c")
    assert Job.objects.count() == 2


def test_outside_a_job_commit_is_a_plain_transaction() -> None:
    assert tasks.note.call("leaf") == "LEAF"
    assert words() == ["leaf"]


def test_a_failure_or_cancellation_after_the_lease_was_lost_is_quiet() -> None:
    tasks.fail.enqueue("rain")
    zombie = claim(["default"], lease=dt.timedelta(seconds=-1))[0]
    claim(["default"])
    perform(Run(zombie))
    Job.objects.all().delete()
    tasks.count.enqueue(2)
    zombie = claim(["long"], lease=dt.timedelta(seconds=-1))[0]
    Job.objects.update(cancel_requested_at=clock.now())
    run = Run(zombie)
    claim(["long"])
    perform(run)
    assert Job.objects.get().state == State.LEASED, "the heir goes on"


def test_a_checkpoint_that_took_long_keeps_the_lease() -> None:
    tasks.count.enqueue(2)
    job = claim(["long"], lease=dt.timedelta(seconds=1))[0]
    run = Run(job)
    from perennial.kernel.jobs import running

    token = running._run.set(run)
    try:
        with travel(NOON, tick=False) as moment, running.checkpoint():
            moment.shift(dt.timedelta(minutes=10))
            late = clock.now()
    finally:
        running._run.reset(token)
    assert Job.objects.get().lease_until == late + run.lease


def test_a_job_that_works_as_if_it_were_another_day_holds_its_lease_today() -> None:
    tasks.count.enqueue(2)
    run = Run(claim(["long"], lease=dt.timedelta(seconds=1))[0])
    from perennial.kernel.jobs import running

    token = running._run.set(run)
    try:
        with clock.standing_at(clock.now() - dt.timedelta(days=90)), running.checkpoint():
            pass
    finally:
        running._run.reset(token)
    lease_until = Job.objects.get().lease_until
    assert lease_until is not None
    assert lease_until > clock.now()


@pytest.mark.parametrize(
    ("told", "refusal", "why"),
    [
        ("", "", ""),
        ("Nobody may rain any more.", "Nobody may rain any more.", "Nobody may rain any more."),
        ("CopyingError: copying into the lake failed: IO Error", "", "The records could not be copied for analysis"),
        ("Traceback (most recent call last):\n  File x\nValueError: no rain", "", "Something happened"),
        (BURIED, "", "The program was stopped each time while it worked on this, or ran out of memory."),
    ],
)
def test_what_ended_a_job_is_said_in_words_and_a_refusal_in_its_own(told: str, refusal: str, why: str) -> None:
    job = Job(last_error=told)
    assert (job.refusal, job.why[: len(why)]) == (refusal, why)
    assert why or not job.why
