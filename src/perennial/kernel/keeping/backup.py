"""Making backups, also while the product is being used."""

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from perennial.kernel import clock
from perennial.kernel.keeping import postgres
from perennial.kernel.keeping.archive import FOLDERS, BackupError, Contents, Count, Writer, uncounted

Say = Callable[[str], None]
DATABASE = "database.sqlite3"
KEPT_BEFORE_UPGRADES = 3


def backups_folder() -> Path:
    """Where backups go when nobody says where."""
    folder: Path = settings.HOME / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def make_backup(
    target: Path | None = None, *, compress: bool = True, name: str = "perennial", count: Count = uncounted
) -> Path:
    """Write one consistent backup of everything and return its path. It appears under its name only when it is complete.
    `count` is told the bytes that were written, as they are."""
    target = target or backups_folder() / f"{name}-{clock.now():%Y%m%d-%H%M%S-%f}.zip"
    if target.exists():
        raise BackupError(f"{target} exists already; backups are never overwritten.")
    refuse_without_space(target.parent)
    partial = target.with_name(target.name + ".partial")
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    try:
        with zipfile.ZipFile(partial, "w", method, compresslevel=1) as file:
            partial.chmod(0o600)
            writer = Writer(file, Contents(clock.now().isoformat(), connection.vendor, applied_migrations()), count)
            _add_database(writer, target.parent)
            _add_files(writer)
            writer.close()
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.rename(target)
    except OSError as error:
        raise BackupError(f"The backup could not be written to {target.parent}: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def back_up_before_upgrade(say: Say) -> Path:
    """The automatic one; the newest few are kept."""
    name = "before-upgrade"
    path = make_backup(compress=False, name=name)
    say(f"Backup: {path}")
    for old in sorted(backups_folder().glob(f"{name}-*.zip"))[:-KEPT_BEFORE_UPGRADES]:
        old.unlink()
    return path


def applied_migrations() -> list[str]:
    """What shape the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def refuse_without_space(folder: Path) -> None:
    """Better no backup than a full disk under a running database."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = database_bytes() * 2 + sum(path.stat().st_size for path, _name in _files() if path.exists()) + 50_000_000
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"A backup needs about {needed // 1_000_000:,} MB in {folder}, and {free // 1_000_000:,} MB are free. Make room, "
            "or name another place: perennial backup /path/to/FILE.zip"
        )


def database_bytes() -> int:
    """How large the database is."""
    if connection.vendor == "postgresql":
        return postgres.database_bytes()
    path = Path(settings.DATABASES["default"]["NAME"])
    return path.stat().st_size if path.is_file() else 0


def _add_database(writer: Writer, scratch: Path) -> None:
    if connection.vendor == "postgresql":
        postgres.dump(writer)
        return
    copy = scratch / f".copy-{os.getpid()}.sqlite3"
    try:
        copy_sqlite(copy)
        writer.add_file(copy, DATABASE)
    finally:
        copy.unlink(missing_ok=True)


def copy_sqlite(copy: Path) -> None:
    """One consistent copy, whatever is being written meanwhile, checked to be sound."""
    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    target.close()
    problems = sqlite_problems(copy)
    if problems:
        raise BackupError(f"The database is damaged: {problems}. Keep what you have and restore the last good backup.")


def sqlite_problems(path: Path) -> str:
    """What SQLite finds wrong with a file, or nothing."""
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
        finally:
            database.close()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == ["ok"] else "; ".join(found)


def _add_files(writer: Writer) -> None:
    key = settings.HOME / "secret.key"
    if key.is_file():
        writer.add_file(key, "secret.key")
    for path, name in _files():
        try:
            writer.add_file(path, name)
        except FileNotFoundError:  # deleted since it was listed
            continue


def _files() -> list[tuple[Path, str]]:
    """The files that members gave us and what was made of them for good, each with its name in the backup."""
    found = [path for folder in FOLDERS for path in sorted((settings.HOME / folder).rglob("*"))]
    kept = [path for path in found if path.is_file() and not path.is_symlink() and ".sqlite3" not in path.name]
    return [(path, path.relative_to(settings.HOME).as_posix()) for path in kept]
