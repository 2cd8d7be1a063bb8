"""A Spark that dies in the middle of a question: whoever asked is told in words, soon, and so is whoever asks next."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spark import started, without_spark

SURROUNDINGS = {
    "DJANGO_SETTINGS_MODULE": "perennial.config.settings",
    "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
}
ASK = """
import json, sys, django; django.setup()
from perennial.lake.engines import EngineError, SparkEngine
engine = SparkEngine(sys.argv[1])
print(engine.query("SELECT 1 AS one").to_pydict()["one"], flush=True)
told = []
for _ in range(2):
    try:
        engine.query("SELECT COUNT(*) AS n FROM RANGE(100000000000) WHERE MOD(id * id, 7) = 3")
    except EngineError as error:
        told.append([type(error).__name__, str(error)])
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_spark_that_dies_in_the_middle_of_a_question_is_told_in_words(tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, and there is none on this machine")
    with started(tmp_path) as (address, processes):
        asking = subprocess.Popen(
            [sys.executable, "-c", ASK, address],
            env=without_spark() | SURROUNDINGS | {"PERENNIAL_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert asking.stdout is not None
        assert asking.stdout.readline() == "[1]\n"
        os.killpg(processes[-1].pid, signal.SIGKILL)
        told = json.loads(asking.communicate(timeout=120)[0])
    assert len(told) == 2
    for kind, words in told:
        assert kind == "EngineGoneError"
        assert words.startswith("Spark did not answer: ")
        assert "\n" not in words
