"""Jobs of the benches. Their effects are not idempotent on purpose: each run that gets through adds a row."""

import time

from django_tasks import task

from perennial.kernel.jobs import commit, job_id
from perennial.kernel.live import signal

SLOW_SECONDS = 0.05


@task(max_attempts=100)
def effect(number: int) -> None:
    """Slow work, one effect, slow work."""
    time.sleep(SLOW_SECONDS)
    with commit():
        signal("effect", job=job_id(), number=number)
    time.sleep(SLOW_SECONDS)


@task()
def nothing() -> None:
    """For counting how many go through in a second."""
