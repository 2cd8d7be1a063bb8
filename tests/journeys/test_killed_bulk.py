"""A change of many records in a process of its own, killed in the middle, and its undo: nothing is lost, nothing doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from perennial.connect.tests.test_kill import database as database
from perennial.connect.tests.test_kill import surroundings

COUNT = 1_000
BEGIN = """
import sys, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import transaction
from perennial.people.actions.bulk import PartyRow, write_parties
from perennial.people.models import Party
from perennial.promises.actions import set_follow_up
from perennial.kernel import clock
from perennial.purchases.actions import settle_purchases
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.records.kinds import kind_named
from perennial.records.bulk.starting import Chosen, start_bulk
from perennial.records.listing import Wanted
from perennial.team.models import Member, Workspace
Workspace.objects.create(name="Juniper & Co", currency="EUR", time_zone="UTC", country="DE")
olive = Member.objects.create_user("olive@juniper.example", None, name="Olive", role="owner")
count, kind, act = int(sys.argv[1]), kind_named(sys.argv[2]), sys.argv[3]
write_parties([PartyRow(f"Customer {n}") for n in range(count if kind.key == "customers" else 20)])
parties = list(Party.objects.values_list("pk", flat=True))
if kind.key == "orders":
    with transaction.atomic():
        lines = [("Tea", 1000, 100, None)]
        write_orders([OrderRow(f"A-{n}", parties[n % 20], clock.now(), "EUR", 100, lines) for n in range(count)])
        settle_purchases(parties)
if kind.key == "follow_ups":
    with transaction.atomic():
        for n in range(count):
            set_follow_up(party_id=parties[n % 20], text=f"Call {n}", due_on=clock.today(), owner=olive, by=olive)
wanted = Wanted(kind=kind, member=olive, fields=kind.fields_for(olive))
start_bulk(Chosen(wanted), act, "vip" if act == "tag" else None, by=olive)
"""
WORK = """
import django; django.setup()
from perennial.records.bulk import running, undoing
from perennial.records.bulk.starting import undo_bulk
from perennial.records.models import BulkChange
from perennial.team.models import Member
running.AT_ONCE = undoing.AT_ONCE = 50
told = running.progress
running.progress = lambda *said: (told(*said), print(said[0], flush=True))
change = BulkChange.objects.get()
if change.state == "done":
    change = undo_bulk(change, by=Member.objects.get())
(running.run_bulk if change.state == "running" else undoing.run_undo)(change.pk)
"""
CHECK = """
import json, sys, django; django.setup()
from django.apps import apps
from perennial.records.models import BulkChange, BulkValue
from perennial.team.models import AuditEntry
one = BulkChange.objects.get()
parts = AuditEntry.objects.filter(part_of=one.pk).count()
rows = [apps.get_model(label).objects.count() for label in sys.argv[1:]]
print(json.dumps([one.state, one.changed, one.restored, one.kept, BulkValue.objects.count(), parts, *rows]))
"""


def run(home: Path, code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=surroundings(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def kill_in_the_middle(home: Path) -> None:
    """Kill it as soon as it has done some, whatever it does at that moment."""
    process = subprocess.Popen([sys.executable, "-c", WORK], env=surroundings(home), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def state(home: Path, *labels: str) -> list[Any]:
    """What became of the change, and how many rows these tables have."""
    found: list[Any] = json.loads(run(home, CHECK, *labels))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "act", "labels", "before", "done"),
    [
        ("customers", "tag", ["people.Tagging"], [0], [COUNT]),
        (
            "orders",
            "delete",
            ["purchases.Order", "purchases.OrderLine", "purchases.PurchaseSummary"],
            [COUNT, COUNT, 20],
            [0] * 3,
        ),
        ("follow_ups", "done", ["promises.Completion"], [0], [COUNT]),
    ],
)
def test_a_killed_change_of_many_goes_on_and_a_killed_undo_too(
    kind: str, act: str, labels: list[str], before: list[int], done: list[int], tmp_path: Path, database: str
) -> None:
    home = tmp_path / "home"
    (tmp_path / "url").write_text(database)
    run(home, BEGIN, str(COUNT), kind, act)
    kill_in_the_middle(home)
    assert 0 < state(home)[1] < COUNT
    run(home, WORK)
    assert state(home, *labels) == ["done", COUNT, 0, 0, COUNT, COUNT, *done]
    kill_in_the_middle(home)
    assert state(home)[0] == "undoing"
    run(home, WORK)
    assert state(home, *labels) == ["undone", COUNT, COUNT, 0, COUNT, 2 * COUNT, *before]
