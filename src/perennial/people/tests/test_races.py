"""Two at once on the same customers: merging, editing, deleting, parting. Nothing is lost, and who comes later is told why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from perennial.people.tests.races import RACES, run_all


def in_a_program(home: Path) -> dict[str, list[str]]:
    """On SQLite the tests' own database is in memory, where writers do not wait for each other: take one in a file."""
    environment = os.environ | {"PERENNIAL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    program = [sys.executable, "-m", "perennial.people.tests.races"]
    ran = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


@pytest.mark.django_db(transaction=True)
def test_at_once(tmp_path: Path) -> None:
    found = in_a_program(tmp_path) if connection.vendor == "sqlite" else run_all()
    assert found == {race.__name__: [] for race in RACES}
