"""Runs every test: on SQLite and PostgreSQL at once, then in Chromium, and says in one line each what it could not run.

In CI (CI=true) whatever could not run is a failure. The last line of output is pytest's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first costs a fifth less


def is_ci() -> bool:
    """Whether a skip is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def install(package: str) -> None:
    """Install a Debian package when we may."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package], env=environment, check=False, **quiet
        )


def missing_parts() -> list[str]:
    """One clear line for each thing that is not there, after trying to get it."""
    lines = []
    for package in BROWSERS[:2]:
        if not any(map(shutil.which, BROWSERS)):
            print("Installing Chromium (once) …", flush=True)
            install(package)
    if not any(map(shutil.which, BROWSERS)):
        lines.append(
            "Not run: the browser tests, because there is no Chromium. Install one (Debian: apt-get install chromium)."
        )
    if not (shutil.which("fusermount3") and Path("/dev/fuse").exists()):
        install("fuse3")
    if not (shutil.which("fusermount3") and Path("/dev/fuse").exists()):
        lines.append("Not run: the power-cut tests, because there is no FUSE (Debian: apt-get install fuse3).")
    if not shutil.which("java"):
        install("default-jre-headless")
    if not shutil.which("java"):
        lines.append("Not run: questions on Spark, because there is no Java (Debian: apt-get install default-jre-headless).")
    return lines


def main() -> int:
    """Exit with 0 only if everything that ran passed and, in CI, everything ran."""
    missing = missing_parts()
    python = [sys.executable, "-m"]
    for line in missing:
        print(line, flush=True)
    if missing and is_ci():
        print("In CI that is a failure.", flush=True)
        return 1
    postgres = [sys.executable, "tests/with_postgres.py", *python, "pytest", "-m", "not browser and not sqlite"]
    with tempfile.TemporaryFile() as told:  # both work more than they wait, on one core each
        beside = subprocess.Popen([*postgres, *sys.argv[1:]], stdout=told, stderr=subprocess.STDOUT)
        print("On SQLite, and on PostgreSQL beside it:", flush=True)
        codes = [subprocess.call([*python, "pytest", "-m", "not browser and not postgres", *sys.argv[1:]])]
        codes.append(beside.wait())
        print("On PostgreSQL:", flush=True)
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout.buffer)
    print("In the browser:", flush=True)  # alone: it waits more than it works, and what is slow would be late for it
    codes.append(subprocess.call([*python, "pytest", "-m", "browser", "-n", "3", *sys.argv[1:]]))
    return max(codes, key=bool)


if __name__ == "__main__":
    sys.exit(main())
