"""The page of jobs: who sees it, and what can be done there."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import perennial
from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.works import works
from perennial.team.models import AuditEntry, Member
from perennial.team.tests.conftest import SignIn

PATH = "perennial.team.jobs.mail_password_reset"


def job(state: State, **fields: object) -> Job:
    return Job.objects.create(path=PATH, state=state, started_at=clock.now(), finished_at=clock.now(), **fields)


def test_agents_do_not_see_it(ana: Member, browser_of: SignIn) -> None:
    found = job(State.DEAD)
    assert browser_of(ana).get(reverse("team:jobs")).status_code == 403
    assert browser_of(ana).post(reverse("team:discard_job", args=[found.pk])).status_code == 403
    assert Job.objects.filter(pk=found.pk).exists()


def test_it_shows_each_kind_with_its_error_and_progress(magnus: Member, browser_of: SignIn) -> None:
    job(State.DEAD, last_error="Traceback\nValueError: <b>no rain</b>")
    job(State.READY, last_error="smtplib.SMTPServerDisconnected: gone", attempts=3)
    job(State.LEASED, done=30, total=60, note="reading")
    job(State.READY)
    job(State.DONE)
    page = browser_of(magnus).get(reverse("team:jobs")).content.decode()
    for shown in (
        "Mail with a link for a new password",
        "ValueError: &lt;b&gt;no rain&lt;/b&gt;",
        "did not expect",
        "failed 3 times",
        "5 tries left",
        "The mail server could not be reached",
        "Try now",
        "50 %",
        "reading",
        "Try again",
        "Forget it",
        "Stop",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("name", "state", "after", "deed"),
    [
        ("retry_job", State.DEAD, State.READY, "team.job.retried"),
        ("discard_job", State.DEAD, None, "team.job.discarded"),
        ("cancel_job", State.READY, State.CANCELLED, "team.job.cancelled"),
    ],
)
def test_steering_a_job_is_done_once_and_remembered(
    magnus: Member, browser_of: SignIn, name: str, state: State, after: State | None, deed: str
) -> None:
    found, browser = job(state), browser_of(magnus)
    address = reverse(f"team:{name}", args=[found.pk])
    assert browser.get(address).status_code == 405
    assert browser.post(address).status_code == 303
    assert Job.objects.filter(pk=found.pk).values_list("state", flat=True).first() == after
    assert AuditEntry.objects.filter(action=deed, member=magnus).count() == 1
    assert browser.post(address).status_code in (303, 404)
    assert AuditEntry.objects.filter(action=deed).count() == 1, "the second time nothing was done"


def test_cancelling_a_running_job_asks_it_to_stop(magnus: Member, browser_of: SignIn) -> None:
    found = job(State.LEASED)
    browser_of(magnus).post(reverse("team:cancel_job", args=[found.pk]))
    found.refresh_from_db()
    assert (found.state, found.cancel_requested_at is not None) == (State.LEASED, True)


def test_a_job_that_waits_for_its_next_try_is_tried_now_with_the_tries_that_are_left(
    magnus: Member, browser_of: SignIn
) -> None:
    found = job(State.READY, last_error="x", attempts=3, run_at=clock.now() + dt.timedelta(hours=1))
    browser_of(magnus).post(reverse("team:retry_job", args=[found.pk]))
    found.refresh_from_db()
    assert (found.run_at <= clock.now(), found.attempts) == (True, 3)


def test_one_page_takes_the_same_queries_for_one_job_and_for_three(magnus: Member, browser_of: SignIn) -> None:
    browser = browser_of(magnus)
    job(State.DONE)
    job(State.READY)
    browser.get(reverse("team:jobs"))
    with CaptureQueriesContext(connection) as first:
        browser.get(reverse("team:jobs"))
    for _ in range(3):
        job(State.DONE)
        job(State.READY)
    with CaptureQueriesContext(connection) as second:
        browser.get(reverse("team:jobs"))
    assert len(second) == len(first)


def test_every_kind_of_work_is_said_in_words() -> None:
    tasks = {
        f"{path.parts[path.parts.index('perennial') + 1]}.{name}"
        for path in Path(perennial.__file__).parent.rglob("jobs.py")
        if "tests" not in path.parts
        for name in re.findall(r"@task\([^)]*\)\ndef (\w+)", path.read_text(encoding="utf-8"))
    } | {"kernel.clear_away", "kernel.look_again"}
    assert len(tasks) > 20
    assert tasks <= set(works.keys())
