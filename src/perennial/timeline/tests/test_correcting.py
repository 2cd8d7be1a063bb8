import datetime as dt

import pytest

from perennial.kernel import clock
from perennial.timeline.actions import (
    TouchpointError,
    correct_touchpoint,
    log_touchpoint,
    pin_touchpoint,
    recompute_contacts,
    reinstate_touchpoint,
    unpin_touchpoint,
    withdraw_touchpoint,
)
from perennial.timeline.models import ContactSummary, Pin, Touchpoint

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
LAST_WEEK = NOON - dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing_at(NOON):
        yield


def _summary(party):
    return ContactSummary.objects.filter(party=party).first()


def test_a_correction_is_a_new_entry_and_the_original_stays(ana, juno):
    first = log_touchpoint(party_id=juno.pk, kind="call", by=ana, text="Wants the blue one")
    second = correct_touchpoint(first, by=ana, text="Wants the green one")
    third = correct_touchpoint(second, by=ana, text="Wants the teal one")
    assert third.corrects == first
    assert Touchpoint.objects.count() == 3
    assert list(Touchpoint.objects.standing()) == [third]
    assert _summary(juno).touchpoints == 1


def test_a_correction_that_changes_nothing_is_not_written(ana, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Likes oak")
    assert correct_touchpoint(note, by=ana, text="Likes oak") == note
    assert Touchpoint.objects.count() == 1


def test_two_who_correct_the_same_version_meet(ana, magnus, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Likes oak")
    correct_touchpoint(note, by=ana, text="Likes ash")
    with pytest.raises(TouchpointError, match="in the meantime"):
        correct_touchpoint(note, by=magnus, text="Likes elm")


def test_the_summary_follows_corrections_and_withdrawals(ana, juno):
    log_touchpoint(party_id=juno.pk, kind="visit", by=ana, happened_at=LAST_WEEK)
    call = log_touchpoint(party_id=juno.pk, kind="call", by=ana)
    assert _summary(juno).last_two_way_at == NOON
    moved = correct_touchpoint(call, by=ana, happened_at=LAST_WEEK - dt.timedelta(days=1))
    assert _summary(juno).last_two_way_at == LAST_WEEK
    correct_touchpoint(moved, by=ana, happened_at=NOON)
    withdraw_touchpoint(call, by=ana)
    assert (_summary(juno).last_two_way_at, _summary(juno).touchpoints) == (LAST_WEEK, 1)
    juno.refresh_from_db()
    assert juno.last_contact_at == LAST_WEEK


def test_undo_is_a_withdrawal_once_and_can_be_taken_back(ana, juno):
    call = log_touchpoint(party_id=juno.pk, kind="call", by=ana, text="Hello")
    assert withdraw_touchpoint(call, by=ana) == withdraw_touchpoint(call, by=ana)
    assert not Touchpoint.objects.standing().exists()
    assert _summary(juno) is None
    juno.refresh_from_db()
    assert juno.last_contact_at is None
    again = reinstate_touchpoint(call, by=ana)
    assert (again.text, again.kind, _summary(juno).last_two_way_at) == ("Hello", "call", NOON)
    assert reinstate_touchpoint(call, by=ana) == again


def test_recomputing_everything_says_the_same_as_keeping_up(ana, juno, omar):
    for days, (party, kind, direction) in enumerate(
        [(juno, "email", "in"), (juno, "email", "out"), (juno, "note", "none"), (omar, "call", "both"), (omar, "message", "in")]
    ):
        log_touchpoint(party_id=party.pk, kind=kind, direction=direction, by=None, happened_at=NOON - dt.timedelta(days=days))
    kept = list(ContactSummary.objects.order_by("party").values())
    ContactSummary.objects.all().delete()
    recompute_contacts()
    assert list(ContactSummary.objects.order_by("party").values()) == kept
    recompute_contacts([juno.pk])
    assert list(ContactSummary.objects.order_by("party").values()) == kept


def test_a_pin_stays_on_the_entry_through_its_corrections(ana, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Allergic to nuts")
    version = correct_touchpoint(note, by=ana, text="Allergic to hazelnuts")
    assert pin_touchpoint(version, by=ana) == pin_touchpoint(note, by=ana)
    assert Pin.objects.get().touchpoint == note
    unpin_touchpoint(version, by=ana)
    unpin_touchpoint(version, by=ana)
    assert not Pin.objects.exists()
