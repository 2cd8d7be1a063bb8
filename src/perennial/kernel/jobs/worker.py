"""The worker: threads that run jobs, and one that keeps their leases, looks at the schedule and clears away what is old."""

import datetime as dt
import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from perennial.kernel.jobs.claiming import LEASE, bury_exhausted, claim, extend, give_back
from perennial.kernel.jobs.models import Job
from perennial.kernel.jobs.running import Run, perform
from perennial.kernel.schedule import enqueue_due

logger = logging.getLogger("perennial.jobs")

QUEUES = ("default", "long")
QUICK_QUEUES = ("default",)
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 0.5
LOOK_AT_SCHEDULE_SECONDS = 10.0
GRACE_SECONDS = 4.0


class Worker:
    """Runs jobs until told to stop. The last of its threads takes only quick jobs, so that long ones never block them."""

    def __init__(self, *, threads: int = 2, batch: int = 1, lease: dt.timedelta = LEASE, until_idle: bool = False) -> None:
        self.batch, self.lease, self.until_idle = batch, lease, until_idle
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.performed = 0
        self._stop = threading.Event()
        self._runs: dict[int, Run] = {}
        self._guard = threading.Lock()
        quick = threads > 1
        self._threads = [
            threading.Thread(
                target=self._take_jobs,
                args=(QUICK_QUEUES if quick and number == threads - 1 else QUEUES,),
                name=f"jobs-{number}",
                daemon=True,
            )
            for number in range(threads)
        ]
        self._keeper = threading.Thread(target=self._keep, name="jobs-keeper", daemon=True)

    def start(self) -> None:
        for thread in (*self._threads, self._keeper):
            thread.start()

    def stop(self) -> None:
        """Ask every job to stop at its next look, and take no new ones."""
        self._stop.set()
        with self._guard:
            for run in self._runs.values():
                run.is_stopping = True

    def run(self, is_asked_to_stop: Callable[[], bool]) -> None:
        """Work in this process until asked to stop or, with `until_idle`, until there is nothing to do."""
        self.start()
        while not is_asked_to_stop() and any(thread.is_alive() for thread in self._threads):
            time.sleep(0.1)
        self.stop()
        self.wait()

    def wait(self) -> None:
        """Until the threads have ended; after the grace, jobs that do not look are taken from them and go back to the queue,
        where the fence keeps whatever they still do from being written."""
        ends = time.monotonic() + GRACE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        with self._guard:
            left = list(self._runs.values())
        for run in left:
            give_back(run.job.pk, run.job.token)
        connection.close()

    def _take_jobs(self, queues: tuple[str, ...]) -> None:
        wait = SHORTEST_WAIT
        while not self._stop.is_set():
            try:
                close_old_connections()
                jobs = claim(queues, limit=self.batch, worker=self.name, lease=self.lease)
                self._work_off(jobs)
            except DatabaseError as error:
                self._recover(error)
                jobs, wait = [], 2.0
            except Exception:
                logger.exception("jobs: the worker stumbled and goes on")
                jobs, wait = [], 2.0
            if jobs:
                wait = SHORTEST_WAIT
            elif self.until_idle:
                break
            else:
                self._stop.wait(wait)
                wait = min(wait * 1.5, LONGEST_WAIT)
        connection.close()

    def _work_off(self, jobs: list[Job]) -> None:
        runs = [Run(job, self.lease) for job in jobs]
        with self._guard:
            self._runs |= {run.job.pk: run for run in runs}
        try:
            for run in runs:
                if self._stop.is_set():
                    give_back(run.job.pk, run.job.token)
                else:
                    perform(run)
                    with self._guard:
                        self.performed += 1
                close_old_connections()
        finally:
            with self._guard:
                for run in runs:
                    self._runs.pop(run.job.pk, None)

    def _keep(self) -> None:
        """The heartbeat, every quarter of a lease; the schedule and the dead, every few seconds."""
        beat = self.lease.total_seconds() / 4
        next_beat, next_look = 0.0, 0.0
        while not self._stop.wait(min(beat, 1.0)):
            moment = time.monotonic()
            try:
                close_old_connections()
                if moment >= next_beat:
                    next_beat = moment + beat
                    self._beat()
                if moment >= next_look:
                    next_look = moment + LOOK_AT_SCHEDULE_SECONDS
                    enqueue_due()
                    bury_exhausted()
            except DatabaseError as error:
                self._recover(error)
            except Exception:
                logger.exception("jobs: the keeper of leases stumbled and goes on")
        connection.close()

    def _beat(self) -> None:
        with self._guard:
            runs = list(self._runs.values())
        for run in runs:
            if not run.is_committed and not extend(run.job.pk, run.job.token, self.lease):
                run.is_lost = not run.is_committed

    def _recover(self, error: Exception) -> None:
        """The database was away or busy: let go of the connection and try again soon. Leases see to the rest."""
        logger.warning("jobs: the database does not answer (%s: %s); trying again", type(error).__name__, error)
        connection.close()
