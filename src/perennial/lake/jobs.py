"""The lake follows by itself."""

from django_tasks import task

from perennial.kernel.jobs import stop_if_cancelled
from perennial.kernel.schedule import every
from perennial.lake import actions


@task()
def sync_lake() -> int:
    """Bring the lake up to date. Each pass is a commit of its own, so a job that is stopped goes on where it was."""
    return actions.sync(is_wanted=stop_if_cancelled).rows


@task()
def forget_erased() -> int:
    """Asked for in the transaction that erases a customer: not a minute longer than needed do its facts lie on the disk."""
    return actions.forget_erased(is_wanted=stop_if_cancelled)


@task(queue_name="long")
def examine_lake() -> int:
    """Whether every byte is still what was written; what is not is written anew at once."""
    damaged = actions.examine()
    if damaged:
        actions.sync(is_wanted=stop_if_cancelled)
    return damaged


every("lake.examined", examine_lake, at="03:50")
every("lake.sync", sync_lake, minutes=5)
