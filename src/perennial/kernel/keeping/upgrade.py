"""Bringing the database to the shape this version needs: after a backup, all or nothing."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator

Say = Callable[[str], None]
UPGRADE_LOCK = 7_105_402_026


class UpgradeError(Exception):
    """The database cannot be used by this version; the message says what happened and how to go back."""


def pending_migrations() -> list[str]:
    """The migrations that this version has and the database has not, in order."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def unknown_migrations() -> list[str]:
    """The migrations that the database has and this version has not: it was made by a newer one."""
    loader = MigrationExecutor(connection).loader
    ours = {config.label for config in apps.get_app_configs()}
    known = loader.disk_migrations or {}
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and (app, name) not in known)


def is_empty() -> bool:
    """Whether nothing was ever kept in this database."""
    return not MigrationExecutor(connection).loader.applied_migrations


def bring_up_to_date(say: Say) -> None:
    """Migrate when there is something to migrate. Raises UpgradeError, and then the data is as it was."""
    if unknown := unknown_migrations():
        raise UpgradeError(
            f"This data was last used by a newer version of Perennial (it has {unknown[-1]}). Install that version again, or "
            "restore a backup that this version made (perennial restore FILE). Nothing was changed."
        )
    pending = pending_migrations()
    if not pending:
        return
    if is_empty():
        with _told(pending, None):
            _migrate()
        return
    from perennial.kernel.keeping.backup import back_up_before_upgrade

    say(f"Upgrading the data ({len(pending)} steps) …")
    backup = back_up_before_upgrade(say)
    with _told(pending, str(backup)):
        _migrate()


@contextmanager
def _told(pending: list[str], backup: str | None) -> "Iterator[None]":
    try:
        yield
    except Exception as error:
        cause = str(error).strip().splitlines()[0] if str(error).strip() else ""
        aside = f" A backup from just before lies at {backup}." if backup else ""
        raise UpgradeError(
            f"The upgrade of the data failed and was taken back: {type(error).__name__}: {cause} (steps: {pending[0]} to "
            f"{pending[-1]}). Your data is as it was.{aside} To go on working, install the version you had before and start it."
        ) from error


def _migrate() -> None:
    """Every step in one transaction, so that a failure in the last one takes back the first one too."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()  # only possible outside a transaction; the steps check what they changed
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [UPGRADE_LOCK])  # one process at a time
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a check that waits would forbid the next ALTER TABLE
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        if connection.vendor == "sqlite":
            connection.enable_constraint_checking()
