"""Merging many while the process is killed, and merging while a file is imported: in programs of their own, with a database in
a file, where writers wait for each other as they do in earnest."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from perennial.team.models import Member, Workspace
Workspace.objects.create(name="Juniper & Co", currency="EUR", time_zone="Europe/Berlin", country="DE")
Member.objects.create_user("olive@juniper.example", None, name="Olive", role="owner")
print("{}")
"""
KILLED = """
import datetime as dt, json, os, signal, sys, django; django.setup()
from perennial.kernel.events import hears
from perennial.kernel.jobs.models import Job
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import Known, create_party, start_merging
from perennial.people.actions.suspecting import compare_changed
from perennial.people.events import PartiesMerged
from perennial.people.models import Merge, Party
from perennial.team.models import AuditEntry, Member
olive, kill_at, merged = Member.objects.get(), int(sys.argv[1]), []
if not Party.objects.exists():
    for n in range(6):
        for name in (f"Ann Lake{n}", f"Lake{n}, Ann"):
            create_party(by=olive, name=name, tags=[name], identities=[Known("email", f"ann.lake{n}@x.example")])
    compare_changed()
    start_merging(by=olive)
@hears(PartiesMerged)
def die(fact):
    merged.append(fact.merge_id)
    if len(merged) == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
Job.objects.running().update(lease_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
run_jobs()
kept = Party.objects.kept()
print(json.dumps({
    "now": len(merged), "merges": Merge.objects.count(), "runs": len(set(Merge.objects.values_list("run", flat=True))),
    "kept": kept.count(), "tags": sorted(party.taggings.count() for party in kept),
    "told": AuditEntry.objects.filter(action="people.party.merged").count(),
    "jobs": list(Job.objects.filter(path__endswith="merge_certain_job").values_list("state", "attempts")),
}))
"""
IMPORTED = """
import json, django; django.setup()
from perennial.connect.actions import running
from perennial.connect.tests.bringing import bring, take_back
from perennial.people.actions import Known, create_party, gather_stragglers, merge_parties, undo_merge
from perennial.people.models import Merge, Party
from perennial.people.tests.races import at_once
from perennial.purchases.models import Order, PurchaseSummary
from perennial.team.models import Member
running.ROWS_AT_ONCE = 2
olive, found = Member.objects.get(), []
for turn in range(3):
    mail, before = f"twin{turn}@x.example", Party.objects.count()
    ann = create_party(by=olive, name="Ann")
    twin = create_party(by=olive, name="Twin", identities=[Known("email", mail)])
    lines = "".join(f"{turn}-{n},{mail},2026-01-{n + 1:02},5\\n" for n in range(20))
    done = []
    said = at_once(
        lambda: done.append(bring("orders", "number,email,date,amount\\n" + lines)),
        lambda: merge_parties(ann, twin, by=olive),
    )
    merge = Merge.objects.get(absorbed=twin)
    gather_stragglers(merge)
    one = {"said": said, "new": Party.objects.count() - before, "ann": Order.objects.filter(party=ann).count()}
    one["worth"] = PurchaseSummary.objects.get(party=ann).value_minor
    undo_merge(Merge.objects.get(pk=merge.pk), by=olive)
    take_back(done[0])
    one["left"] = Order.objects.filter(party__in=[ann, twin]).count()
    found.append(one)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("prepared")
    run(home, PREPARE)
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "home"))


def run(home: Path, program: str, *arguments: str, ends: int = 0) -> Any:
    """What a program printed last, as JSON; None for one that was killed."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"PERENNIAL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    command = [sys.executable, "-W", "ignore", "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == ends, done.stdout + done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1]) if not ends else None


def test_a_killed_run_goes_on_and_stays_one_run(home: Path) -> None:
    """The pair at which it was killed is whole again: it is merged by the next attempt, once."""
    run(home, KILLED, "3", ends=-9)
    run(home, KILLED, "2", ends=-9)
    done = {"merges": 6, "runs": 1, "kept": 6, "tags": [2] * 6, "told": 6, "jobs": [["done", 3]]}
    assert run(home, KILLED, "0") == {"now": 3, **done}
    assert run(home, KILLED, "0") == {"now": 0, **done}


def test_what_is_imported_for_somebody_who_is_merged_meanwhile_reaches_the_survivor(home: Path) -> None:
    """Whichever of both comes first, and in the middle: every order is with the survivor, nobody is made anew, and the import
    can be taken back after the merge was."""
    turn = {"said": ["", ""], "new": 2, "ann": 20, "worth": 10_000, "left": 0}
    assert run(home, IMPORTED) == [turn] * 3
