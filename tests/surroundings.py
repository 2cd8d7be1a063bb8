"""A pytest plugin that is loaded before Django's settings are: a home of its own for the run, and the settings for tests."""

import os
import tempfile

os.environ.setdefault("PERENNIAL_HOME", tempfile.mkdtemp(prefix="perennial-test-"))
os.environ["PERENNIAL_TESTING"] = "1"
