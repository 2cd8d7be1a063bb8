import datetime as dt

import pytest

from perennial.kernel.events import _hearers
from perennial.promises.actions import (
    FollowUpError,
    StaleFollowUpError,
    complete_follow_up,
    drop_follow_up,
    edit_follow_up,
    postpone_follow_up,
    reopen_follow_up,
    set_follow_up,
)
from perennial.promises.events import FollowUpDone, FollowUpSet
from perennial.promises.models import Completion, FollowUp, Postponement
from perennial.team.models import AuditEntry

TODAY = dt.date(2026, 11, 20)
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def quote(ana, juno):
    return set_follow_up(party_id=juno.pk, text="Send the quote", due_on=TODAY, owner=ana, by=ana)


def test_a_follow_up_is_set_told_and_recorded(ana, juno, monkeypatch):
    told = []
    monkeypatch.setitem(_hearers, FollowUpSet, [told.append])
    follow_up = set_follow_up(party_id=juno.pk, text=" Ask about the table ", due_on=MONDAY, owner=ana, by=ana)
    assert (follow_up.text, follow_up.is_open, follow_up.version) == ("Ask about the table", True, 1)
    assert [(event.follow_up_id, event.due_on) for event in told] == [(follow_up.pk, MONDAY)]
    assert AuditEntry.objects.get().action == "promises.followup.set"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"text": "  "}, "what is to be done"),
        ({"text": "x" * 301}, "300 characters"),
        ({"text": "a\x00b"}, "null character"),
        ({"due_on": dt.date(1, 1, 1)}, "has passed"),
        ({"due_on": dt.date(9999, 12, 31)}, "ten years"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(ana, juno, what, words):
    with pytest.raises(FollowUpError, match=words):
        set_follow_up(**({"party_id": juno.pk, "text": "Call", "due_on": TODAY, "owner": ana, "by": ana} | what))
    assert not FollowUp.objects.exists()


def test_nobody_who_left_is_made_the_owner(ana, magnus, juno):
    magnus.is_active = False
    magnus.save()
    with pytest.raises(FollowUpError, match="Magnus no longer works here"):
        set_follow_up(party_id=juno.pk, text="Call", due_on=TODAY, owner=magnus, by=ana)


def test_an_edit_from_an_older_version_changes_nothing(ana, magnus, quote):
    edit_follow_up(quote, by=magnus, version=1, text="Send the new quote", due_on=MONDAY, due_time=None, owner=magnus)
    with pytest.raises(StaleFollowUpError) as refused:
        edit_follow_up(quote, by=ana, version=1, text="Send a quote", due_on=TODAY, due_time=None, owner=ana)
    assert refused.value.theirs.text == "Send the new quote"
    quote.refresh_from_db()
    assert (quote.text, quote.due_on, quote.owner, quote.version) == ("Send the new quote", MONDAY, magnus, 2)


def test_postponing_keeps_who_moved_it_from_which_day(ana, quote):
    postpone_follow_up(quote, by=ana, to=MONDAY)
    postpone_follow_up(quote, by=ana, to=MONDAY)
    moved = Postponement.objects.get()
    assert (moved.before, moved.after, moved.by) == (TODAY, MONDAY, ana)
    quote.refresh_from_db()
    assert quote.due_on == MONDAY


def test_done_twice_is_once_and_can_be_taken_back(ana, quote, monkeypatch):
    told = []
    monkeypatch.setitem(_hearers, FollowUpDone, [told.append])
    first = complete_follow_up(quote, by=ana)
    assert complete_follow_up(quote, by=ana) == first
    assert len(told) == 1
    assert not FollowUp.objects.open().exists()
    with pytest.raises(FollowUpError, match="has ended"):
        postpone_follow_up(quote, by=ana, to=MONDAY)
    reopen_follow_up(quote, by=ana)
    reopen_follow_up(quote, by=ana)
    assert FollowUp.objects.open().get() == quote
    assert not Completion.objects.exists()


def test_dropping_needs_a_reason(ana, quote):
    with pytest.raises(FollowUpError, match="why"):
        drop_follow_up(quote, by=ana, because="  ")
    dropped = drop_follow_up(quote, by=ana, because="They bought elsewhere")
    assert dropped.dropped_because == "They bought elsewhere"
    assert not FollowUp.objects.get().is_open


def test_due_is_counted_in_the_owners_zone(ana, quote):
    ana.time_zone = "Pacific/Kiritimati"  # already the 21st there
    ana.save()
    assert FollowUp.objects.select_related("owner").get().days_late == 1
