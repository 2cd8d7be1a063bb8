import datetime as dt

import pytest
from time_machine import travel

from perennial.kernel import schedule
from perennial.kernel.clock import zone_named
from perennial.kernel.jobs import Job
from perennial.kernel.schedule import DailyAt, EveryMinutes, enqueue_due, every
from perennial.kernel.tests import tasks

BERLIN = zone_named("Europe/Berlin")
LORD_HOWE = zone_named("Australia/Lord_Howe")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_schedule", {})
    monkeypatch.setattr(schedule, "_zone", lambda: BERLIN)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.mark.django_db
def test_each_slot_is_enqueued_once_and_the_first_one_only_marks_the_start() -> None:
    every("test.quiet", tasks.quiet, minutes=10)
    with travel(at("2026-05-01T10:03Z"), tick=False):
        assert enqueue_due() == []
    with travel(at("2026-05-01T10:11Z"), tick=False):
        assert enqueue_due() == ["test.quiet"]
        assert enqueue_due() == []
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_after_a_downtime_a_missed_run_happens_once_and_late() -> None:
    every("test.quiet", tasks.quiet, at="03:30")
    with travel(at("2026-05-01T12:00Z"), tick=False):
        enqueue_due()
    with travel(at("2026-05-09T08:00Z"), tick=False):
        assert enqueue_due() == ["test.quiet"]
        assert enqueue_due() == []
    with travel(at("2026-05-10T01:31Z"), tick=False):
        assert enqueue_due() == ["test.quiet"]
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_a_clock_that_steps_back_repeats_nothing() -> None:
    every("test.quiet", tasks.quiet, minutes=10)
    for moment in ("2026-05-01T10:03Z", "2026-05-01T10:21Z", "2026-05-01T10:02Z"):
        with travel(at(moment), tick=False):
            enqueue_due()
    assert Job.objects.count() == 1


@pytest.mark.parametrize("zone", [BERLIN, LORD_HOWE, dt.UTC])
def test_a_daily_time_comes_once_on_every_day_of_the_year_whatever_the_clocks_do(zone: dt.tzinfo) -> None:
    rhythm = DailyAt(dt.time(2, 15))
    moment, slots = at("2026-01-01T00:00Z"), set()
    while moment < at("2027-01-01T00:00Z"):
        slots.add(rhythm.latest(moment, zone))
        moment += dt.timedelta(minutes=30)
    slots = {slot for slot in slots if slot >= at("2026-01-01T00:00Z")}
    assert len(slots) in (364, 365)
    assert len({slot.astimezone(zone).date() for slot in slots}) == len(slots)


def test_a_weekly_time_is_on_its_day() -> None:
    slot = DailyAt(dt.time(9), weekday=0).latest(at("2026-11-21T12:00Z"), BERLIN)
    assert slot == at("2026-11-16T09:00+01:00")


def test_minutes_fall_on_the_same_marks_whenever_one_looks() -> None:
    assert EveryMinutes(15).latest(at("2026-05-01T10:29:59Z"), BERLIN) == at("2026-05-01T10:15Z")


def test_a_schedule_says_what_it_misses() -> None:
    with pytest.raises(ValueError, match="either minutes or a time"):
        every("test.none", tasks.quiet)
    every("test.once", tasks.quiet, minutes=1)
    with pytest.raises(ValueError, match="twice"):
        every("test.once", tasks.quiet, minutes=1)
