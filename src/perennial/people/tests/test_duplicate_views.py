"""The screens about duplicates: the list, side by side, the decision, the way back, and all certain ones at once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from perennial.kernel import clock, events
from perennial.kernel.jobs.models import Job, State
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import (
    Known,
    create_party,
    merge_parties,
    merging_many,
    start_merging,
    start_undoing,
    stop_merging,
    unmerging_many,
)
from perennial.people.actions.suspecting import compare_changed
from perennial.people.events import MergeUndone, PartiesMerged
from perennial.people.models import Distinction, Merge, Party, Suspicion
from perennial.people.models.merge import UNDOABLE_FOR
from perennial.team.models import Member

LIST = reverse("people:duplicates")


def twice(by: Member, name: str, mail: str) -> tuple[Party, Party]:
    one = create_party(by=by, name=name, city="Bremen", owner=by, identities=[Known("email", mail)])
    return one, create_party(by=by, name=name.upper(), owner=by, identities=[Known("email", mail)])


@pytest.fixture
def pair(olive: Member) -> tuple[Party, Party]:
    found = twice(olive, "Robert Falk", "robert.falk@gmail.com")
    compare_changed()
    return found


@pytest.fixture
def signed(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def test_the_list_says_whom_and_why(signed: Client, pair: tuple[Party, Party]) -> None:
    page = signed.get(LIST).content.decode()
    assert "ROBERT FALK" in page
    assert "Same e-mail address" in page
    assert f"{int(Suspicion.objects.get().confidence * 100)} %" in page
    assert "ROBERT FALK" in signed.get(LIST, {"level": "certain", "field": "email"}).content.decode()
    assert "ROBERT FALK" not in signed.get(LIST, {"level": "possible"}).content.decode()
    assert "ROBERT FALK" not in signed.get(LIST, {"field": "phone"}).content.decode()
    assert signed.get(LIST, {"level": "x", "field": "'", "page": "9999"}).status_code == 200


def test_the_list_asks_as_much_for_three_as_for_one(
    signed: Client, olive: Member, pair: tuple[Party, Party], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed.get(LIST)
    with CaptureQueriesContext(connection) as one:
        signed.get(LIST)
    for name in ("Ida Kessler", "Tom Vogel"):
        twice(olive, name, f"{name.replace(' ', '.').lower()}@gmail.com")
    compare_changed()
    with django_assert_num_queries(len(one)):
        assert signed.get(LIST).content.decode().count("data-row") == 3


def test_a_merge_is_found_by_either_name(signed: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    merge_parties(*pair, by=olive)
    address = reverse("people:merges")
    for words, found in (("ROBERT", 1), ("falk", 1), ("robert falk", 1), ("Ida", 0), ("%", 0), ("_", 0), ("\\", 0)):
        assert signed.get(address, {"q": words}).content.decode().count("data-row") == found, words
    assert "No merge with this name" in signed.get(address, {"q": "Ida"}).content.decode()


def test_side_by_side_then_one_then_two(signed: Client, pair: tuple[Party, Party]) -> None:
    one, other = pair
    address = reverse("people:merge", args=[one.pk, other.pk])
    page = signed.get(address).content.decode()
    assert "This record stays" in page
    sent = {"survivor_version": one.version, "absorbed_version": other.version, "name": "absorbed", "city": "survivor"}
    answer = signed.post(address, sent)
    assert answer["Location"] == reverse("people:party", args=[one.pk])
    assert Party.objects.get(pk=one.pk).name == "ROBERT FALK"
    assert not Suspicion.objects.exists()
    merge = Merge.objects.get()
    assert "Undo" in signed.get(reverse("people:merges")).content.decode()
    assert signed.get(address).status_code == 404
    signed.post(reverse("people:undo_merge", args=[merge.pk]))
    assert Party.objects.get(pk=one.pk).name == "Robert Falk"
    assert Party.objects.kept().count() == 2
    signed.post(reverse("people:undo_merge", args=[merge.pk]))
    assert "Robert Falk" in signed.get(reverse("people:distinct")).content.decode()


def test_who_was_slower_sees_it_and_nothing_is_merged(signed: Client, pair: tuple[Party, Party]) -> None:
    one, other = pair
    address = reverse("people:merge", args=[one.pk, other.pk])
    answer = signed.post(address, {"survivor_version": one.version, "absorbed_version": other.version + 1})
    assert answer.status_code == 409
    assert signed.post(address, {"survivor_version": "x", "name": "neither"}).status_code == 422
    assert not Merge.objects.exists()


def test_not_the_same_is_said_and_taken_back(signed: Client, pair: tuple[Party, Party]) -> None:
    signed.post(reverse("people:distinguish", args=[pair[0].pk, pair[1].pk]))
    assert Distinction.objects.count() == 1
    assert not Suspicion.objects.exists()
    signed.post(reverse("people:suspect_again", args=[pair[1].pk, pair[0].pk]))
    assert not Distinction.objects.exists()
    assert signed.post(reverse("people:distinguish", args=[pair[0].pk, pair[0].pk])).status_code == 303


def test_another_one_is_chosen_by_hand(signed: Client, pair: tuple[Party, Party]) -> None:
    address = reverse("people:merge_with", args=[pair[0].pk])
    assert signed.post(address, {"other": pair[0].pk}).status_code == 422
    answer = signed.post(address, {"other": pair[1].pk})
    assert answer["Location"] == reverse("people:merge", args=[pair[0].pk, pair[1].pk])


def test_the_certain_ones_are_merged_by_a_job(signed: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    twice(olive, "Ida Kessler", "ida.kessler@gmail.com")
    compare_changed()
    assert "2 pairs are certain" in signed.get(reverse("people:merge_certain")).content.decode()
    signed.post(reverse("people:merge_certain"))
    signed.post(reverse("people:merge_certain"))
    assert Job.objects.filter(path__endswith="merge_certain_job").count() == 1
    assert "Merging the certain ones" in signed.get(LIST).content.decode()
    run_jobs()
    assert Merge.objects.filter(by=olive).count() == 2
    assert Party.objects.kept().count() == 2


def test_what_was_merged_in_one_go_is_taken_back_in_one_go(signed: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    for name in ("Ida Kessler", "Tom Vogel"):
        twice(olive, name, f"{name.replace(' ', '.').lower()}@gmail.com")
    compare_changed()
    signed.post(reverse("people:merge_certain"))
    run_jobs()
    runs = Merge.objects.values_list("run", flat=True).distinct()
    assert (Merge.objects.count(), len(runs)) == (3, 1)
    assert "3 pairs merged" in signed.get(reverse("people:merges")).content.decode()
    erased = Merge.objects.order_by("pk")[0]
    Merge.objects.filter(pk=erased.pk).update(at=clock.now() - UNDOABLE_FOR)
    changed = Merge.objects.order_by("pk")[1]
    Merge.objects.filter(pk=changed.pk).update(fields={"city": ["Bremen", "Oslo"]})
    address = reverse("people:undo_run", args=[runs[0]])
    assert "Take them back" in signed.get(address).content.decode()
    assert signed.post(address).status_code == 303
    assert "Taking merges back" in signed.get(reverse("people:merges")).content.decode()
    signed.post(address)
    assert Job.objects.filter(path__endswith="undo_run_job").count() == 1
    run_jobs()
    assert Merge.objects.filter(undone_at__isnull=False).count() == 2
    assert Party.objects.kept().count() == 5
    page = signed.get(reverse("people:merges"), {"run": runs[0], "left": "1"}).content.decode()
    assert page.count("data-row") == 1
    assert "was changed since" in page
    assert "2 taken back" in signed.get(reverse("people:merges")).content.decode()
    signed.post(address)
    assert Job.objects.filter(path__endswith="undo_run_job").count() == 1


def test_a_run_is_stopped(signed: Client, olive: Member, pair: tuple[Party, Party]) -> None:
    signed.post(reverse("people:merge_certain"))
    stop_merging(by=olive)
    stop_merging(by=olive)
    run_jobs()
    assert not Merge.objects.exists()


@pytest.fixture
def demoted(olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """Olive may no longer merge customers once one pair of the run is done."""
    monkeypatch.setattr(merging_many, "LOOK_EVERY", 1)
    monkeypatch.setattr(unmerging_many, "LOOK_EVERY", 1)

    for kind in (PartiesMerged, MergeUndone):
        hearers = [*events.hearers_of(kind), lambda _fact: Member.objects.filter(pk=olive.pk).update(role="agent")]
        monkeypatch.setitem(events._hearers, kind, hearers)


def test_a_run_ends_with_the_right_to_it_and_says_so(
    client: Client, vik: Member, olive: Member, pair: tuple[Party, Party], demoted: None
) -> None:
    twice(olive, "Ida Kessler", "ida.kessler@gmail.com")
    compare_changed()
    start_merging(by=olive)
    run_jobs(raising=False)
    job = Job.objects.get(path__endswith="merge_certain_job")
    assert (job.state, job.attempts, Merge.objects.count()) == (State.DEAD, 1, 1)
    client.force_login(vik)
    for page in (LIST, reverse("people:merges")):
        shown = client.get(page).content.decode()
        assert "Not all certain ones were merged" in shown
        assert "Olive may no longer merge customers. What was merged until then stays" in shown
    Job.objects.filter(pk=job.pk).update(finished_at=clock.now() - dt.timedelta(days=8))
    assert "Not all certain ones" not in client.get(LIST).content.decode()


def test_taking_back_ends_with_the_right_to_it_and_says_so(
    client: Client, vik: Member, olive: Member, pair: tuple[Party, Party], request: pytest.FixtureRequest
) -> None:
    twice(olive, "Ida Kessler", "ida.kessler@gmail.com")
    compare_changed()
    start_merging(by=olive)
    run_jobs()
    run = Merge.objects.values_list("run", flat=True)[0] or 0
    start_undoing(run, by=olive)
    request.getfixturevalue("demoted")
    run_jobs(raising=False)
    assert (Merge.objects.standing().count(), Job.objects.get(path__endswith="undo_run_job").state) == (1, State.DEAD)
    client.force_login(vik)
    shown = client.get(reverse("people:merges")).content.decode()
    assert "Not all merges were taken back" in shown
    assert "Olive may no longer take merges back" in shown


def test_nobody_merges_beyond_their_reach(client: Client, ana: Member, pair: tuple[Party, Party]) -> None:
    merge = merge_parties(*twice(pair[0].owner, "Tom Vogel", "tom.vogel@gmail.com"), by=None)  # type: ignore[arg-type]
    Member.objects.filter(pk=ana.pk).update(reach="own")
    client.force_login(ana)
    assert "Robert Falk" not in client.get(LIST).content.decode()
    assert "Tom Vogel" not in client.get(reverse("people:merges")).content.decode()
    doors: list[tuple[str, list[Any]]] = [
        ("people:merge", [pair[0].pk, pair[1].pk]),
        ("people:distinguish", [pair[0].pk, pair[1].pk]),
        ("people:suspect_again", [pair[0].pk, pair[1].pk]),
        ("people:undo_merge", [merge.pk]),
        ("people:merge_with", [pair[0].pk]),
    ]
    for name, ids in doors:
        assert client.post(reverse(name, args=ids)).status_code == 404
    assert Merge.objects.get().undone_at is None


def test_a_new_customer_who_is_like_a_known_one_is_shown_first(signed: Client, pair: tuple[Party, Party]) -> None:
    sent = {"kind": "person", "name": "Bob Falk", "email": "robertfalk+shop@googlemail.com", "city": "Bremen"}
    answer = signed.post(reverse("people:create"), sent)
    assert answer.status_code == 422
    assert "Names alike" in answer.content.decode()
    assert signed.post(reverse("people:create"), sent | {"anyway": "1"}).status_code == 303
    sent = {"kind": "person", "name": "Zora Quint", "city": "Bremen"}
    assert signed.post(reverse("people:create"), sent).status_code == 303
