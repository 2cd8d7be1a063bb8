"""Merging a customer while somebody works on what hangs on them: on PostgreSQL two who hold records in different orders wait
for each other until one is thrown out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from perennial.kernel import clock
from perennial.people.actions import create_party, merge_parties, relate_parties, restore_relation, unrelate_parties
from perennial.people.models import Party, RemovedRelation
from perennial.people.tests.races import at_once
from perennial.promises.actions import delete_follow_up, restore_follow_up, set_follow_up
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import FollowUp
from perennial.purchases.actions import Line, OrderRefused, cancel_order, delete_order, place_order, restore_order
from perennial.purchases.models import DeletedOrder, Order
from perennial.purchases.orderkind import ORDERS
from perennial.records.bulk.acts import Round, acts_for
from perennial.team.models import Member

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Deed = Callable[[], object]


class Company:
    """Two records of one customer; orders and follow-ups of the second."""

    def __init__(self, by: Member) -> None:
        self.by = by
        self.ann, self.twin, self.shop = (create_party(by=by, name=name) for name in ("Ann", "Twin", "Shop"))
        self.orders = [self.order(number=f"{self.twin.pk}-{n}") for n in range(3)]
        self.follow_ups = [self.follow_up() for _n in range(3)]

    def order(self, number: str, party: Party | None = None) -> Order:
        return place_order(party or self.twin, by=self.by, number=number, lines=[Line(name="Coffee", total_minor=900)])

    def follow_up(self) -> FollowUp:
        return set_follow_up(party_id=self.twin.pk, owner=self.by, by=self.by, text="Call", due_on=clock.today())

    def away(self) -> DeletedOrder:
        delete_order(self.orders[0], by=self.by)
        return DeletedOrder.objects.get(pk=self.orders[0].pk)

    @transaction.atomic
    def together(self, kind: Any, key: str, records: list[Any]) -> None:
        many = acts_for(kind, self.by)[key].many
        held, _left = kind.hold(self.by, [record.pk for record in records], many.needs, False)
        many.change(Round(self.by, 1), held, "")


def deletes_an_order(one: Company) -> Deed:
    return lambda: delete_order(one.orders[1], by=one.by)


def restores_an_order(one: Company) -> Deed:
    away = one.away()
    return lambda: restore_order(away, by=one.by)


def cancels_an_order(one: Company) -> Deed:
    return lambda: cancel_order(one.orders[1], by=one.by, reason="")


def deletes_a_follow_up(one: Company) -> Deed:
    return lambda: delete_follow_up(one.follow_ups[1], by=one.by)


def restores_a_follow_up(one: Company) -> Deed:
    away = delete_follow_up(one.follow_ups[1], by=one.by)
    return lambda: restore_follow_up(away, by=one.by)


def takes_a_relation_back(one: Company) -> Deed:
    relation = relate_parties(one.twin, "works_at", one.shop, by=one.by)
    return lambda: unrelate_parties(relation, by=one.by)


def deletes_many_orders(one: Company) -> Deed:
    return lambda: one.together(ORDERS, "delete", one.orders)


def cancels_many_orders(one: Company) -> Deed:
    return lambda: one.together(ORDERS, "cancel", one.orders)


def deletes_many_follow_ups(one: Company) -> Deed:
    return lambda: one.together(FOLLOW_UPS, "delete", one.follow_ups)


DEEDS = (
    deletes_an_order,
    restores_an_order,
    cancels_an_order,
    deletes_a_follow_up,
    restores_a_follow_up,
    takes_a_relation_back,
    deletes_many_orders,
    cancels_many_orders,
    deletes_many_follow_ups,
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_both_are_done_whoever_comes_first(olive: Member, deed: Callable[[Company], Deed]) -> None:
    for _round in range(3):
        one = Company(olive)
        done = deed(one)
        assert at_once(lambda: merge_parties(one.ann, one.twin, by=olive), done) == ["", ""]  # noqa: B023
        assert not Order.objects.filter(party=one.twin).exists()
        assert not DeletedOrder.objects.filter(party=one.twin).exists()


def test_a_number_that_is_taken_in_the_same_moment_is_refused_in_words(olive: Member) -> None:
    for same in (True, False, True, False):
        one = Company(olive)
        away, party = one.away(), one.twin if same else one.ann
        said = at_once(lambda: restore_order(away, by=olive), lambda: one.order(away.number, party))  # noqa: B023
        assert sorted(map(bool, said)) == [False, True]
        assert OrderRefused.__name__ in "".join(said)


def test_a_relation_that_is_said_anew_in_the_same_moment_is_one(olive: Member) -> None:
    for _round in range(4):
        one = Company(olive)
        relation = relate_parties(one.twin, "works_at", one.shop, by=olive)
        unrelate_parties(relation, by=olive)
        away = RemovedRelation.objects.get(subject=one.twin)
        again = lambda: relate_parties(one.twin, "works_at", one.shop, by=olive)  # noqa: B023, E731
        assert at_once(lambda: restore_relation(away, by=olive), again) == ["", ""]  # noqa: B023
