import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from perennial.kernel.jobs import Job
from perennial.kernel.keeping import backup as backups
from perennial.kernel.keeping.archive import BackupError, read_list, verify
from perennial.kernel.keeping.backup import make_backup
from perennial.kernel.keeping.restore import refuse_unfit, restore_backup
from perennial.kernel.keeping.upgrade import UpgradeError, bring_up_to_date, pending_migrations, unknown_migrations
from perennial.kernel.tests import tasks

MIGRATIONS = Path(__file__).parents[1] / "migrations"
BROKEN = """
from django.db import migrations, models

def fail(apps, schema_editor):
    apps.get_model("kernel", "Job").objects.all().delete()
    raise RuntimeError("the step that fails")

class Migration(migrations.Migration):
    dependencies = [("kernel", "{last}")]
    operations = [
        migrations.AddField("job", "colour", models.CharField(max_length=9, default="green")),
        migrations.RunPython(fail, migrations.RunPython.noop),
    ]
"""


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "leaf.txt").write_text("green")
    (tmp_path / "secret.key").write_text("hush")
    return tmp_path


@pytest.fixture
def broken_step(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> str:
    """A newer version of the kernel, whose newest migration fails after it changed something."""
    package = tmp_path / "broken_kernel_migrations"
    shutil.copytree(MIGRATIONS, package, ignore=shutil.ignore_patterns("__pycache__"))
    last = sorted(path.stem for path in package.glob("0*.py"))[-1]
    (package / "9999_broken.py").write_text(BROKEN.format(last=last))
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"kernel": "broken_kernel_migrations"}
    return "kernel.9999_broken"


@pytest.mark.django_db(transaction=True)
def test_a_failing_upgrade_changes_nothing_and_says_how_to_go_back(home: Path, broken_step: str) -> None:
    tasks.note.enqueue("leaf")
    assert pending_migrations() == [broken_step]
    with pytest.raises(UpgradeError, match=r"the step that fails.*Your data is as it was.*A backup.*before-upgrade"):
        bring_up_to_date(lambda text: None)
    assert Job.objects.count() == 1
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "kernel_job")]
    assert "colour" not in columns, "the first half of the failed step was taken back too"
    assert pending_migrations() == [broken_step]
    saved = list((home / "backups").glob("before-upgrade-*.zip"))
    assert len(saved) == 1
    assert verify(saved[0]).vendor == connection.vendor


@pytest.mark.django_db(transaction=True)
def test_data_of_a_newer_version_is_not_touched(home: Path) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("kernel", "9999_from_the_future")
    try:
        assert unknown_migrations() == ["kernel.9999_from_the_future"]
        with pytest.raises(UpgradeError, match="newer version"):
            bring_up_to_date(lambda text: None)
    finally:
        MigrationRecorder(connection).record_unapplied("kernel", "9999_from_the_future")


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_everything_and_its_sums(home: Path) -> None:
    tasks.note.enqueue("leaf")
    path = make_backup()
    contents = verify(path)
    assert {"secret.key", "files/leaf.txt"} < set(contents.sums)
    assert path.stat().st_mode & 0o077 == 0, "it holds the secret key"
    if connection.vendor == "postgresql":
        assert contents.tables["kernel_job"]["rows"] == 1
    else:
        assert "database.sqlite3" in contents.sums
    with pytest.raises(BackupError, match="never overwritten"):
        make_backup(path)


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_files_that_imports_still_need(home: Path) -> None:
    folder = home / "imports" / "7"
    folder.mkdir(parents=True)
    for name in ("source", "errors.csv", "staging.sqlite3", "staging.sqlite3-journal"):
        (folder / name).write_text(name)
    path = make_backup()
    held = {name for name in verify(path).sums if name.startswith("imports/")}
    assert held == {"imports/7/source", "imports/7/errors.csv"}, "what is staged is made again"


