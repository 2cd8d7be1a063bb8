"""Cuts the power under a running product, again and again, and counts what was promised and is gone."""

import dataclasses
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.installation import ROOT, Installation

WRITE = """
import django; django.setup()
import itertools
from perennial.kernel.jobs import commit
from perennial.kernel.live import signal
for number in itertools.count({first}):
    with commit():
        signal("promised", number=number)
    print(number, flush=True)  # the promise: it is kept from here on
"""
READ = """
from django.db import connection
from perennial.kernel.live.models import LiveSignal
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone()[0])
print(*(data["number"] for data in LiveSignal.objects.filter(topic="promised").values_list("data", flat=True)))
"""


@dataclasses.dataclass
class Outcome:
    """What the cuts did."""

    cuts: int = 0
    promised: int = 0
    lost: int = 0
    damaged: int = 0


def why_not() -> str:
    """Why power cuts cannot be tried here, or nothing."""
    if not Path("/dev/fuse").exists() or not shutil.which("fusermount3"):
        return "there is no FUSE (Debian: apt-get install fuse3)"
    return ""


class Mount:
    """The lossy folder, mounted; `cut` takes the power away."""

    def __init__(self, backing: Path, place: Path, seed: int) -> None:
        self.place = place
        place.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.power.lossyfs", str(backing), str(place), str(seed)], cwd=ROOT, stderr=subprocess.PIPE
        )
        ends = time.monotonic() + 10
        while not os.path.ismount(place):
            if self._process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(self._process.stderr.read().decode() if self._process.stderr else "no mount")
            time.sleep(0.02)

    def cut(self) -> None:
        self._process.send_signal(signal.SIGUSR1)
        self._end()

    def close(self) -> None:
        self._process.terminate()
        self._end()

    def _end(self) -> None:
        self._process.wait(10)
        subprocess.run(["fusermount3", "-u", "-z", str(self.place)], capture_output=True, check=False)
        if self._process.stderr:
            self._process.stderr.close()


def cut_power(folder: Path, cuts: int, *, seed: int = 1) -> Outcome:
    """Write, promise, cut, look; so many times on the same database."""
    chance, outcome = random.Random(seed), Outcome()
    backing, place = folder / "platter", folder / "disk"
    backing.mkdir()
    installation = Installation(folder / "home", f"sqlite:///{place / 'perennial.sqlite3'}")
    mount = Mount(backing, place, seed)
    installation.run("worker", "--once")
    promised: set[int] = set()
    for number in range(cuts):
        promised |= write_until_cut(installation, mount, len(promised) + number * 1_000_000, chance.uniform(0.3, 1.2))
        outcome.cuts += 1
        mount = Mount(backing, place, seed + number + 1)
        soundness, _, kept = installation.shell(READ).partition("\n")
        outcome.damaged += soundness != "ok"
        outcome.lost += len(promised - set(map(int, kept.split())))
    mount.close()
    outcome.promised = len(promised)
    return outcome


def write_until_cut(installation: Installation, mount: Mount, first: int, seconds: float) -> set[int]:
    """What was promised before the power went."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE.format(first=first)],
        env=installation.environment | {"DJANGO_SETTINGS_MODULE": "perennial.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    if writer.stdout is None:
        raise RuntimeError("no pipe")
    promises = [writer.stdout.readline()]  # it has begun
    time.sleep(seconds)
    mount.cut()
    writer.kill()
    promises += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return {int(line) for line in promises if line.endswith(b"\n")}
