"""The lifecycle by rules: every stage, its history, and how long a stage set by hand holds."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from perennial.kernel import clock
from perennial.people.actions import change_stage
from perennial.people.choices import Stage
from perennial.people.models import Party, StageChange
from perennial.purchases import jobs, lifecycle
from perennial.purchases.actions import cancel_order, fit_rhythm, restage, set_stage_rules, settle_purchases
from perennial.purchases.models import Order, PurchaseSummary, RhythmFit, StageRules
from perennial.purchases.queries.stages import stage_counts
from perennial.purchases.tests.conftest import ordered
from perennial.team.models import Member


def standing(day: str) -> Any:
    return clock.standing_at(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def stage_on(party: Party, day: str) -> str:
    with standing(day):
        restage()
    party.refresh_from_db()
    return party.stage


@pytest.fixture
def shop(rosa: Party, workspace: object) -> None:
    """Twelve who order every month, and Rosa who does so too."""
    parties = [Party.objects.create(name=f"Other {i}", sort_name=f"other {i}") for i in range(12)]
    for party in (*parties, rosa):
        for month in range(1, 7):
            with standing(f"2025-{month:02}-11"):
                ordered(party, f"2025-{month:02}-10")
    fit_rhythm()


def test_the_way_of_a_customer_through_the_stages(shop: None, rosa: Party) -> None:
    assert stage_on(rosa, "2025-06-20") == Stage.LOYAL
    summary = PurchaseSummary.objects.get(pk=rosa.pk)
    assert summary.slips_on and summary.lapses_on and summary.lost_on  # noqa: PT018
    assert stage_on(rosa, summary.slips_on.isoformat()) == Stage.AT_RISK
    assert stage_on(rosa, summary.lapses_on.isoformat()) == Stage.LAPSED
    assert stage_on(rosa, summary.lost_on.isoformat()) == Stage.LOST
    with standing("2026-03-02"):
        ordered(rosa, "2026-03-01")  # at once, without waiting for the night
        rosa.refresh_from_db()
        assert rosa.stage == Stage.WON_BACK
    assert stage_on(rosa, "2026-06-05") in (Stage.LOYAL, Stage.AT_RISK)
    history = [(one.after, one.rule, one.reason) for one in StageChange.objects.filter(party=rosa).order_by("pk")]
    assert [after for after, _rule, _because in history][:7] == [
        "new",
        "active",
        "loyal",
        "at_risk",
        "lapsed",
        "lost",
        "won_back",
    ]
    assert all(rule.startswith("purchases.") and because for _after, rule, because in history)
    assert not StageChange.objects.exclude(because="").exists()  # no sentence is kept, only what the rules saw
    english = history[0][2]
    with translation.override("de"):
        assert StageChange.objects.filter(party=rosa).order_by("pk")[0].reason != english
    assert "Usually orders every 30 days; silent for" in {a: b for a, _r, b in history}["lapsed"]


def test_new_lead_and_active(rosa: Party) -> None:
    with standing("2026-01-02"):
        order = ordered(rosa, "2026-01-01")
    assert stage_on(rosa, "2026-01-02") == Stage.NEW
    with standing("2026-01-03"):
        cancel_order(order, by=None)
        rosa.refresh_from_db()
        assert rosa.stage == Stage.LEAD
    with standing("2026-03-15"):
        ordered(rosa, "2026-01-01")
        ordered(rosa, "2026-03-14")
        rosa.refresh_from_db()
        assert rosa.stage == Stage.ACTIVE


def test_a_stage_set_by_hand_holds_until_the_rules_say_something_new(shop: None, rosa: Party, ana: Member) -> None:
    assert stage_on(rosa, "2025-06-20") == Stage.LOYAL
    with standing("2025-06-21"):
        change_stage(rosa, Stage.AT_RISK, by=ana, because="Said they are moving")
    assert stage_on(rosa, "2025-06-25") == Stage.AT_RISK  # the rules still say loyal: no news
    with standing("2025-06-26"):
        ordered(rosa, "2025-06-26")
        rosa.refresh_from_db()
        assert rosa.stage == Stage.AT_RISK  # in the same rhythm: still no news
    assert stage_on(rosa, "2026-06-26") == Stage.LOST  # the facts changed the answer


def test_a_quiet_night_changes_nothing(shop: None, rosa: Party) -> None:
    with standing("2025-06-20"):
        restage()
        changes = StageChange.objects.count()
        assert restage() == 0
    assert StageChange.objects.count() == changes


def test_counts_under_other_rules_are_those_that_would_come(shop: None, olive: Member) -> None:
    with standing("2025-07-20"):
        draft = StageRules(at_risk_percent=55, lapsed_percent=60, lost_percent=99, lapsed_gaps=1, lost_gaps=6, new_days=5)
        told = stage_counts(draft)
        names = [field.name for field in StageRules._meta.fields if field.name not in ("id", "version")]
        set_stage_rules(by=olive, version=1, **{name: getattr(draft, name) for name in names})
        restage()
    assert told[Stage.LAPSED] == 13
    assert Party.objects.filter(stage=Stage.LAPSED).count() == 13


def test_a_rhythm_that_says_something_new_moves_customers_without_waiting_for_the_night(shop: None, rosa: Party) -> None:
    with standing("2025-07-30"):
        RhythmFit.objects.all().delete()
        assert jobs.follow_rhythm.func() > 0
        assert RhythmFit.objects.count() == 1
        assert jobs.follow_rhythm.func() == 0


def test_every_rule_has_words() -> None:
    assert all(lifecycle.rule_in_words(stage, StageRules()) for stage in Stage)
    assert all(lifecycle.because(stage, lifecycle.facts_of(None, dt.date(2026, 1, 1))) for stage in Stage)


def test_orders_in_the_far_future_do_no_harm(rosa: Party) -> None:
    Order.objects.create(number="f", party=rosa, placed_at=dt.datetime(9999, 12, 31, tzinfo=dt.UTC), currency="EUR")
    settle_purchases([rosa.pk])
    rosa.refresh_from_db()
    assert rosa.stage == Stage.NEW
