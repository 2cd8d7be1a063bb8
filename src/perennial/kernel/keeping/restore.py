"""Putting a backup back: checked before anything is touched, and what was there is kept aside."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from perennial.kernel import clock
from perennial.kernel.keeping import postgres
from perennial.kernel.keeping.archive import FOLDERS, BackupError, Contents, Count, uncounted, verify
from perennial.kernel.keeping.backup import DATABASE, sqlite_problems
from perennial.kernel.keeping.upgrade import bring_up_to_date

Say = Callable[[str], None]


def restore_backup(path: Path, say: Say, count: Count = uncounted) -> Path:
    """Replace everything by what a backup holds. Returns the folder in which what was replaced is kept.
    `count` is told the bytes that were checked, as they are.

    The caller holds the home's lock. Raises BackupError, and then everything is as it was.
    """
    contents = verify(path, count)
    refuse_unfit(contents)
    aside: Path = settings.HOME / f"replaced-{clock.now():%Y%m%d-%H%M%S}"
    incoming = settings.HOME / ".restoring"
    shutil.rmtree(incoming, ignore_errors=True)
    try:
        with zipfile.ZipFile(path) as archive:
            try:
                _extract(archive, contents, incoming)
            except OSError as error:
                raise BackupError(f"The backup cannot be unpacked here: {error.strerror or error}.") from error
            aside.mkdir(mode=0o700)
            if connection.vendor == "postgresql":
                _replace_postgres(archive, contents, aside.name.replace("-", "_"))
            else:
                _replace_sqlite(incoming, aside)
        _replace_files(incoming, aside)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    connections.close_all()
    bring_up_to_date(say)
    return aside


def refuse_unfit(contents: Contents) -> None:
    """A backup of another kind of database, or of a newer version, cannot be put back here."""
    if contents.vendor != connection.vendor:
        raise BackupError(
            f"This backup is of a {contents.vendor} database, and this installation uses {connection.vendor}. Set DATABASE_URL "
            "to a database of that kind and try again."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}}
    newer = [name for name in contents.migrations if name not in known]
    if newer:
        raise BackupError(
            f"This backup was made by a newer version ({contents.version}, it has {newer[-1]}). Install that version first."
        )


def _extract(archive: zipfile.ZipFile, contents: Contents, folder: Path) -> None:
    needed, free = sum(archive.getinfo(name).file_size for name in contents.sums), shutil.disk_usage(folder.parent).free
    if needed > free:
        raise BackupError(f"The backup unpacks to {needed // 1_000_000:,} MB and {free // 1_000_000:,} MB are free. Make room.")
    folder.mkdir(mode=0o700)
    root = folder.resolve()
    for name in contents.sums:
        if name.startswith("tables/"):
            continue
        target = (folder / name).resolve()
        if not target.is_relative_to(root):
            raise BackupError(f"The backup holds a file outside its folder ({name}); it was not made by Perennial.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as written:
            target.chmod(0o600)
            shutil.copyfileobj(source, written)
    if contents.vendor == "sqlite" and (problems := sqlite_problems(folder / DATABASE)):
        raise BackupError(f"The database in the backup is damaged: {problems}. Use another backup.")


def _replace_sqlite(incoming: Path, aside: Path) -> None:
    connections.close_all()
    current = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        part = current.with_name(current.name + suffix)
        if part.exists():
            part.rename(aside / part.name)
    shutil.move(incoming / DATABASE, current)


def _replace_postgres(archive: zipfile.ZipFile, contents: Contents, name: str) -> None:
    schema = postgres.set_schema_aside(name)
    try:
        for app, migration in _leaves(contents.migrations):
            call_command("migrate", app, migration, interactive=False, verbosity=0)
        postgres.load(archive, contents)
    except Exception as error:
        connections.close_all()
        postgres.bring_schema_back(schema, name)
        raise BackupError(f"The backup could not be read into the database: {error}. Everything is as it was.") from error


def _leaves(applied: list[str]) -> list[tuple[str, str]]:
    """The newest applied migration of each app."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    keys = {(app, name) for app, _, name in (text.partition(".") for text in applied)}
    return sorted(
        key
        for key in keys
        if key in loader.graph.nodes
        and not any(child.key in keys and child.key[0] == key[0] for child in loader.graph.node_map[key].children)
    )


def _replace_files(incoming: Path, aside: Path) -> None:
    for name in (*FOLDERS, "secret.key"):
        current = settings.HOME / name
        if (incoming / name).exists() or name in FOLDERS:
            if current.exists():
                current.rename(aside / name)
            if (incoming / name).exists():
                shutil.move(incoming / name, current)
