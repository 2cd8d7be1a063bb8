"""A follow-up is deleted and restored as it was: by members, by programs, beside others who work on it."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from perennial.people.actions import delete_party, erase_party, merge_parties, undo_merge
from perennial.people.models import Party
from perennial.promises.actions import (
    FollowUpError,
    complete_follow_up,
    delete_follow_up,
    drop_follow_up,
    edit_follow_up,
    postpone_follow_up,
    restore_follow_up,
    set_follow_up,
)
from perennial.promises.models import Completion, DeletedFollowUp, FollowUp, Postponement
from perennial.promises.queries import follow_up_hits, follow_ups_of
from perennial.promises.tests.conftest import NOON
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program

TODAY = NOON.date()
HTMX = {"hx-request": "true"}


@pytest.fixture
def quote(ana: Member, juno: Party) -> FollowUp:
    return set_follow_up(party_id=juno.pk, text="Send the quote", due_on=TODAY, due_time=dt.time(9, 30), owner=ana, by=ana)


def _all_of(model: type) -> list[dict[str, object]]:
    return list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]


def test_what_was_deleted_is_nowhere_and_comes_back_as_it_was(ana: Member, juno: Party, quote: FollowUp) -> None:
    postpone_follow_up(quote, by=ana, to=TODAY + dt.timedelta(days=3))
    drop_follow_up(quote, by=ana, because="Bought elsewhere")
    before = [_all_of(model) for model in (Completion, Postponement)]
    (row,) = _all_of(FollowUp)
    deleted = delete_follow_up(FollowUp.objects.get(), by=ana)
    assert not FollowUp.objects.exists()
    assert follow_up_hits(ana, "quote", 5) == []
    assert follow_ups_of(juno.pk) == ([], [])
    restored = restore_follow_up(deleted, by=ana)
    assert [_all_of(model) for model in (Completion, Postponement)] == before
    assert _all_of(FollowUp) == [row | {"version": restored.version}]
    assert restored.version > int(str(row["version"]))
    assert [hit.title for hit in follow_up_hits(ana, "quote", 5)] == ["Juno Hart"]
    with pytest.raises(FollowUpError):
        restore_follow_up(deleted, by=ana)
    told = AuditEntry.objects.filter(object_id=quote.pk).order_by("id").values_list("action", flat=True)
    assert [action.rpartition(".")[2] for action in told] == ["set", "postponed", "dropped", "deleted", "restored"]


def test_who_is_too_late_is_told(ana: Member, quote: FollowUp) -> None:
    delete_follow_up(quote, by=ana)
    for late in (
        lambda: delete_follow_up(quote, by=ana),
        lambda: complete_follow_up(quote, by=ana),
        lambda: postpone_follow_up(quote, by=ana, to=TODAY + dt.timedelta(days=1)),
        lambda: edit_follow_up(quote, by=ana, version=1, text="x", due_on=TODAY, due_time=None, owner=ana),
    ):
        with pytest.raises(FollowUpError, match="deleted this follow-up"):
            late()


def test_a_deleted_one_follows_its_customer_and_goes_with_them(
    olive: Member, ana: Member, juno: Party, omar: Party, quote: FollowUp
) -> None:
    deleted = delete_follow_up(quote, by=ana)
    merge_parties(omar, juno, by=olive)
    assert restore_follow_up(deleted, by=ana).party == omar
    delete_follow_up(FollowUp.objects.get(), by=ana)
    delete_party(omar, by=olive)
    erase_party(omar, by=olive, typed_name="Omar Vale")
    assert not DeletedFollowUp.objects.exists()
    assert set(AuditEntry.objects.filter(object_id=quote.pk).values_list("object_name", flat=True)) == {""}


def test_the_screens_delete_list_and_restore(client: Client, ana: Member, juno: Party, quote: FollowUp) -> None:
    client.force_login(ana)
    answer = client.post(reverse("promises:deletion", args=[quote.pk]), headers=HTMX)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    page = client.get(reverse("promises:deleted")).content.decode()
    assert "Send the quote" in page
    assert undo in page
    assert "Nothing fits" in client.get(reverse("promises:deleted"), {"q": "zebra"}).content.decode()
    assert client.post(undo).status_code == 303
    assert FollowUp.objects.get() == quote
    assert client.post(undo).status_code == 404
    assert "Nothing is deleted" in client.get(reverse("promises:deleted")).content.decode()


def test_the_page_of_what_was_deleted_asks_the_same_of_one_and_of_three(client: Client, ana: Member, juno: Party) -> None:
    client.force_login(ana)
    counts = []
    for more in (1, 2):
        for number in range(more):
            made = set_follow_up(party_id=juno.pk, text=f"Step {more} {number}", due_on=TODAY, owner=ana, by=ana)
            delete_follow_up(made, by=ana)
        client.get(reverse("promises:deleted"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("promises:deleted"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_programs_delete_list_and_restore(olive: Member, quote: FollowUp) -> None:
    api = Program(olive)
    at = f"/follow-ups/{quote.pk}"
    read = api("GET", at)
    assert [row["id"] for row in api.told("GET", "/follow-ups?q=quote")["items"]] == [str(quote.pk)]
    assert api("DELETE", at, if_match='"9"').status_code == 412
    assert api("DELETE", at, if_match=read["ETag"]).status_code == 204
    assert api("DELETE", at).status_code == 404
    (deleted,) = api.told("GET", "/follow-ups/deleted?q=QUOTE")["items"]
    assert (deleted["id"], deleted["text"], deleted["deleted_by_id"]) == (str(quote.pk), "Send the quote", str(olive.pk))
    first, again = (api("POST", f"{at}/restoration", idempotency_key="k") for _turn in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    assert first.json() == read.json() | {"version": 2}
    assert api("POST", f"{at}/restoration").status_code == 404


def test_nobody_beyond_reach_restores_it(olive: Member, ana: Member, juno: Party, quote: FollowUp) -> None:
    Party.objects.filter(pk=juno.pk).update(owner=olive)
    delete_follow_up(quote, by=olive)
    ana.reach = "own"
    ana.save()
    api = Program(ana)
    assert api.told("GET", "/follow-ups/deleted")["items"] == []
    assert api("POST", f"/follow-ups/{quote.pk}/restoration").status_code == 404
    assert DeletedFollowUp.objects.exists()


def test_the_panel_says_that_it_is_gone_and_how_it_comes_back(
    client: Client, ana: Member, vik: Member, quote: FollowUp
) -> None:
    at = reverse("records:panel", args=["follow_ups", quote.pk])
    delete_follow_up(quote, by=ana)
    client.force_login(ana)
    assert reverse("promises:restoration", args=[quote.pk]) in client.get(at, headers=HTMX).content.decode()
    client.force_login(vik)
    assert client.get(at, headers=HTMX).status_code == 404


@pytest.mark.parametrize("was_away", [True, False])
def test_what_was_deleted_or_restored_since_a_merge_goes_back_with_its_customer(
    juno: Party, omar: Party, olive: Member, quote: FollowUp, *, was_away: bool
) -> None:
    if was_away:
        delete_follow_up(quote, by=olive)
    merge = merge_parties(omar, juno, by=olive)
    if was_away:
        restore_follow_up(DeletedFollowUp.objects.get(), by=olive)
    else:
        delete_follow_up(quote, by=olive)
    assert undo_merge(merge, by=olive).left == []
    assert (FollowUp if was_away else DeletedFollowUp).objects.get().party_id == juno.pk
