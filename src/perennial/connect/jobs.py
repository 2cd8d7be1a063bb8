"""Imports and their undo as jobs."""

from django_tasks import task

from perennial.connect.actions.running import run_import
from perennial.connect.actions.undoing import run_undo


@task()
def run_import_job(import_id: int) -> None:
    run_import(import_id)


@task()
def run_undo_job(import_id: int) -> None:
    run_undo(import_id)
