"""The lake follows by itself."""

from django_tasks import task

from perennial.kernel.jobs import stop_if_cancelled
from perennial.kernel.schedule import every
from perennial.lake.actions import sync


@task()
def sync_lake() -> int:
    """Bring the lake up to date. Each pass is a commit of its own, so a job that is stopped goes on where it was."""
    return sync(is_wanted=stop_if_cancelled).rows


every("lake.sync", sync_lake, minutes=5)
