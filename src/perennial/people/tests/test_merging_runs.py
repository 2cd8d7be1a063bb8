"""Merging in one go: only what the page is narrowed to, and what comes of a run that was taken back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import (
    Known,
    create_party,
    merge_parties,
    purge_merges,
    start_merging,
    start_undoing,
    undo_merge,
    unmerging_many,
)
from perennial.people.actions.suspecting import compare_changed
from perennial.people.models import Distinction, Merge, Party, Suspicion
from perennial.people.models.merge import UNDOABLE_FOR
from perennial.people.queries.duplicates import certain_for
from perennial.team.models import Member

LIST, MERGING = reverse("people:duplicates"), reverse("people:merge_certain")


def written(by: Member, name: str, times: int = 2, batch: int | None = None) -> list[Party]:
    """One customer, written down so many times."""
    mail = Known("email", f"{name.replace(' ', '.').lower()}@gmail.com")
    found = [create_party(by=by, name=name, city="Bremen", owner=by, identities=[mail]) for _time in range(times)]
    Party.objects.filter(pk__in=[party.pk for party in found]).update(batch=batch)
    return found


@pytest.fixture
def signed(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def merged_and_taken_back(by: Member) -> int:
    compare_changed()
    start_merging(by=by)
    run_jobs()
    run = Merge.objects.order_by("-pk").values_list("run", flat=True)[0] or 0
    start_undoing(run, by=by)
    run_jobs()
    compare_changed()
    return run


def test_what_was_taken_back_in_one_go_waits_for_somebody_to_decide(signed: Client, olive: Member) -> None:
    """Also where a customer was written down three times, and the run merged two of the three pairs."""
    written(olive, "Robert Falk")
    written(olive, "Ida Kessler", times=3)
    merged_and_taken_back(olive)
    assert Merge.objects.standing().count() == Distinction.objects.count() == 0
    page = signed.get(LIST).content.decode()
    assert page.count("data-row") == page.count("taken back on") == 4
    assert MERGING not in page
    written(olive, "Tom Vogel")
    compare_changed()
    assert "1 pair is certain" in signed.get(MERGING).content.decode()
    start_merging(by=olive)
    run_jobs()
    assert Merge.objects.standing().get().survivor.name == "Tom Vogel"


def test_what_was_taken_back_is_decided_one_by_one(signed: Client, olive: Member) -> None:
    robert, ida = written(olive, "Robert Falk"), written(olive, "Ida Kessler")
    merged_and_taken_back(olive)
    signed.post(reverse("people:distinguish", args=[party.pk for party in robert]))
    assert Suspicion.objects.count() == Distinction.objects.count() == 1
    merge = merge_parties(ida[0], Party.objects.get(pk=ida[1].pk), by=olive)
    undo_merge(merge, by=olive)
    compare_changed()
    assert (Suspicion.objects.count(), Distinction.objects.count()) == (0, 2)


def test_a_run_that_was_taken_back_is_remembered_longer_than_its_merges(olive: Member) -> None:
    written(olive, "Robert Falk")
    merged_and_taken_back(olive)
    Merge.objects.update(at=clock.now() - UNDOABLE_FOR - dt.timedelta(days=1))
    assert (purge_merges(), purge_merges()) == (1, 0)
    assert Party.objects.kept().filter(name="Robert Falk").count() == 2
    assert Suspicion.objects.count() == 1
    assert not certain_for(olive).exists()


def test_only_what_the_page_is_narrowed_to_is_merged(signed: Client, olive: Member) -> None:
    written(olive, "Robert Falk", batch=7)
    written(olive, "Ida Kessler", batch=8)
    written(olive, "Tom Vogel", batch=8)
    compare_changed()
    address = f"{MERGING}?field=&amp;batch=8"
    assert address in signed.get(LIST, {"batch": 8}).content.decode()
    assert MERGING not in signed.get(LIST, {"batch": 8, "level": "likely"}).content.decode()
    assert MERGING not in signed.get(LIST, {"batch": 8, "field": "phone"}).content.decode()
    asked = signed.get(MERGING, {"batch": 8, "field": "email"}).content.decode()
    assert "2 pairs are certain" in asked
    assert "whom one import added, and that agree in “E-mail”" in asked
    assert "3 pairs are certain" in signed.get(MERGING).content.decode()
    answer = signed.post(f"{MERGING}?batch=8&field=email")
    assert answer["Location"] == f"{LIST}?field=email&batch=8"
    run_jobs()
    assert set(Merge.objects.values_list("survivor__name", flat=True)) == {"Ida Kessler", "Tom Vogel"}


def test_the_bar_goes_on_where_a_broken_run_left_it(olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Robert Falk", "Ida Kessler", "Tom Vogel", "Zora Quint"):
        written(olive, name)
    compare_changed()
    start_merging(by=olive)
    run_jobs()
    run = Merge.objects.values_list("run", flat=True)[0] or 0
    for merge in Merge.objects.order_by("-pk")[:2]:
        undo_merge(merge, by=olive)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(unmerging_many, "progress", lambda done, total, _words: told.append((done, total)))
    assert unmerging_many.undo_run(run, by=olive) == 2
    assert told == [(3, 4), (4, 4)]
