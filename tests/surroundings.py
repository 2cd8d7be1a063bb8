"""A pytest plugin, loaded before Django's settings are: a home for each process of the run, and the settings for tests."""

import os
import tempfile
from pathlib import Path

home = Path(os.environ.setdefault("PERENNIAL_HOME", tempfile.mkdtemp(prefix="perennial-test-")))
if process := os.environ.get("PYTEST_XDIST_WORKER"):  # two processes in one home would read each other's files
    home = home / process
    os.environ["PERENNIAL_HOME"] = str(home)
(home / "static").mkdir(parents=True, exist_ok=True)  # which `serve` makes
os.environ["PERENNIAL_TESTING"] = "1"
