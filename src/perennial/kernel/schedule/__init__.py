"""The schedule: tasks that come round, without cron.

`every("purchases.rhythm", my_job, at="03:30")` in a slice's jobs.py. A worker looks at the clock now and then and enqueues what
is due, one row per slot. After a downtime only the newest missed slot is made up for, once.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction

from perennial.kernel import clock

EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class Rhythm(Protocol):
    """When something comes round."""

    def latest(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """The newest slot at or before `now`."""


@dataclasses.dataclass(frozen=True)
class EveryMinutes:
    """Each so many minutes."""

    minutes: int

    def latest(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        step = dt.timedelta(minutes=self.minutes)
        return EPOCH + (now - EPOCH) // step * step


@dataclasses.dataclass(frozen=True)
class DailyAt:
    """At a time of day of the business, on every day or on one day of the week (Monday is 0).

    A time that the clocks skip is the same moment by the old clock; one that comes twice counts the first time.
    """

    time: dt.time
    weekday: int | None = None

    def latest(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        day = now.astimezone(zone).date() + dt.timedelta(days=1)
        while True:
            slot = dt.datetime.combine(day, self.time, tzinfo=zone).astimezone(dt.UTC)
            if slot <= now and self.weekday in (None, day.weekday()):
                return slot
            day -= dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Scheduled:
    """A task and when it comes round."""

    key: str
    task: Any
    rhythm: Rhythm

    def due_at(self, now: dt.datetime) -> dt.datetime:
        """The newest slot at or before `now`, where the business is."""
        return self.rhythm.latest(now, _zone())


_schedule: dict[str, Scheduled] = {}
_zone: Callable[[], dt.tzinfo] = lambda: dt.UTC  # noqa: E731


def every(key: str, task: Any, *, minutes: int | None = None, at: str | None = None, weekday: int | None = None) -> None:
    """Enqueue `task` (without arguments) every so many `minutes`, or daily or on a `weekday` (Monday is 0) `at` "HH:MM"."""
    if (minutes is None) == (at is None):
        raise ValueError(f"the schedule “{key}” needs either minutes or a time of day")
    if key in _schedule:
        raise ValueError(f"the schedule “{key}” is given twice")
    rhythm: Rhythm = EveryMinutes(minutes) if minutes else DailyAt(dt.time.fromisoformat(at or ""), weekday)
    _schedule[key] = Scheduled(key, task, rhythm)


def scheduled() -> list[Scheduled]:
    """Everything that comes round, by key."""
    return [_schedule[key] for key in sorted(_schedule)]


def use_zone(zone: Callable[[], dt.tzinfo]) -> None:
    """Say where the business is: a slice above gives a function that knows."""
    global _zone
    _zone = zone


def enqueue_due() -> list[str]:
    """Enqueue what is due and was not yet. Returns the keys. Safe to be called by any number of schedulers at once."""
    now, zone = clock.now(), _zone()
    return [entry.key for entry in scheduled() if _enqueue_slot(entry, entry.rhythm.latest(now, zone))]


def _enqueue_slot(entry: Scheduled, slot: dt.datetime) -> bool:
    """One row per slot, and its job in the same transaction. A schedule that was never seen starts with its next slot."""
    from perennial.kernel.schedule.models import ScheduleSlot

    if ScheduleSlot.objects.filter(name=entry.key, slot__gte=slot).exists():
        return False
    with transaction.atomic():
        is_known = ScheduleSlot.objects.filter(name=entry.key).exists()
        _, is_ours = ScheduleSlot.objects.get_or_create(name=entry.key, slot=slot)
        if is_ours and is_known:
            entry.task.enqueue()
    return is_ours and is_known
