import datetime as dt

import pytest

from perennial.kernel import clock
from perennial.kernel.manifests import Whose
from perennial.people.models import Anniversary, Party, Tag, Tagging
from perennial.promises import owed
from perennial.promises.actions import complete_follow_up, greet, set_cadence, set_follow_up
from perennial.promises.tests.conftest import NOON, add_party
from perennial.timeline.actions import log_touchpoint, withdraw_touchpoint

NONE: frozenset[str] = frozenset()
ALL = Whose()
TODAY = NOON.date()


def _ago(days: int) -> dt.datetime:
    return NOON - dt.timedelta(days=days)


def test_follow_ups_due_come_longest_overdue_first_and_leave_when_done(ana, magnus, juno, omar):
    first = set_follow_up(party_id=juno.pk, text="Send the quote", due_on=TODAY, owner=ana, by=ana)
    set_follow_up(party_id=juno.pk, text="Later", due_on=TODAY + dt.timedelta(days=3), owner=ana, by=ana)
    with clock.standing_at(_ago(2)):
        set_follow_up(party_id=omar.pk, text="Call back", due_on=TODAY - dt.timedelta(days=2), owner=magnus, by=ana)
    rows = owed.follow_ups_due(ALL, 50, NONE)
    assert [(row.what, row.urgency) for row in rows] == [("Call back", 3), ("Send the quote", 2)]
    assert "2 days ago" in rows[0].why
    assert [row.what for row in owed.follow_ups_due(Whose(ana.pk), 50, NONE)] == ["Send the quote"]
    assert owed.count_follow_ups_due(ALL, frozenset({rows[0].key})) == 1
    complete_follow_up(first, by=ana)
    assert owed.count_follow_ups_due(Whose(ana.pk), NONE) == 0


def test_a_check_in_is_counted_from_the_last_real_contact(ana, magnus, juno):
    set_cadence(by=magnus, stage="lead", ideal_days=30, max_days=60)
    assert "400 days since they were added" in owed.check_ins(ALL, 50, NONE)[0].why
    call = log_touchpoint(party_id=juno.pk, kind="call", by=ana, happened_at=_ago(94))
    for kind in ("note", "email", "missed_call"):
        log_touchpoint(party_id=juno.pk, kind=kind, by=ana)
    row = owed.check_ins(ALL, 50, NONE)[0]
    assert row.why == "Last real contact 94 days ago (call); the most for Lead is 60"
    assert row.since == _ago(34)
    assert owed.check_ins(ALL, 50, frozenset({row.key})) == []
    assert owed.count_check_ins(ALL, frozenset({row.key})) == 0
    log_touchpoint(party_id=juno.pk, kind="visit", by=ana)
    assert owed.count_check_ins(ALL, NONE) == 0
    withdraw_touchpoint(call, by=ana)
    assert owed.count_check_ins(ALL, NONE) == 0


def test_the_shortest_maximum_wins_and_each_customer_comes_once(magnus, juno, omar):
    set_cadence(by=magnus, stage="lead", ideal_days=100, max_days=200)
    tag = Tag.objects.create(name="VIP")
    set_cadence(by=magnus, tag=tag, ideal_days=7, max_days=14)
    Tagging.objects.create(tag=tag, party=juno)
    rows = owed.check_ins(ALL, 50, NONE)
    assert [(row.party_name, row.why.rpartition("for ")[2]) for row in rows] == [
        ("Juno Hart", "VIP is 14"),
        ("Omar Vale", "Lead is 200"),
    ]
    assert owed.count_check_ins(ALL, NONE) == 2


def test_deleted_customers_are_owed_nothing(ana, magnus, juno):
    set_cadence(by=magnus, stage="lead", ideal_days=30, max_days=60)
    set_follow_up(party_id=juno.pk, text="Call", due_on=TODAY, owner=ana, by=ana)
    Anniversary.objects.create(party=juno, month=11, day=20)
    juno.deleted_at = NOON
    juno.save()
    assert [count(ALL, NONE) for count in (owed.count_follow_ups_due, owed.count_check_ins, owed.count_greetings)] == [0, 0, 0]


