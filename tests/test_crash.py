"""A short run of bench.jobs_crash: nothing is lost and nothing happens twice under kill -9 and SIGSTOP."""

import json
import os
import subprocess
import sys

from tests.installation import ROOT


def test_killed_and_stopped_workers_lose_and_double_nothing() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"PERENNIAL_HOME", "PERENNIAL_TESTING"}}
    ran = subprocess.run(
        [sys.executable, "-m", "bench.jobs_crash", "--kills", "5", "--zombies", "1", "--jobs", "60"],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert ran.stdout, ran.stderr
    answer = json.loads(ran.stdout)
    for what in ("kill -9", "SIGSTOP"):
        found = answer[what]
        assert (found["lost"], found["doubled"], found["unfinished"]) == (0, 0, 0), answer
    assert answer["kill -9"]["times"] == 5
    assert ran.returncode == 0
