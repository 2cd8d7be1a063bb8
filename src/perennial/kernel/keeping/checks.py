"""What the doctor asks of the kernel: (is it well, what was found, what to do)."""

import datetime as dt
import os
import shutil
import sqlite3
import stat
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.models import Max

import perennial
from perennial.kernel import clock
from perennial.kernel.jobs.models import Job
from perennial.kernel.keeping.backup import sqlite_problems
from perennial.kernel.keeping.upgrade import pending_migrations, unknown_migrations
from perennial.kernel.schedule import scheduled
from perennial.kernel.schedule.models import ScheduleSlot

Finding = tuple[bool, str, str]
OLD_BACKUP = dt.timedelta(days=7)
STUCK_AFTER = dt.timedelta(minutes=15)
LEAST_FREE_BYTES = 1_000_000_000


def database() -> Finding:
    """Sound, and set up so that a commit survives a power cut."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT version(), current_setting('fsync'), current_setting('synchronous_commit')")
            version, fsync, synchronous = cursor.fetchone()
        found = f"{version.partition(' on ')[0]}, fsync {fsync}, synchronous_commit {synchronous}"
        if fsync != "on" or synchronous == "off":
            return False, found, "Set fsync = on and synchronous_commit = on in postgresql.conf, or a power cut loses data."
        return True, found, ""
    problems = sqlite_problems(Path(settings.DATABASES["default"]["NAME"]))
    if problems:
        return False, problems, "Stop Perennial, copy PERENNIAL_HOME to a safe place, and restore the last good backup."
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    found = f"SQLite {sqlite3.sqlite_version}, sound, journal {mode}, synchronous {synchronous}"
    is_safe = (mode, synchronous) == ("wal", 2)
    return is_safe, found, "" if is_safe else "Put PERENNIAL_HOME on a local disk: write-ahead logging does not work there."


def migrations() -> Finding:
    unknown, pending = unknown_migrations(), pending_migrations()
    if unknown:
        return False, f"the data is newer than this version ({unknown[-1]})", "Install the newer version again."
    if pending:
        return False, f"{len(pending)} upgrade steps wait", "Start Perennial once: it upgrades after a backup."
    return True, "the data has this version's shape", ""


def disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    found = f"{free / 1e9:,.1f} GB free at {settings.HOME}"
    return free >= LEAST_FREE_BYTES, found, "" if free >= LEAST_FREE_BYTES else "Free some space before the disk is full."


def moment() -> Finding:
    """The machine's clock against what was written last."""
    newest = Job.objects.order_by("-enqueued_at").values_list("enqueued_at", flat=True).first()
    slot = ScheduleSlot.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    latest = max((at for at in (newest, slot) if at), default=None)
    ahead = latest - clock.now() if latest else dt.timedelta()
    if ahead > dt.timedelta(minutes=2):
        return False, f"the clock stands {ahead} before what was written last", "Set the clock; switch on time synchronisation."
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - clock.now())
        if apart > dt.timedelta(seconds=30):
            return False, f"this machine and the database differ by {apart}", "Set both clocks by the same time server."
    return True, f"{clock.now():%Y-%m-%d %H:%M:%S} UTC, zone of the machine {'/'.join(time.tzname)}", ""


def jobs() -> Finding:
    """Jobs that failed for good, and jobs that nobody takes."""
    dead = Job.objects.dead().count()
    late = Job.objects.waiting().filter(run_at__lt=clock.now() - STUCK_AFTER).count()
    left = Job.objects.running().filter(lease_until__lt=clock.now() - STUCK_AFTER).count()
    found = f"{dead} failed, {late + left} waiting for more than {STUCK_AFTER.seconds // 60} minutes"
    if late + left:
        return False, found, "No worker runs, or it is too slow. Start “perennial serve”, or “perennial worker” beside it."
    if dead:
        return False, found, "Look at Settings, Background work: try them again when the cause is mended, or discard them."
    return True, found, ""


def schedule() -> Finding:
    """Whether what comes round was seen to lately."""
    seen = dict(ScheduleSlot.objects.values("name").annotate(newest=Max("slot")).values_list("name", "newest"))
    a_while_ago = clock.now() - STUCK_AFTER
    missed = [entry.key for entry in scheduled() if entry.key in seen and seen[entry.key] < entry.due_at(a_while_ago)]
    if missed:
        return (
            False,
            f"{len(missed)} of {len(scheduled())} were missed ({missed[0]})",
            "No worker runs. Start “perennial serve”.",
        )
    return True, f"{len(scheduled())} schedules, none was missed", ""


def mail() -> Finding:
    backend = settings.EMAIL_BACKEND.rpartition(".")[2]
    modules = settings.EMAIL_BACKEND
    if "smtp" not in modules:
        return (
            False,
            f"mail is not sent but written to {settings.EMAIL_FILE_PATH} ({backend})",
            "Set EMAIL_URL=smtp+tls://user:password@host:587. Without it, the mails lie in that folder.",
        )
    return True, f"by {settings.EMAIL_HOST}:{settings.EMAIL_PORT} as {settings.DEFAULT_FROM_EMAIL}", ""


def permissions() -> Finding:
    """Who may read the secrets and write the data."""
    key = settings.HOME / "secret.key"
    if not os.access(settings.HOME, os.W_OK):
        return False, f"{settings.HOME} cannot be written", "Give the folder to the user that runs Perennial."
    if key.is_file() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        return False, f"others can read {key}", f"chmod 600 {key}"
    if stat.S_IMODE(settings.HOME.stat().st_mode) & 0o077:
        return False, f"others can look into {settings.HOME}, where the customers' data lies", f"chmod 700 {settings.HOME}"
    return True, "the folder can be written, it and the key are private", ""


def versions() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    return True, f"Perennial {perennial.__version__}, Django {django.__version__}, Python {python}", ""


def backups() -> Finding:
    """When the last backup was made."""
    folder = settings.HOME / "backups"
    made = [path.stat().st_mtime for path in folder.glob("*.zip")] if folder.is_dir() else []
    if not made:
        return (
            True,
            "none in PERENNIAL_HOME/backups",
            "Make one now and then: perennial backup. Keep copies on another machine.",
        )
    age = clock.now() - dt.datetime.fromtimestamp(max(made), dt.UTC)
    if age > OLD_BACKUP:
        return False, f"the newest is {age.days} days old", "Run “perennial backup” every night and copy the file elsewhere."
    return True, f"the newest is {age.days} days old", ""
