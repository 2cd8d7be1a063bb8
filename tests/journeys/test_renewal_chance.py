"""What is asked of the chance of renewal is what is shown: of several subscriptions the least likely one."""

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.audiences.evaluating import look
from perennial.foresight.customerfields import FIELDS
from perennial.foresight.models import RenewalChance
from perennial.kernel import clock
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.purchases.actions import pause_subscription
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.models import Subscription
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import Condition, Is, Not
from perennial.records.listing import Wanted
from perennial.team.models import Member

pytestmark = pytest.mark.django_db
FIELD = next(field for field in FIELDS if field.key == "renewal_chance")
MEANT: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: operator.eq,
    Operator.FROM: operator.ge,
    Operator.TO: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.BELOW: operator.lt,
    Operator.FILLED: lambda shown, _value: True,
}
ACTIVE, PAUSED = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAUSED
HELD = st.lists(st.tuples(st.sampled_from([10, 40, 41, 90]), st.sampled_from([ACTIVE, ACTIVE, PAUSED])), max_size=3)


def subscribe(party: Party, of_100: int, status: SubscriptionStatus = ACTIVE) -> Subscription:
    made = Subscription.objects.create(
        party=party, name="Beans", price_minor=9_00, currency="EUR", started_on=clock.today(), status=status
    )
    RenewalChance.objects.create(subscription=made, of_100=of_100)
    return made


def asked(member: Member, condition: Condition) -> set[int]:
    """Of whom the list says so."""
    wanted = Wanted(kind=CUSTOMERS, member=member, fields=CUSTOMERS.fields_for(member), condition=condition)
    return {party.pk for party in listing.all_of(wanted)}


def shown(parties: Sequence[Party]) -> dict[int, int]:
    assert FIELD.values
    return dict(FIELD.values(parties))


def test_lists_audiences_and_what_is_shown_agree(olive: Member) -> None:
    parties = [Party.objects.create(name=name, sort_name=name.lower()) for name in ("Ann", "Bo", "Cy")]
    ids = [party.pk for party in parties]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(HELD, HELD, HELD), st.sampled_from(list(MEANT)), st.integers(9, 91))
    def hold_against(held: Sequence[Sequence[tuple[int, SubscriptionStatus]]], how: Operator, value: int) -> None:
        Subscription.objects.all().delete()
        for party, chances in zip(parties, held, strict=True):
            for of_100, status in chances:
                subscribe(party, of_100, status)
        leaf = Is(FIELD.key, how, None if how == Operator.FILLED else Decimal(value))
        so = {pk for pk, of_100 in shown(parties).items() if MEANT[how](of_100, value)}
        assert asked(olive, leaf) == so
        assert asked(olive, Not(leaf)) == set(ids) - so
        looked = look([leaf], ids)
        assert {pk for pk in ids if looked.holds(leaf, pk)} == so

    hold_against()


def test_the_likelier_one_counts_while_the_other_rests(olive: Member) -> None:
    ann = Party.objects.create(name="Ann", sort_name="ann")
    doubtful, _sure = subscribe(ann, 20), subscribe(ann, 90)
    likely = Is(FIELD.key, Operator.FROM, Decimal(50))
    assert (shown([ann]), asked(olive, likely)) == ({ann.pk: 20}, set())
    pause_subscription(doubtful, by=olive)
    assert (shown([ann]), asked(olive, likely)) == ({ann.pk: 90}, {ann.pk})
