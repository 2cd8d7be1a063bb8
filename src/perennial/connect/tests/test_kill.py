"""An import in a process of its own, killed again and again: nothing is lost, nothing doubled."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

LINES = 40_000
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


@pytest.fixture
def database() -> Iterator[str]:
    """The DATABASE_URL of an empty database on the server that the tests use; "" where that is SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"killed_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def surroundings(home: Path) -> dict[str, str]:
    """Of a process with its own home and database."""
    url = (home.parent / "url").read_text()
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return (
        environment
        | ({"DATABASE_URL": url} if url else {})
        | {
            "PERENNIAL_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "perennial.config.settings",
            "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        }
    )


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", "from perennial.config.command import main; main()", *arguments, "--json"]


def finish(home: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        command(home, *arguments), env=surroundings(home), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def kill_while_running(home: Path, dice: random.Random, *arguments: str) -> bool:
    """Kill it some time after it began its work; whether it was done by then (its answer may be lost all the same)."""
    process = subprocess.Popen(
        command(home, *arguments),
        env=surroundings(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and not is_at_work(home):
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 0.6))
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return not is_at_work(home)


def is_at_work(home: Path) -> bool:
    """Whether an import or an undo is under way."""
    return bool(imports(home, "state IN ('running', 'undoing')"))


def imports(home: Path, condition: str) -> list[int]:
    """The ids of the imports that fit, asked of the database itself."""
    query = f"SELECT id FROM connect_import WHERE {condition}"
    if url := (home.parent / "url").read_text():
        import psycopg

        with psycopg.connect(url) as server:
            found: Any = server.execute(query).fetchall()
    else:
        with closing(sqlite3.connect(home / "perennial.sqlite3", timeout=30)) as file:
            found = file.execute(query).fetchall()
    return [row[0] for row in found]


def state(home: Path) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], env=surroundings(home), capture_output=True, text=True, timeout=60, check=True
    )
    found: list[int] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_a_killed_import_goes_on_and_a_killed_undo_too(tmp_path: Path, database: str) -> None:
    home, file, dice = tmp_path / "home", tmp_path / "lines.csv", random.Random(5)
    (tmp_path / "url").write_text(database)
    rows = [f"N{n // 2},C{n % 1500},2026-01-{1 + n // 2 % 28:02},T{n % 9},2,{1 + n % 50}.50" for n in range(LINES)]
    # both lines of an order name its first line's customer
    rows = [",".join([*rows[n - n % 2].split(",")[:3], *row.split(",")[3:]]) for n, row in enumerate(rows)]
    file.write_text("order number,customer id,date,sku,quantity,amount\n" + "\n".join(rows) + "\n")
    finish(home, "export", "products", "--output", str(tmp_path / "nothing.csv"))
    kills = 1
    while not (done := kill_while_running(home, dice, "import", "orders", str(file))) and kills < KILLS:
        kills += 1
    if not done:
        finish(home, "import", "orders", str(file))
    (number,) = imports(home, "state = 'done'")
    worth = sum(150 + n % 50 * 100 for n in range(LINES))
    parties = len({row.split(",")[1] for row in rows})
    assert state(home) == [LINES // 2, LINES, parties, worth, worth]
    undo = ("import", "undo", str(number))
    if not any(kill_while_running(home, dice, *undo) for _ in range(2)):
        finish(home, *undo)
    assert state(home) == [0, 0, 0, 0, 0]
