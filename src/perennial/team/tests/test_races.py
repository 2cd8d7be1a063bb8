"""Two at once: one owner, never none, one guest for each invitation."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from perennial.team.tests.races import RACES

FOUND = {
    "first_visits": ["done", "refused", "refused", "refused"],
    "owners_removing_each_other": ["done", "done", "refused"],
    "guests_with_one_invitation": ["done", "refused", "refused"],
}


def in_a_program(home: Path) -> dict[str, list[str]]:
    """On SQLite the tests' own database is in memory, where writers do not wait for each other: take one in a file."""
    environment = os.environ | {"PERENNIAL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    program = [sys.executable, "-m", "perennial.team.tests.races"]
    ran = subprocess.run(program, env=environment, capture_output=True, check=True)
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


@pytest.mark.django_db(transaction=True)
def test_at_once(tmp_path: Path) -> None:
    found = in_a_program(tmp_path) if connection.vendor == "sqlite" else {race.__name__: race() for race in RACES}
    assert found == FOUND
