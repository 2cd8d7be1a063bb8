"""Changing many follow-ups at once: moved, handed on, ended, opened, deleted, and every one of these taken back."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.kernel.live.models import LiveSignal
from perennial.people.models import Party
from perennial.people.tests.together import chosen, do, undo
from perennial.promises.actions import (
    complete_follow_up,
    delete_follow_up,
    drop_follow_up,
    postpone_follow_up,
    reopen_follow_up,
    set_follow_up,
)
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import Completion, DeletedFollowUp, FollowUp, Postponement
from perennial.promises.queries import follow_up_hits
from perennial.promises.tests.conftest import NOON
from perennial.records.bulk import running
from perennial.records.bulk.starting import BulkRefused, start_bulk
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.models import BulkChange, BulkLeft
from perennial.team.models import AuditEntry, Member, Notification

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)


@pytest.fixture
def calls(ana: Member, juno: Party, omar: Party) -> list[FollowUp]:
    """One a day from today on, of two customers by turns."""
    days = [TODAY + dt.timedelta(days=n) for n in range(5)]
    return [
        set_follow_up(party_id=(omar if n % 2 else juno).pk, text=f"Call {n}", due_on=day, owner=ana, by=ana)
        for n, day in enumerate(days)
    ]


def do_calls(member: Member, act: str, value: Any = None, **which: Any) -> BulkChange:
    return do(member, act, value, kind=FOLLOW_UPS, **which)


def facts() -> list[Any]:
    """Follow-ups and how they ended, but how often they were written."""
    names = ("pk", "party", "text", "due_on", "due_time", "owner", "is_open")
    endings = Completion.objects.order_by("follow_up").values_list("follow_up", "by", "at", "dropped_because")
    return [list(FollowUp.objects.order_by("pk").values_list(*names)), list(endings)]


def days() -> list[int]:
    return [(day - TODAY).days for day in FollowUp.objects.order_by("pk").values_list("due_on", flat=True)]


def left() -> list[tuple[str, str]]:
    return list(BulkLeft.objects.order_by("record").values_list("name", "why"))


def test_many_are_due_on_another_day_and_say_so_each(calls: list[FollowUp], ana: Member) -> None:
    complete_follow_up(calls[0], by=ana)
    change = do_calls(ana, "set.due", str(TODAY + dt.timedelta(days=9)))
    assert days() == [0, 9, 9, 9, 9]
    assert left() == [("Call 0", "It has ended")]
    assert Postponement.objects.filter(after=TODAY + dt.timedelta(days=9), by=ana).count() == 4
    entry = AuditEntry.objects.filter(object_id=calls[1].pk).latest("id")
    assert (entry.action, entry.part_of) == ("promises.followup.postponed", change.pk)
    assert entry.changes == {"due_on": [str(TODAY + dt.timedelta(days=1)), str(TODAY + dt.timedelta(days=9))]}
    postpone_follow_up(calls[4], by=ana, to=TODAY + dt.timedelta(days=12))
    assert (undo(change, by=ana).restored, days()) == (3, [0, 1, 2, 3, 12])
    assert "has passed" in do_calls(ana, "set.due", "2026-01-01").trouble


def test_many_are_postponed_each_from_its_own_day(calls: list[FollowUp], ana: Member) -> None:
    FollowUp.objects.filter(pk=calls[0].pk).update(due_on=TODAY - dt.timedelta(days=20))
    change = do_calls(ana, "later", 7)
    assert days() == [7, 8, 9, 10, 11]
    assert change.words == "Postponed: By a week"
    undo(change, by=ana)
    assert days() == [-20, 1, 2, 3, 4]


def test_who_gets_many_hears_of_it_once(calls: list[FollowUp], ana: Member, olive: Member, vik: Member) -> None:
    change = do_calls(ana, "set.owner", olive.pk)
    assert set(FollowUp.objects.values_list("owner", flat=True)) == {olive.pk}
    assert [told.count for told in Notification.objects.filter(member=olive)] == [5]
    entry = AuditEntry.objects.filter(object_id=calls[0].pk).latest("id")
    assert entry.changes["owner"][1]["name"] == "Olive"
    assert undo(change, by=ana).restored == 5
    assert set(FollowUp.objects.values_list("owner", flat=True)) == {ana.pk}
    assert "may not do them" in do_calls(ana, "set.owner", vik.pk).trouble


def test_many_are_done_and_opened_again(calls: list[FollowUp], ana: Member) -> None:
    drop_follow_up(calls[0], by=ana, because="Bought elsewhere")
    before = facts()
    change = do_calls(ana, "done")
    assert (change.changed, change.same, Completion.objects.filter(dropped_because="").count()) == (4, 1, 4)
    reopen_follow_up(FollowUp.objects.get(pk=calls[4].pk), by=ana)
    complete_follow_up(FollowUp.objects.get(pk=calls[4].pk), by=ana)
    assert undo(change, by=ana).restored == 3
    assert left() == [("Call 4", "Somebody changed it since")]
    undo(do_calls(ana, "reopen", ids=[calls[4].pk]), by=ana)
    reopen_follow_up(FollowUp.objects.get(pk=calls[4].pk), by=ana)
    assert facts() == before


def test_many_are_dropped_with_one_reason_and_reopened_as_they_ended(calls: list[FollowUp], ana: Member) -> None:
    complete_follow_up(calls[0], by=ana)
    do_calls(ana, "drop", "The fair was called off")
    entry = AuditEntry.objects.filter(object_id=calls[1].pk).latest("id")
    assert (entry.action, entry.changes["dropped_because"][1]) == ("promises.followup.dropped", "The fair was called off")
    ended = facts()
    change = do_calls(ana, "reopen")
    assert (change.changed, Completion.objects.count()) == (5, 0)
    undo(change, by=ana)
    assert facts() == ended


def test_many_are_deleted_and_restored(calls: list[FollowUp], ana: Member) -> None:
    complete_follow_up(calls[0], by=ana)
    before = facts()
    change = do_calls(ana, "delete")
    assert (FollowUp.objects.count(), DeletedFollowUp.objects.count(), follow_up_hits(ana, "call", 5)) == (0, 5, [])
    assert undo(change, by=ana).restored == 5
    assert facts() == before
    assert len(follow_up_hits(ana, "call", 9)) == 5
    told = AuditEntry.objects.filter(object_id=calls[2].pk).order_by("id").values_list("action", flat=True)
    assert list(told)[-2:] == ["promises.followup.deleted", "promises.followup.restored"]


def test_pages_of_their_customers_follow_a_few(calls: list[FollowUp], juno: Party, omar: Party, ana: Member) -> None:
    LiveSignal.objects.all().delete()
    do_calls(ana, "done")
    told = LiveSignal.objects.filter(topic="followup").values_list("data", flat=True)
    assert {one["id"] for one in told} == {str(juno.pk), str(omar.pk)}


def test_an_undo_leaves_what_was_deleted_or_restored_since(calls: list[FollowUp], ana: Member) -> None:
    moved = do_calls(ana, "later", 1, ids=[calls[0].pk, calls[1].pk])
    delete_follow_up(FollowUp.objects.get(pk=calls[0].pk), by=ana)
    assert undo(moved, by=ana).restored == 1
    assert left() == [("Call 0", "It was deleted")]


def test_only_those_of_customers_within_reach(calls: list[FollowUp], juno: Party, ana: Member, olive: Member) -> None:
    Party.objects.filter(pk=juno.pk).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana = Member.objects.get(pk=ana.pk)
    change = do_calls(ana, "done", ids=[one.pk for one in calls])
    assert (change.changed, change.left_alone) == (3, 2)
    assert {name for name, _why in left()} == {""}
    assert do_calls(ana, "later", 1, condition=Is("is_open", Operator.IS, value=True)).total == 0


def test_who_may_not_keep_promises_is_offered_nothing(calls: list[FollowUp], vik: Member) -> None:
    for act in ("done", "later", "drop", "reopen", "delete", "set.due", "set.owner"):
        with pytest.raises(BulkRefused, match="cannot be done"):
            start_bulk(chosen(vik, kind=FOLLOW_UPS), act, None, by=vik)


def test_the_list_offers_it_without_a_script(calls: list[FollowUp], ana: Member, client: Client) -> None:
    client.force_login(ana)
    page = client.get("/follow-ups/?view=all").content.decode()
    for act in ("done", "later", "drop", "reopen", "delete", "set.due", "set.owner"):
        assert f'name="act" value="{act}"' in page
    given = {"act": "later", "record": [str(calls[0].pk), str(calls[1].pk)], "query": "?view=all"}
    asked = client.post("/lists/follow_ups/bulk/", given).content.decode()
    assert "2 follow-ups. Each from its own day" in asked
    client.post("/lists/follow_ups/bulk/", given | {"sure": "1", "value": "3"})
    run_jobs()
    assert days() == [3, 4, 2, 3, 4]
    due = {"act": "set.due", "all": "1", "query": "?view=all", "sure": "1", "value": "2026-12-24"}
    client.post("/lists/follow_ups/bulk/", due)
    run_jobs()
    assert set(FollowUp.objects.values_list("due_on", flat=True)) == {dt.date(2026, 12, 24)}
    owner = {"act": "set.owner", "record": str(calls[0].pk), "query": "", "sure": "1", "value": str(ana.pk)}
    begun = client.post("/lists/follow_ups/bulk/", owner)
    run_jobs()
    assert "Owner: Ana" in client.get(begun["Location"]).content.decode()
