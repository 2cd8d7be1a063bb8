"""Changing many customers at once: what is meant, what happens to each, what is told, what stands in the log."""

from typing import Any

import pytest

from perennial.kernel.jobs import Job
from perennial.kernel.live.hearing import Ear, Told, with_facts
from perennial.people.actions import assign_owner, create_party, delete_party, edit_party
from perennial.people.models import Party, StageChange, Tag, Tagging
from perennial.people.tests.together import chosen, do, undo
from perennial.records.bulk import running
from perennial.records.bulk.running import run_bulk
from perennial.records.bulk.starting import TOPIC, BulkRefused, start_bulk, stop_bulk, undo_bulk
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.models import BulkChange, BulkLeft, BulkState, BulkValue
from perennial.team.models import AuditEntry, Member, Notification


@pytest.fixture
def leads(olive: Member) -> list[Party]:
    return [create_party(by=olive, owner=olive, name=f"Lead {n}", city="Bonn") for n in range(5)]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)


def cities() -> list[str]:
    return list(Party.objects.order_by("pk").values_list("city", flat=True))


def test_a_field_of_chosen_ones_is_set_and_set_back(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.city", "Köln", ids=[one.pk for one in leads[:3]])
    assert cities() == ["Köln"] * 3 + ["Bonn"] * 2
    assert (change.state, change.changed, change.total) == (BulkState.DONE, 3, 3)
    assert Party.objects.get(pk=leads[0].pk).version == leads[0].version + 1
    undo(change, by=olive)
    assert cities() == ["Bonn"] * 5
    assert (change.words, BulkChange.objects.get().restored) == ("City: Köln", 3)


def test_all_that_match_are_meant_as_they_were_when_it_began(leads: list[Party], olive: Member) -> None:
    """Whoever is made later is not meant, and whoever no longer fits when their turn comes is left out."""
    change = start_bulk(chosen(olive, Is("city", Operator.IS, "Bonn")), "set.city", "Köln", by=olive)
    late = create_party(by=olive, name="Late", city="Bonn")
    edit_party(leads[4], by=olive, city="Trier")
    run_bulk(change.pk)
    assert cities() == ["Köln"] * 4 + ["Trier", "Bonn"]
    assert Party.objects.get(pk=late.pk).city == "Bonn"


def test_an_undo_leaves_what_was_changed_since_and_says_so(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.city", "Köln")
    edit_party(leads[1], by=olive, city="Trier")
    edit_party(leads[2], by=olive, job_title="Baker")
    delete_party(leads[3], by=olive)
    change = undo(change, by=olive)
    assert cities() == ["Bonn", "Trier", "Bonn", "Köln", "Bonn"]
    assert (change.restored, change.kept, change.state) == (3, 2, BulkState.UNDONE)
    told = list(BulkLeft.objects.filter(is_undo=True).order_by("record").values_list("name", "why"))
    assert told == [("Lead 1", "Somebody changed it since"), ("Lead 3", "It was deleted")]
    with pytest.raises(BulkRefused, match="undone already"):
        undo_bulk(change, by=olive)


def test_undo_while_it_runs_stops_it_first(leads: list[Party], olive: Member) -> None:
    change = start_bulk(chosen(olive), "set.city", "Köln", by=olive)
    undo_bulk(change, by=olive)
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.state, change.changed, cities()) == (BulkState.STOPPED, 0, ["Bonn"] * 5)


def test_what_was_done_before_it_was_stopped_stays_and_can_be_undone(
    leads: list[Party], olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = start_bulk(chosen(olive), "set.city", "Köln", by=olive)
    said = running.progress
    monkeypatch.setattr(running, "progress", lambda *told: (said(*told), stop_bulk(change, by=olive)))
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.state, change.changed, cities()) == (BulkState.STOPPED, 2, ["Köln"] * 2 + ["Bonn"] * 3)
    monkeypatch.setattr(running, "progress", said)
    undo(change, by=olive)
    assert cities() == ["Bonn"] * 5


def test_a_run_that_was_killed_goes_on_without_doing_anything_twice(
    leads: list[Party], olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = start_bulk(chosen(olive), "tag", "vip", by=olive)

    def killed(*told: object) -> None:
        raise KeyboardInterrupt

    said = running.progress
    monkeypatch.setattr(running, "progress", killed)
    with pytest.raises(KeyboardInterrupt):
        run_bulk(change.pk)
    assert Tagging.objects.count() == 2
    monkeypatch.setattr(running, "progress", said)
    run_bulk(change.pk)
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.changed, change.state, BulkValue.objects.count()) == (5, BulkState.DONE, 5)
    assert Tagging.objects.filter(tag__name="vip").count() == 5


def test_tags_are_added_and_taken_off_once(leads: list[Party], olive: Member) -> None:
    first = do(olive, "tag", "vip", ids=[leads[0].pk])
    second = do(olive, "tag", "VIP")
    assert (second.changed, second.same, Tag.objects.count()) == (4, 1, 1)
    undo(first, by=olive)
    assert sorted(Tagging.objects.values_list("party_id", flat=True)) == [one.pk for one in leads[1:]]
    off = do(olive, "untag", Tag.objects.get().pk)
    assert (off.changed, Tagging.objects.count()) == (4, 0)
    assert undo(off, by=olive).restored == 4
    assert undo(second, by=olive).restored == 4  # as if it had never been off


def test_assigning_tells_the_new_owner_once(leads: list[Party], olive: Member, ana: Member) -> None:
    change = do(olive, "set.owner", ana.pk)
    assert set(Party.objects.values_list("owner_id", flat=True)) == {ana.pk}
    told = Notification.objects.get(member=ana)
    assert told.count == 5
    assert undo(change, by=olive).restored == 5
    assert set(Party.objects.values_list("owner_id", flat=True)) == {olive.pk}


def test_stages_keep_their_history(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.stage", "customer")
    assert set(Party.objects.values_list("stage", flat=True)) == {"customer"}
    undo(change, by=olive)
    assert set(Party.objects.values_list("stage", flat=True)) == {"lead"}
    lines = StageChange.objects.filter(party=leads[0]).order_by("pk").values_list("before", "after", "because")
    assert list(lines) == [("lead", "customer", ""), ("customer", "lead", "Taken back")]


def test_deleted_ones_come_back_with_all_that_hung_on_them(leads: list[Party], olive: Member, plan: Any) -> None:
    edit_party(leads[0], by=olive, custom={plan.key: "Gold"})
    do(olive, "tag", "vip")
    change = do(olive, "delete")
    assert not Party.objects.kept().exists()
    undo(change, by=olive)
    assert Party.objects.kept().count() == 5
    assert Tagging.objects.count() == 5
    assert plan.value_in(Party.objects.get(pk=leads[0].pk).custom) is not None


def test_who_sees_only_their_own_changes_only_those(leads: list[Party], olive: Member, ana: Member) -> None:
    ana.reach = "own"
    ana.save()
    assign_owner(leads[0], ana, by=olive)
    change = do(ana, "set.city", "Köln", ids=[one.pk for one in leads[:2]])
    assert cities() == ["Köln"] + ["Bonn"] * 4
    assert (change.changed, change.left_alone) == (1, 1)
    assert BulkLeft.objects.get().name == ""  # of whom she does not see she is told no name
    everything = do(ana, "set.city", "Ulm")
    assert (everything.total, cities()[1:]) == (1, ["Bonn"] * 4)


def test_a_member_who_loses_the_right_while_it_runs_is_stopped(
    leads: list[Party], ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = start_bulk(chosen(ana), "set.city", "Köln", by=ana)
    monkeypatch.setattr(running, "progress", lambda *told: Member.objects.filter(pk=ana.pk).update(role="viewer"))
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.state, change.changed) == (BulkState.STOPPED, 2)
    assert "Ana may no longer do this" in change.trouble
    with pytest.raises(BulkRefused, match="may not undo"):
        undo_bulk(change, by=Member.objects.get(pk=ana.pk))


def test_what_a_member_may_not_do_is_refused(leads: list[Party], vik: Member, ana: Member, olive: Member) -> None:
    for member, act in ((vik, "tag"), (ana, "delete"), (olive, "set.name"), (olive, "set.value")):
        with pytest.raises(BulkRefused, match="cannot be done"):
            start_bulk(chosen(member), act, "x", by=member)
    with pytest.raises(BulkRefused, match="Nothing is selected"):
        start_bulk(chosen(olive, ids=[]), "tag", "x", by=olive)
    assert not BulkChange.objects.exists()
    assert not Job.objects.filter(path__contains="bulk").exists()


def test_the_log_has_one_entry_for_the_whole_and_each_history_its_line(leads: list[Party], olive: Member) -> None:
    before = AuditEntry.objects.wholes().count()
    change = do(olive, "set.city", "Köln")
    wholes = AuditEntry.objects.wholes().order_by("-id")
    assert [entry.action for entry in wholes[: wholes.count() - before]] == ["records.bulk.ended", "records.bulk.begun"]
    assert wholes[0].changes["rows"] == ["", 5]
    entry = AuditEntry.objects.filter(object_id=leads[0].pk).latest("id")
    assert (entry.action, entry.changes, entry.member_id) == ("people.party.updated", {"city": ["Bonn", "Köln"]}, olive.pk)
    assert entry.part_of == change.pk


def test_two_at_once_leave_the_later_word_and_undo_only_what_is_still_theirs(leads: list[Party], olive: Member) -> None:
    first = start_bulk(chosen(olive), "set.city", "Köln", by=olive)
    second = start_bulk(chosen(olive), "set.city", "Ulm", by=olive)
    run_bulk(first.pk)
    run_bulk(second.pk)
    first.refresh_from_db()
    assert undo(first, by=olive).restored == 0
    assert cities() == ["Ulm"] * 5
    second.refresh_from_db()
    assert undo(second, by=olive).restored == 5
    assert cities() == ["Köln"] * 5


def test_whoever_may_see_it_hears_how_far_it_is(leads: list[Party], olive: Member, magnus: Member, ana: Member) -> None:
    change = start_bulk(chosen(olive), "set.city", "Köln", by=olive)
    (told,) = with_facts([Told(1, TOPIC, {"id": str(change.pk)})], {TOPIC})
    ana.reach = "own"
    assert [Ear(one).hears(told) for one in (olive, magnus, ana)] == [True, True, False]
