"""A pytest plugin that is loaded before Django's settings are: a home of its own for the run, and the settings for tests."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PERENNIAL_HOME", tempfile.mkdtemp(prefix="perennial-test-"))
Path(os.environ["PERENNIAL_HOME"], "static").mkdir(parents=True, exist_ok=True)  # which `serve` makes
os.environ["PERENNIAL_TESTING"] = "1"
