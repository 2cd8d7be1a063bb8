"""An import in a process of its own, killed again and again: nothing is lost, nothing doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

LINES = 6000
KILLS = 4
CHECK = """
import json, django; django.setup()
from perennial.people.models import Party
from perennial.purchases.models import Order, OrderLine, PurchaseSummary
from django.db.models import Sum
lines = OrderLine.objects.aggregate(s=Sum("total_minor"))["s"]
sums = PurchaseSummary.objects.aggregate(s=Sum("value_minor"))["s"]
print(json.dumps([Order.objects.count(), OrderLine.objects.count(), Party.objects.count(), lines or 0, sums or 0]))
"""


def surroundings(home: Path) -> dict[str, str]:
    """Of a process with its own home and SQLite database."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return environment | {
        "PERENNIAL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "perennial.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    }


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", "from perennial.config.command import main; main()", *arguments, "--json"]


def finish(home: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        command(home, *arguments), env=surroundings(home), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def kill_while_running(home: Path, dice: random.Random, *arguments: str) -> None:
    process = subprocess.Popen(
        command(home, *arguments),
        env=surroundings(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(dice.uniform(1.5, 4))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def state(home: Path) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], env=surroundings(home), capture_output=True, text=True, timeout=60, check=True
    )
    found: list[int] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_a_killed_import_goes_on_and_a_killed_undo_too(tmp_path: Path) -> None:
    home, file, dice = tmp_path / "home", tmp_path / "lines.csv", random.Random(5)
    rows = [f"N{n // 2},C{n % 1500},2026-01-{1 + n // 2 % 28:02},T{n % 9},2,{1 + n % 50}.50" for n in range(LINES)]
    # both lines of an order name its first line's customer
    rows = [",".join([*rows[n - n % 2].split(",")[:3], *row.split(",")[3:]]) for n, row in enumerate(rows)]
    file.write_text("order number,customer id,date,sku,quantity,amount\n" + "\n".join(rows) + "\n")
    finish(home, "export", "products", "--output", str(tmp_path / "nothing.csv"))
    for _ in range(KILLS):
        kill_while_running(home, dice, "import", "orders", str(file))
    answer = finish(home, "import", "orders", str(file))
    worth = sum(150 + n % 50 * 100 for n in range(LINES))
    parties = len({row.split(",")[1] for row in rows})
    assert state(home) == [LINES // 2, LINES, parties, worth, worth]
    for _ in range(2):
        kill_while_running(home, dice, "import", "undo", str(answer["import_id"]))
    left = state(home)
    if left != [0, 0, 0, 0, 0]:
        finish(home, "import", "undo", str(answer["import_id"]))
    assert state(home) == [0, 0, 0, 0, 0]
