"""Imports and their undo as jobs."""

from contextlib import AbstractContextManager

from django_tasks import task

from perennial.connect.actions.running import run_import
from perennial.connect.actions.tidying import take_up_killed, tidy_imports
from perennial.connect.actions.undoing import run_undo
from perennial.connect.models import Import
from perennial.kernel.schedule import every
from perennial.team.speaking import speaking_to


@task()
def run_import_job(import_id: int) -> None:
    with _speaking_of(import_id):
        run_import(import_id)


@task()
def run_undo_job(import_id: int) -> None:
    with _speaking_of(import_id):
        run_undo(import_id)


@task()
def take_up_killed_imports() -> int:
    """Go on with what a command was killed in the middle of."""
    return take_up_killed()


@task()
def tidy_imports_away() -> int:
    """Take away files that no import needs any more."""
    return tidy_imports()


def _speaking_of(import_id: int) -> AbstractContextManager[None]:
    """What is wrong with rows is written down in the language of whoever imports them."""
    return speaking_to(Import.objects.select_related("by").get(pk=import_id).by)


every("connect.taking_up", take_up_killed_imports, minutes=5)
every("connect.tidying", tidy_imports_away, at="04:10")
