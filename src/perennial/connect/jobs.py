"""Imports and their undo as jobs."""

from django_tasks import task

from perennial.connect.actions.running import run_import
from perennial.connect.actions.tidying import take_up_killed, tidy_imports
from perennial.connect.actions.undoing import run_undo
from perennial.kernel.schedule import every


@task()
def run_import_job(import_id: int) -> None:
    run_import(import_id)


@task()
def run_undo_job(import_id: int) -> None:
    run_undo(import_id)


@task()
def take_up_killed_imports() -> int:
    """Go on with what a command was killed in the middle of."""
    return take_up_killed()


@task()
def tidy_imports_away() -> int:
    """Take away files that no import needs any more."""
    return tidy_imports()


every("connect.taking_up", take_up_killed_imports, minutes=5)
every("connect.tidying", tidy_imports_away, at="04:10")
