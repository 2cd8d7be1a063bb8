"""Subscriptions: due days, renewals once each, pauses, ends with a reason."""

import datetime as dt

import pytest

from perennial.kernel import clock
from perennial.kernel.events import hears
from perennial.people.models import Party
from perennial.purchases.actions import (
    SubscriptionRefused,
    cancel_subscription,
    pause_subscription,
    reinstate_subscription,
    renew_due_subscriptions,
    resume_subscription,
    start_subscription,
)
from perennial.purchases.calendar import due_on, first_due_after
from perennial.purchases.choices import CancellationReason, SubscriptionStatus
from perennial.purchases.events import SubscriptionCancelled
from perennial.purchases.models import Order, Renewal, Subscription
from perennial.team.models import AuditEntry, Member

told: list[SubscriptionCancelled] = []
hears(SubscriptionCancelled)(told.append)


def at(day: str) -> object:
    return clock.standing_at(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00"))


@pytest.fixture
def box(rosa: Party, ana: Member) -> Subscription:
    """A box of coffee every month, from 31 January."""
    with at("2026-01-31"):
        return start_subscription(rosa, by=ana, name="Coffee box", price_minor=2490, started_on=dt.date(2026, 1, 31))


def test_a_short_month_shortens_only_itself() -> None:
    anchor = dt.date(2026, 1, 31)
    assert [due_on(anchor, 1, n) for n in range(4)] == [
        anchor,
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 31),
        dt.date(2026, 4, 30),
    ]
    assert due_on(dt.date(2024, 2, 29), 12, 1) == dt.date(2025, 2, 28)
    assert due_on(dt.date(2024, 2, 29), 48, 1) == dt.date(2028, 2, 29)
    assert first_due_after(dt.date(9999, 12, 31), 1, dt.date(9999, 12, 31)) is None
    assert first_due_after(anchor, 3, dt.date(2026, 4, 30)) == dt.date(2026, 7, 31)


def test_each_due_day_is_renewed_once_and_a_downtime_is_made_up_for(box: Subscription, rosa: Party) -> None:
    with at("2026-02-27"):
        assert renew_due_subscriptions() == 0
    with at("2026-04-30"):  # nobody was there in February and March
        assert renew_due_subscriptions() == 3
        assert renew_due_subscriptions() == 0
    days = list(Renewal.objects.order_by("due_on").values_list("due_on", flat=True))
    assert days == [dt.date(2026, 2, 28), dt.date(2026, 3, 31), dt.date(2026, 4, 30)]
    orders = Order.objects.filter(party=rosa).order_by("placed_at")
    assert [o.placed_at.date() for o in orders] == days
    assert {o.channel for o in orders} == {"subscription"}
    rosa.refresh_from_db()
    assert (rosa.orders, rosa.value_minor) == (3, 3 * 2490)


def test_a_pause_is_not_made_up_for(box: Subscription, ana: Member) -> None:
    with at("2026-02-10"):
        pause_subscription(box, by=ana)
        assert pause_subscription(box, by=ana).pauses.count() == 1
    with at("2026-05-15"):
        assert renew_due_subscriptions() == 0
        assert resume_subscription(box, by=ana).renews_on == dt.date(2026, 5, 31)
        assert renew_due_subscriptions() == 0


def test_it_ends_for_a_reason_and_that_can_be_taken_back(box: Subscription, ana: Member) -> None:
    told.clear()
    with at("2026-02-10"):
        ended = cancel_subscription(box, by=ana, reason=CancellationReason.PRICE, words="Too dear since the move.")
        assert cancel_subscription(box, by=ana, reason=CancellationReason.MOVED) == ended
    with at("2026-03-05"):
        assert renew_due_subscriptions() == 0
    assert [(e.reason, e.words) for e in told] == [("price", "Too dear since the move.")]
    assert AuditEntry.objects.filter(action="purchases.subscription.cancelled").count() == 1
    with at("2026-03-05"):
        back = reinstate_subscription(box, by=ana)
        assert (back.status, back.renews_on) == (SubscriptionStatus.ACTIVE, dt.date(2026, 3, 31))
        with pytest.raises(SubscriptionRefused):
            cancel_subscription(box, by=ana, reason="boredom")


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_minor": -1},
        {"price_minor": 10**18},
        {"currency": "EURO"},
        {"every_months": 0},
        {"started_on": dt.date(1, 1, 1)},
        {"started_on": dt.date(9999, 12, 31)},
        {"name": "  "},
    ],
)
def test_what_cannot_be_meant_is_refused(rosa: Party, ana: Member, wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"name": "Box", "price_minor": 100, "started_on": clock.today()}
    with pytest.raises(SubscriptionRefused):
        start_subscription(rosa, by=ana, **(right | wrong))  # type: ignore[arg-type]
    assert not Subscription.objects.exists()
