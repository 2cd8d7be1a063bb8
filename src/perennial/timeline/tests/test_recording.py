import datetime as dt

import pytest
from django.db import connection

from perennial.kernel import clock
from perennial.kernel.events import _hearers
from perennial.team.models import AuditEntry
from perennial.timeline.actions import TouchpointError, log_touchpoint
from perennial.timeline.events import TouchpointLogged
from perennial.timeline.models import ContactSummary, Touchpoint

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing_at(NOON):
        yield


def test_a_call_is_logged_told_and_recorded(ana, juno, monkeypatch):
    told = []
    monkeypatch.setitem(_hearers, TouchpointLogged, [told.append])
    call = log_touchpoint(party_id=juno.pk, kind="call", by=ana, text="Asked about the oak table")
    assert (call.channel, call.direction, call.happened_at) == ("phone", "both", NOON)
    assert [(event.touchpoint_id, event.contact, event.by_id) for event in told] == [(call.pk, True, ana.pk)]
    assert AuditEntry.objects.get().action == "timeline.touchpoint.logged"
    juno.refresh_from_db()
    assert juno.last_contact_at == NOON


def test_the_same_told_twice_is_one_and_answers_with_the_first(ana, juno):
    first = log_touchpoint(party_id=juno.pk, kind="message", by=None, text="Hello", source="shop", key="m-1")
    again = log_touchpoint(party_id=juno.pk, kind="message", by=None, text="Hello again", source="shop", key="m-1")
    other = log_touchpoint(party_id=juno.pk, kind="message", by=None, source="chat", key="m-1")
    assert again == first
    assert again.text == "Hello"
    assert other != first
    assert ContactSummary.objects.get(party=juno).touchpoints == 2


def test_a_late_entry_shows_both_moments_and_does_not_move_the_last_contact_back(ana, juno):
    log_touchpoint(party_id=juno.pk, kind="call", by=ana)
    late = log_touchpoint(party_id=juno.pk, kind="visit", by=ana, happened_at=NOON - dt.timedelta(days=9))
    assert (late.happened_at, late.recorded_at) == (NOON - dt.timedelta(days=9), NOON)
    assert ContactSummary.objects.get(party=juno).last_two_way_at == NOON


def test_only_real_exchanges_count_as_two_way(ana, juno):
    for kind in ("note", "missed_call", "review", "other"):
        log_touchpoint(party_id=juno.pk, kind=kind, by=ana)
    log_touchpoint(party_id=juno.pk, kind="email", by=ana)
    summary = ContactSummary.objects.get(party=juno)
    assert (summary.last_two_way_at, summary.last_outbound_at, summary.touchpoints) == (None, NOON, 5)
    answered = NOON - dt.timedelta(hours=1)
    log_touchpoint(party_id=juno.pk, kind="email", by=None, direction="in", happened_at=answered)
    summary.refresh_from_db()
    assert summary.last_two_way_at == answered


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"text": "x" * 5_000_000}, "5,000,000 characters"),
        ({"text": "nul\x00"}, "null character"),
        ({"happened_at": NOON + dt.timedelta(hours=1)}, "in the future"),
        ({"happened_at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, "before 1900"),
        ({"happened_at": dt.datetime(9999, 12, 31, tzinfo=dt.UTC)}, "in the future"),
        ({"kind": "séance"}, "not a kind"),
        ({"direction": "up"}, "not a direction"),
        ({"properties": {"a": float("nan")}}, "JSON"),
        ({"properties": {"a": "\x00"}}, "null character"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(ana, juno, what, words):
    with pytest.raises(TouchpointError, match=words):
        log_touchpoint(**({"party_id": juno.pk, "kind": "note", "by": ana} | what))
    assert not Touchpoint.objects.exists()


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "👩‍👩‍👧 was here 🎉", "<script>alert(1)</script>", "‮evil", "Robert'); DROP TABLE--"]
)
def test_every_script_and_trick_is_kept_as_it_is(ana, juno, text):
    kept = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text=text)
    assert Touchpoint.objects.get(pk=kept.pk).text == text


def test_logging_costs_the_same_however_long_the_timeline(ana, juno, django_assert_num_queries):
    log_touchpoint(party_id=juno.pk, kind="call", by=ana)
    notified = 2 if connection.vendor == "postgresql" else 0  # open pages are woken at once there
    with django_assert_num_queries(10 + notified):
        log_touchpoint(party_id=juno.pk, kind="note", by=ana)
