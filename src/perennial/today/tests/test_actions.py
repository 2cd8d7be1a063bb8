"""Snoozing and waking: who may, what is refused, done twice, what is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from perennial.kernel import clock
from perennial.kernel.events import Event, _hearers, hears
from perennial.kernel.manifests import Whose
from perennial.people.models import Party
from perennial.team.models import AuditEntry, Member
from perennial.today.actions import SnoozeRefused, snooze_row, wake_row
from perennial.today.events import OwedRowSnoozed, OwedRowWoken
from perennial.today.models import Snooze
from perennial.today.queries import queue_for
from perennial.today.tests.conftest import SOURCE, Debts


def soon(days: int = 3) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


@pytest.fixture
def told():
    heard: list[Event] = []
    before = {kind: list(_hearers[kind]) for kind in (OwedRowSnoozed, OwedRowWoken)}
    hears(OwedRowSnoozed)(heard.append)
    hears(OwedRowWoken)(heard.append)
    yield heard
    for kind, hearers in before.items():
        _hearers[kind][:] = hearers


def test_a_snoozed_row_leaves_and_comes_back_on_its_day(debts: Debts, ada: Party, ana: Member) -> None:
    row = debts.add(ada)
    snooze_row(source=SOURCE, key=row.key, party=ada, until=soon(3), reason="On holiday", by=ana)
    assert queue_for(Whose()).total == 0
    with clock.standing_at(clock.now() + dt.timedelta(days=3)):
        assert queue_for(Whose()).total == 1


def test_snoozing_is_told_and_in_the_audit_log(debts: Debts, ada: Party, ana: Member, told: list[Event]) -> None:
    row = debts.add(ada)
    snooze_row(source=SOURCE, key=row.key, party=ada, until=soon(), reason=" On holiday ", by=ana)
    assert [(fact.source, fact.key, fact.reason, fact.by_id) for fact in told] == [(SOURCE, row.key, "On holiday", ana.pk)]
    entry = AuditEntry.objects.get(action="today.row.snoozed")
    assert (entry.member, entry.object_id, entry.changes["reason"]) == (ana, ada.pk, [None, "On holiday"])


def test_snoozing_twice_moves_the_day(debts: Debts, ada: Party, ana: Member) -> None:
    row = debts.add(ada)
    for days in (3, 9):
        snooze_row(source=SOURCE, key=row.key, party=ada, until=soon(days), reason="On holiday", by=ana)
    assert Snooze.objects.get().until == soon(9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": dt.date(2000, 1, 1)}, "after today"),
        ({"until": dt.date(9999, 12, 31)}, "within a year"),
        ({"reason": "  "}, "why"),
        ({"reason": "x" * 201}, "200"),
        ({"source": "nobody"}, "any more"),
        ({"key": "k" * 81}, "any more"),
    ],
)
def test_nonsense_is_refused(debts: Debts, ada: Party, ana: Member, change: dict, words: str) -> None:
    asked = {"source": SOURCE, "key": "1", "party": ada, "until": soon(), "reason": "On holiday", "by": ana} | change
    with pytest.raises(SnoozeRefused, match=words):
        snooze_row(**asked)
    assert not Snooze.objects.exists()


def test_only_who_keeps_promises_may(debts: Debts, ada: Party, vik: Member, marek: Member) -> None:
    for member in (vik, marek):
        with pytest.raises(PermissionDenied):
            snooze_row(source=SOURCE, key="1", party=ada, until=soon(), reason="On holiday", by=member)


def test_waking_brings_the_row_back_once(debts: Debts, ada: Party, ana: Member, told: list[Event]) -> None:
    row = debts.add(ada)
    snooze = snooze_row(source=SOURCE, key=row.key, party=ada, until=soon(), reason="On holiday", by=ana)
    wake_row(snooze, by=ana)
    wake_row(snooze, by=ana)
    assert queue_for(Whose()).total == 1
    assert [type(fact) for fact in told] == [OwedRowSnoozed, OwedRowWoken]
    assert AuditEntry.objects.filter(action="today.row.woken").count() == 1
