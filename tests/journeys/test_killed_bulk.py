"""A change of many customers in a process of its own, killed in the middle, and its undo: nothing is lost, nothing doubled."""

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

COUNT = 2_000
BEGIN = """
import sys, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import transaction
from perennial.people.actions.bulk import PartyRow, write_parties
from perennial.people.kind import CUSTOMERS
from perennial.records.bulk.starting import Chosen, start_bulk
from perennial.records.listing import Wanted
from perennial.team.models import Member, Workspace
Workspace.objects.create(name="Juniper & Co", currency="EUR", time_zone="UTC", country="DE")
olive = Member.objects.create_user("olive@juniper.example", None, name="Olive", role="owner")
write_parties([PartyRow(f"Customer {n}") for n in range(int(sys.argv[1]))])
wanted = Wanted(kind=CUSTOMERS, member=olive, fields=CUSTOMERS.fields_for(olive))
start_bulk(Chosen(wanted), "tag", "vip", by=olive)
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
import json, django; django.setup()
from perennial.people.models import Tagging
from perennial.records.models import BulkChange, BulkValue
from perennial.team.models import AuditEntry
one = BulkChange.objects.get()
parts = AuditEntry.objects.filter(part_of=one.pk).count()
told = [one.state, one.changed, one.restored, one.kept, Tagging.objects.count(), BulkValue.objects.count(), parts]
print(json.dumps(told))
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


def state(home: Path) -> list[Any]:
    found: list[Any] = json.loads(run(home, CHECK))
    return found


@pytest.mark.slow
def test_a_killed_change_of_many_goes_on_and_a_killed_undo_too(tmp_path: Path, database: str) -> None:
    home = tmp_path / "home"
    (tmp_path / "url").write_text(database)
    run(home, BEGIN, str(COUNT))
    kill_in_the_middle(home)
    assert 0 < state(home)[1] < COUNT
    run(home, WORK)
    assert state(home) == ["done", COUNT, 0, 0, COUNT, COUNT, COUNT]
    kill_in_the_middle(home)
    assert state(home)[0] == "undoing"
    run(home, WORK)
    assert state(home) == ["undone", COUNT, COUNT, 0, 0, COUNT, 2 * COUNT]