@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_is_refused(home: Path) -> None:
    path = make_backup(compress=False)
    good = path.read_bytes()
    at = good.find(b"hush")
    path.write_bytes(good[:at] + b"HUSH" + good[at + 4 :])
    with pytest.raises(BackupError, match="damaged"):
        verify(path)
    path.write_bytes(good[: len(good) // 2])
    with pytest.raises(BackupError, match="not a backup of Perennial, or it is cut off"):
        verify(path)
    with pytest.raises(BackupError, match="There is no file"):
        verify(home / "nothing.zip")


def test_another_zip_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "holiday.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("beach.jpg", b"sun")
    with pytest.raises(BackupError, match="not a backup"):
        read_list(path)


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_another_kind_or_of_a_newer_version_is_refused(home: Path) -> None:
    contents = read_list(make_backup())
    refuse_unfit(contents)
    contents.migrations.append("kernel.9999_from_the_future")
    with pytest.raises(BackupError, match="newer version"):
        refuse_unfit(contents)
    contents.vendor = "oracle"
    with pytest.raises(BackupError, match="DATABASE_URL"):
        refuse_unfit(contents)


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_not_begun_without_space(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "database_bytes", lambda: 10**18)
    with pytest.raises(BackupError, match="Make room"):
        make_backup()
    assert not list((home / "backups").glob("*"))


def _forged(path: Path, names: dict[str, str], **listed: object) -> Path:
    """An archive that lists what its maker wants."""
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, b"x")
        told = {"made_at": "", "vendor": connection.vendor, "migrations": [], "version": "0", "tables": {}, "sums": names}
        file.writestr("perennial.json", json.dumps(told | listed))
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "files/../../evil",
        "files//evil",
        "evil",
        ".",
        "files/",
        "files/..",
        "C:\\evil",
        "serve.lock",
    ],
)
def test_a_backup_that_names_places_of_others_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupError, match="no backup of Perennial holds"):
        verify(_forged(tmp_path / "forged.zip", {name: "0"}))


@pytest.mark.parametrize("names", [("imports/7", "imports/7/source"), ("files/" + "a" * 300,)])
def test_files_that_cannot_be_unpacked_are_refused_in_words_and_nothing_is_touched(home: Path, names: tuple[str, ...]) -> None:
    sums = dict.fromkeys(names, hashlib.sha256(b"x").hexdigest())
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(BackupError, match="cannot be unpacked here"):
        restore_backup(_forged(home.parent / f"{home.name}.zip", sums), str)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "listed",
    [{"sums": []}, {"sums": {"secret.key": 1}}, {"tables": 7}, {"migrations": "all"}, {"migrations": [1]}, {"vendor": []}],
)
def test_a_backup_whose_list_has_another_shape_is_refused(tmp_path: Path, listed: dict[str, object]) -> None:
    with pytest.raises(BackupError):
        verify(_forged(tmp_path / "forged.zip", {}, **listed))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", range(12))
def test_a_backup_with_other_bytes_somewhere_is_refused_in_words(home: Path, at: int) -> None:
    path = make_backup()
    bytes_ = bytearray(path.read_bytes())
    place = len(bytes_) * (at + 1) // 14
    bytes_[place : place + 64] = bytes(byte ^ 0x5A for byte in bytes_[place : place + 64])
    path.write_bytes(bytes_)
    with pytest.raises(BackupError):
        verify(path)


def test_what_the_commands_write_is_nobody_elses_to_read(tmp_path: Path) -> None:
    told = os.environ | {"PERENNIAL_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
    told.pop("DATABASE_URL")
    command = [sys.executable, "-c", "from perennial.config.command import main; main()"]
    for words in (["export", "persons", "--output", str(tmp_path / "persons.csv")], ["backup", str(tmp_path / "all.zip")]):
        subprocess.run([*command, *words], env=told, check=True, capture_output=True)
    readable = [path for path in tmp_path.rglob("*") if path.stat().st_mode & 0o077]
    assert not readable
