"""A customer enters and leaves in the transaction that changed them, and it is said why."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.audiences.actions import create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience, Stay
from perennial.audiences.queries import count_and_sample, live
from perennial.audiences.reading import from_json
from perennial.audiences.tests.conftest import NOW, bought, touched
from perennial.kernel import clock
from perennial.people.actions import add_tag, delete_party, merge_parties, restore_party, undo_merge
from perennial.people.models import Party
from perennial.purchases.actions import cancel_order
from perennial.purchases.models import Product, PurchaseSummary
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint

pytestmark = pytest.mark.django_db
TWICE = {"did": "bought", "within": "last-90-days", "operator": "at-least", "value": 2}
QUIET = {"not": {"did": "touched", "where": [{"field": "kind", "value": ["email"]}], "within": "last-60-days"}}


def made(condition: Any, name: str = "Those") -> Audience:
    return create_audience(by=None, name=name, condition=from_json(condition, every_field()))


def inside(audience: Audience) -> set[int]:
    return set(Stay.objects.open().filter(audience=audience).values_list("party_id", flat=True))


def test_an_order_lets_somebody_enter_at_once_and_its_cancellation_leave(juno: Party, omar: Party) -> None:
    audience = made({"all": [TWICE, QUIET]})
    bought(juno, 10)
    bought(omar, 95)
    assert not inside(audience)
    second = bought(juno, 5)
    bought(omar, 5)
    assert inside(audience) == {juno.pk}
    stay = Stay.objects.get(audience=audience)
    assert [reason["so"] for reason in stay.why] == [True, False]
    assert stay.why[0]["found"]["count"] == 2
    cancel_order(second, by=None)
    assert not inside(audience)
    stay.refresh_from_db()
    assert stay.left_at == NOW
    assert [reason["ask"]["did"] for reason in stay.left_why] == ["bought"]


def test_a_letter_ends_the_silence(juno: Party) -> None:
    audience = made({"all": [TWICE, QUIET]})
    bought(juno, 10)
    bought(juno, 5)
    assert inside(audience) == {juno.pk}
    touched(juno, 1)
    assert not inside(audience)


def test_whoever_is_deleted_leaves_and_comes_back(juno: Party, olive: Member) -> None:
    audience = made({"field": "stage", "value": ["loyal"]})
    refresh_audience(audience)
    assert inside(audience) == {juno.pk}
    delete_party(juno, by=olive)
    assert not inside(audience)
    restore_party(juno, by=olive)
    assert inside(audience) == {juno.pk}


def test_an_audience_of_an_audience_follows_it(juno: Party, olive: Member) -> None:
    regulars = made({"field": "city", "operator": "is", "value": "Bonn"}, "Regulars")
    other = made({"all": [{"audience": str(regulars.pk)}, {"did": "bought"}]}, "Buying regulars")
    refresh_audience(regulars)
    refresh_audience(other)
    assert not inside(other)
    bought(juno, 1)
    assert inside(other) == {juno.pk}
    delete_party(juno, by=olive)
    assert not inside(other)


def test_what_an_event_cannot_touch_is_not_looked_at(juno: Party, olive: Member, coffee: Product) -> None:
    made({"field": "city", "operator": "is", "value": "Bonn"})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        add_tag(juno, "vip", by=olive)
    assert not [query for query in asked if "audiences_stay" in query["sql"]]
    assert len([query for query in asked if "audiences_audience" in query["sql"]]) == 1


def test_a_customer_with_very_many_orders_costs_no_more_queries(juno: Party) -> None:
    made({"all": [TWICE, QUIET]})
    counts = []
    for orders in (1, 12):
        for _ in range(orders):
            bought(juno, 3)
        with CaptureQueriesContext(connection) as asked:
            touched(juno, 300)
        counts.append(len([query for query in asked if "audiences" in query["sql"] or "GROUP BY" in query["sql"]]))
    assert counts[0] == counts[1]


def test_the_live_count_knows_what_the_lake_does_not_know_yet(juno: Party, omar: Party, olive: Member) -> None:
    bought(juno, 10)
    bought(juno, 5)
    tree = from_json({"all": [TWICE, QUIET]}, every_field())
    assert count_and_sample(tree, olive) == (1, [juno], False)
    assert count_and_sample(from_json({"not": TWICE}, every_field()), olive) == (1, [omar], False)
    assert count_and_sample(from_json({"all": []}, every_field()), olive).number == 2


def test_a_prediction_that_nobody_may_tell_fits_nobody(juno: Party, olive: Member) -> None:
    bought(juno, 10)
    predicted = {"field": "chance", "operator": "to", "value": "50"}
    for asked in (predicted, {"all": [predicted, {"did": "bought"}]}):
        assert count_and_sample(from_json(asked, every_field()), olive).number == 0
        refresh_audience(made(asked, str(len(asked))))
    assert count_and_sample(from_json({"any": [predicted, {"did": "bought"}]}, every_field()), olive).number == 1


def test_a_live_count_that_cannot_look_everybody_up_says_so(
    juno: Party, olive: Member, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought(juno, 10)
    bought(juno, 5)
    client.force_login(olive)
    said = {"as": "text", "act": "count", "text": "bought(count >= 2)", "name": "Those"}
    late = "Much was written a moment ago"
    assert late not in client.post("/audiences/new/", said).content.decode()
    monkeypatch.setattr(live, "MOST_BEHIND_LIVE", 2)
    assert late in client.post("/audiences/new/", said).content.decode()


def test_a_day_that_passes_is_seen_by_the_refresh(juno: Party) -> None:
    audience = made({"did": "bought", "measure": "days_since_last", "operator": "at-least", "value": 30})
    bought(juno, 29)
    refresh_audience(audience)
    assert not inside(audience)
    with clock.standing_at(NOW + dt.timedelta(days=1)):
        refresh_audience(audience)
        assert inside(audience) == {juno.pk}
    audience.refresh_from_db()
    assert audience.size == 1
    assert list(audience.sizes.order_by("on").values_list("size", flat=True)) == [0, 1]


def test_of_two_who_become_one_only_the_one_stays(juno: Party, omar: Party, olive: Member) -> None:
    audience = made({"all": [TWICE, QUIET]})
    bought(juno, 3)
    bought(omar, 3)
    bought(omar, 5)
    assert inside(audience) == {omar.pk}
    merge = merge_parties(juno, omar, by=olive)
    assert inside(audience) == {juno.pk}
    undo_merge(merge, by=olive)
    assert inside(audience) == {omar.pk}


def test_who_was_spoken_to_is_at_risk_no_longer_at_once(juno: Party, olive: Member) -> None:
    audience = made({"field": "at_risk", "value": ["yes"]})
    for days in (50, 40, 30, 20, 10):
        bought(juno, days)
    slips_on = PurchaseSummary.objects.get(pk=juno.pk).slips_on
    assert slips_on is not None
    with clock.standing_at(clock.start_of_day(slips_on + dt.timedelta(days=1))):
        refresh_audience(audience)
        assert inside(audience) == {juno.pk}
        log_touchpoint(party_id=juno.pk, kind="call", by=olive, text="Thanked", direction="both")
        assert inside(audience) == set()