def test_a_birthday_comes_a_week_ahead_and_leaves_when_greeted(ana, juno, omar):
    birthday = Anniversary.objects.create(party=juno, month=11, day=20, year=1976)
    Anniversary.objects.create(party=omar, name="Wedding day", month=11, day=27)
    Anniversary.objects.create(party=omar, name="too far", month=11, day=28)
    rows = owed.greetings(ALL, 50, NONE)
    assert [(row.why, row.urgency) for row in rows] == [
        ("Turns 50 today", 2),
        ("Wedding day in 7 days, on Friday, 27 November", 0),
    ]
    assert greet(birthday, by=ana) == greet(birthday, by=ana)
    assert owed.count_greetings(ALL, NONE) == 1
    log_touchpoint(party_id=omar.pk, kind="email", by=ana)
    assert owed.count_greetings(ALL, NONE) == 0


def test_each_is_owed_what_concerns_the_customers_within_reach(ana, magnus, juno, omar):
    for party, owner in ((juno, ana), (omar, magnus)):
        Party.objects.filter(pk=party.pk).update(owner=owner)
        Anniversary.objects.create(party=party, month=11, day=20)
        set_follow_up(party_id=party.pk, text=party.name, due_on=TODAY, owner=ana, by=ana)
    crowd = frozenset(range(1, 200))
    for within, found in (
        (frozenset({ana.pk}), {juno.pk}),
        (frozenset({magnus.pk}), {omar.pk}),
        (frozenset({ana.pk, magnus.pk}), {juno.pk, omar.pk}),
        (crowd | {magnus.pk}, {omar.pk}),
        (crowd, set()),
        (frozenset(), set()),
        (None, {juno.pk, omar.pk}),
    ):
        whose = Whose(within=within)
        for rows in (owed.greetings, owed.follow_ups_due):
            assert {row.party_id for row in rows(whose, 50, NONE)} == found
        assert owed.count_greetings(whose, NONE) == len(found)
        assert {row.party_id for row in owed.follow_ups_due(Whose(ana.pk, within), 50, NONE)} == found
        assert owed.follow_ups_due(Whose(magnus.pk, within), 50, NONE) == []
    first = owed.greetings(ALL, 1, NONE)[0]
    assert owed.count_greetings(ALL, frozenset({first.key})) == 1


def test_an_old_mail_or_one_of_theirs_is_no_greeting_and_an_undone_one_neither(ana, juno):
    birthday = Anniversary.objects.create(party=juno, month=11, day=22)
    log_touchpoint(party_id=juno.pk, kind="email", by=ana, happened_at=_ago(9))
    log_touchpoint(party_id=juno.pk, kind="email", by=None, direction="in")
    assert owed.count_greetings(ALL, NONE) == 1
    withdraw_touchpoint(greet(birthday, by=ana), by=ana)
    assert owed.count_greetings(ALL, NONE) == 1


def test_the_29th_of_february_is_kept_on_the_28th(juno):
    Anniversary.objects.create(party=juno, month=2, day=29, year=1988)
    with clock.standing_at(dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)):
        assert owed.greetings(ALL, 50, NONE)[0].why == "Turns 39 today"
    with clock.standing_at(dt.datetime(2028, 2, 28, 12, tzinfo=dt.UTC)):
        assert "in 1 day" in owed.greetings(ALL, 50, NONE)[0].why


@pytest.mark.parametrize("customers", [1, 3])
@pytest.mark.parametrize(
    ("rows", "queries"),
    [(owed.follow_ups_due, 1), (owed.check_ins, 5), (owed.greetings, 2)],
    ids=["follow-ups", "check-ins", "greetings"],
)
def test_rows_cost_the_same_for_one_and_for_three(rows, queries, customers, ana, magnus, django_assert_num_queries):
    set_cadence(by=magnus, stage="lead", ideal_days=30, max_days=60)
    for number in range(customers):
        party = add_party(f"Customer {number}")
        set_follow_up(party_id=party.pk, text="Call", due_on=TODAY, owner=ana, by=ana)
        Anniversary.objects.create(party=party, month=11, day=20)
    with django_assert_num_queries(queries):
        assert len(rows(ALL, 50, NONE)) == customers
