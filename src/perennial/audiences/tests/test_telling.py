"""Audiences in words, who is in them, who came and left, and how they overlap."""

import pytest

from perennial.audiences.actions import refresh_audience
from perennial.audiences.queries import members_of, overlap, passages_of, passages_since, sizes_of, stays_of, why
from perennial.audiences.tests.conftest import bought, touched
from perennial.audiences.tests.test_deciding import QUIET, TWICE, made
from perennial.audiences.words import Because
from perennial.people.models import Party
from perennial.purchases.actions import cancel_order
from perennial.team.choices import Reach
from perennial.team.models import Member

pytestmark = pytest.mark.django_db


def test_every_stay_says_why(juno: Party, olive: Member) -> None:
    audience = made({"all": [TWICE, QUIET, {"did": "bought", "measure": "sum", "value": 10}]})
    bought(juno, 40)
    order = bought(juno, 10)
    (stay,) = members_of(audience, olive)
    because = Because(olive)
    assert because.told(stay.why) == [
        "bought twice since 12 Oct 2026",
        "was not in touch (Kind is E-mail) in the last 60 days",
        "spent €40.00 since 12 Oct 2026",
    ]
    touched(juno, 1)
    cancel_order(order, by=None)
    is_inside, reasons = why(audience, juno)
    assert not is_inside
    assert because.told(reasons) == [
        "bought once on 12 Oct 2026",
        "was in touch once (Kind is E-mail) on 20 Nov 2026",
    ]
    left, entered = passages_of(audience, olive)
    assert (entered.is_leaving, left.is_leaving) == (False, True)
    assert because.told(left.why) == ["was in touch once (Kind is E-mail) on 20 Nov 2026"]
    assert passages_of(juno, olive, before=left.place) == [entered]
    assert not passages_of(juno, olive, before=entered.place)
    assert passages_since([audience], 7, olive) == {audience.pk: (1, 1)}


def test_only_members_within_reach_are_told(juno: Party, omar: Party, ana: Member, olive: Member) -> None:
    both, one = made({"all": []}, "Everybody"), made({"field": "city", "operator": "is", "value": "Bonn"}, "Bonn")
    for audience in (both, one):
        refresh_audience(audience)
    assert members_of(both, olive).count() == 2
    told = overlap([both, one], olive)
    assert told.exactly == {frozenset({both.pk}): 1, frozenset({one.pk}): 0, frozenset({both.pk, one.pk}): 1}
    assert told.both == {(both.pk, both.pk): 2, (both.pk, one.pk): 1, (one.pk, one.pk): 1}
    assert [stay.audience for stay in stays_of(juno, olive)] == [one, both]
    assert [size for _on, size in sizes_of([both], olive)[both.pk]] == [2]
    Party.objects.filter(pk=omar.pk).update(owner=ana)
    ana.reach = Reach.OWN
    ana.save()
    assert [stay.party for stay in members_of(both, ana)] == [omar]
    assert overlap([both, one], ana).exactly[frozenset({both.pk, one.pk})] == 0
    assert not stays_of(juno, ana)
    assert not passages_of(juno, ana)
