"""A sync of the lake in a process of its own, killed at any moment: what was committed stands, the next one ends the work."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perennial.connect.tests.test_kill import database as database
from perennial.connect.tests.test_kill import surroundings
from tests.journeys.test_killed_bulk import run

COMMITS_BEFORE_A_KILL = [0, 1, 3, 1, 2, 1]
ORDERS = 4_000
BEGIN = """
import sys, datetime as dt, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import transaction
from perennial.people.actions.bulk import PartyRow, write_parties
from perennial.people.models import Party
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.team.models import Workspace
Workspace.objects.create(name="Juniper & Co", currency="EUR", time_zone="UTC", country="DE")
write_parties([PartyRow(f"Customer {n}") for n in range(50)])
parties = list(Party.objects.values_list("pk", flat=True))
first = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
with transaction.atomic():
    lines = [("Tea", 1000, 100, None)]
    count = int(sys.argv[1])
    write_orders([OrderRow(f"A-{n}", parties[n % 50], first + dt.timedelta(hours=n), "EUR", 100, lines) for n in range(count)])
"""
CHANGE = """
import django; django.setup()
from perennial.purchases.models import Order
Order.objects.filter(number__endswith="7").update(total_minor=200)
"""
SYNC = """
import django; django.setup()
from perennial.lake import extractor
extractor.MOST_IN_A_PASS = 500
from perennial.lake.actions import sync
sync(tell=lambda source, done: print(source, flush=True))
"""
CHECK = """
import json, django; django.setup()
from perennial.lake.queries import open_lake
with open_lake() as lake:
    orders = lake.query("SELECT COUNT(*) AS n, COUNT(DISTINCT order_id) AS ids FROM orders").to_pylist()[0]
    lines = lake.query("SELECT COUNT(*) AS n, COUNT(DISTINCT order_id) AS ids FROM order_lines").to_pylist()[0]
print(json.dumps([orders["n"], orders["ids"], lines["n"], lines["ids"]]))
"""
PROVE = """
import json, django; django.setup()
from perennial.lake.actions.verifying import verify
print(json.dumps({fact.key: [rows, len(differences)] for fact, rows, differences in verify()}))
"""


def kill_a_sync(home: Path, commits: int, later: float) -> None:
    """Kill the sync and the process that copies for it, so many seconds after so many commits."""
    process = subprocess.Popen(
        [sys.executable, "-c", SYNC], env=surroundings(home), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    for _ in range(commits):
        process.stdout.readline()
    time.sleep(later)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


@pytest.mark.slow
def test_a_killed_sync_leaves_whole_commits_and_the_next_one_ends_the_work(tmp_path: Path, database: str) -> None:
    home = tmp_path / "home"
    (tmp_path / "url").write_text(database)
    run(home, BEGIN, str(ORDERS))
    chance, seen = random.Random(4), []
    for number, commits in enumerate(COMMITS_BEFORE_A_KILL):
        if number == len(COMMITS_BEFORE_A_KILL) // 2:
            run(home, CHANGE)
        kill_a_sync(home, commits, chance.uniform(0, 0.2))
        orders, their_ids, lines, of_orders = json.loads(run(home, CHECK))
        assert (orders, lines) == (their_ids, of_orders)  # nothing twice
        assert orders == lines  # an order and what hangs on it are one commit
        seen.append(orders)
    assert seen == sorted(seen)
    assert any(0 < orders < ORDERS for orders in seen)
    run(home, SYNC)
    proven = json.loads(run(home, PROVE))
    assert proven["orders"] == proven["order_lines"] == [ORDERS, 0]
    assert all(differences == 0 for _rows, differences in proven.values())
