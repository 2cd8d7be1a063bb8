"""Suspected pairs: found after a change and at night, decided once, and following whoever is merged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from perennial.kernel.jobs.models import Job
from perennial.people import actions
from perennial.people.actions import Known, create_party, distinguish_parties, merge_parties, undo_merge
from perennial.people.actions.bulk import IdentityRow, PartyRow, write_parties
from perennial.people.actions.suspecting import compare_changed, compare_everybody
from perennial.people.models import Distinction, MatchKey, Party, Suspicion, Uncompared
from perennial.team.models import AuditEntry, Member

KILLED = """
import json, os, signal, sys, django; django.setup()
from django.core.management import call_command
from perennial.people.actions.bulk import IdentityRow, PartyRow, write_parties
from perennial.people.actions.suspecting import compare_everybody
from perennial.people.matching import candidates
from perennial.people.models import Party, Suspicion
candidates.AT_ONCE = 1
call_command("migrate", verbosity=0)
if not Party.objects.exists():
    mails = [(f"Ann Lake{n}", IdentityRow("email", f"a{n}@x.example")) for n in range(9)] * 2
    write_parties(PartyRow(name, identities=(mail,)) for name, mail in mails)
said = []
def told(done, total):
    said.append([done, total])
    if len(said) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
compare_everybody(told)
print(json.dumps({"compared": said[-1], "begun_at": said[0][0] + 1, "found": Suspicion.objects.count()}))
"""


def suspected() -> set[frozenset[str]]:
    return {frozenset((one.first.name, one.second.name)) for one in Suspicion.objects.select_related("first", "second")}


@pytest.fixture
def pair(olive: Member) -> tuple[Party, Party]:
    robert = create_party(by=olive, name="Robert Falk", city="Bremen", identities=[Known("email", "robert.falk@gmail.com")])
    bob = create_party(by=olive, name="Falk, Bob", city="Bremen", identities=[Known("email", "RobertFalk+shop@googlemail.com")])
    create_party(by=olive, name="Somebody Else", city="Bremen")
    return robert, bob


def test_a_change_is_compared_soon(olive: Member, pair: tuple[Party, Party]) -> None:
    assert Job.objects.filter(unique_key="people.compare_changed").count() == 1
    assert compare_changed() == 3
    found = Suspicion.objects.get()
    assert {found.first_id, found.second_id} == {one.pk for one in pair}
    assert found.confidence > 0.97
    assert "email:same" in found.reasons
    assert compare_changed() == 0
    assert not Uncompared.objects.exists()


@pytest.mark.parametrize("look", [compare_changed, compare_everybody])
def test_both_ways_of_looking_find_the_same(olive: Member, pair: tuple[Party, Party], look: Any) -> None:
    look()
    assert suspected() == {frozenset(("Robert Falk", "Falk, Bob"))}
    actions.delete_party(pair[1], by=olive)
    look()
    assert suspected() == set()
    assert not MatchKey.objects.filter(party=pair[1]).exists()
    actions.restore_party(pair[1], by=olive)
    look()
    assert len(suspected()) == 1
    actions.remove_identity(pair[1].identities.get(), by=olive)
    actions.edit_party(pair[1], by=olive, name="Zora Quint", city="Oslo")
    look()
    assert suspected() == set()


def test_what_is_written_in_bulk_is_compared_too(olive: Member, pair: tuple[Party, Party]) -> None:
    compare_changed()
    write_parties([PartyRow("R. Falk", city="Bremen", identities=(IdentityRow("email", "robert.falk@gmail.com"),))])
    compare_changed()
    assert frozenset(("R. Falk", "Robert Falk")) in suspected()


def test_two_who_are_two_are_never_suspected_again(olive: Member, pair: tuple[Party, Party]) -> None:
    compare_changed()
    distinguish_parties(*pair, by=olive)
    distinguish_parties(*reversed(pair), by=olive)
    assert not Suspicion.objects.exists()
    assert Distinction.objects.count() == 1
    assert AuditEntry.objects.filter(action="people.party.distinguished").count() == 1
    actions.edit_party(pair[0], by=olive, job_title="Baker")
    compare_changed()
    compare_everybody()
    assert not Suspicion.objects.exists()
    actions.suspect_again(*pair, by=olive)
    compare_changed()
    assert Suspicion.objects.count() == 1


def test_a_decision_follows_a_merge_and_comes_back(olive: Member, pair: tuple[Party, Party]) -> None:
    robert, bob = pair
    cleo = create_party(by=olive, name="Cleo")
    distinguish_parties(robert, bob, by=olive)
    merge = merge_parties(cleo, bob, by=olive)
    compare_changed()
    compare_everybody()
    assert not Suspicion.objects.exists()
    undo_merge(merge, by=olive)
    assert Distinction.objects.filter(first__in=[robert, bob], second__in=[robert, bob]).exists()
    compare_everybody()
    assert not Suspicion.objects.exists()


def test_a_name_that_very_many_have_costs_little(olive: Member) -> None:
    write_parties(PartyRow("Maria Garcia") for _n in range(200))
    assert compare_everybody() == 0
    compare_changed()
    assert not Suspicion.objects.exists()


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """In processes of their own: the first one is killed in the middle (SIGKILL), the second one compares what is left."""

    def run(kill_at: int) -> dict[str, Any]:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"PERENNIAL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
        command = [sys.executable, "-W", "ignore", "-c", KILLED, str(kill_at)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == (-9 if kill_at else 0), done.stderr[-2000:]
        found: dict[str, Any] = json.loads(done.stdout or "{}")
        return found

    run(kill_at=3)
    assert run(kill_at=0) == {"compared": [9, 9], "begun_at": 3, "found": 9}
    assert run(kill_at=0) == {"compared": [9, 9], "begun_at": 1, "found": 9}
    assert not list((tmp_path / "duplicates").glob("pairs*"))
