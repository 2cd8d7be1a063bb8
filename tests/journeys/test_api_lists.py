"""The language of the views on every list of the API: conditions, orders both ways, pages, and who sees what."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.kind import CUSTOMERS
from perennial.promises.actions import set_follow_up
from perennial.promises.kind import FOLLOW_UPS
from perennial.purchases.actions import Line, place_order
from perennial.purchases.models import Order, Product
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.productkind import PRODUCTS
from perennial.records import programs
from perennial.records.kinds import RecordKind
from perennial.team.models import Member
from perennial.team.rest import paging
from perennial.team.rest.bearer import limits
from perennial.timeline.actions import correct_touchpoint, log_touchpoint
from tests.apiclient import Program

LISTS: dict[str, RecordKind] = {"/people": CUSTOMERS, "/orders": ORDERS, "/products": PRODUCTS, "/follow-ups": FOLLOW_UPS}


ASKED = {  # two conditions of which one or the other fits four, and an order
    "/people": ("value", [("from", "20"), ("below", "1")], "-value"),
    "/orders": ("total", [("from", "20"), ("below", "1")], "-total"),
    "/products": ("price", [("from", "10"), ("is", "5")], "-price"),
    "/follow-ups": ("text", [("contains", str(number)) for number in (1, 2, 3, 5)], "due"),
}


@pytest.fixture
def shop(olive: Member) -> list[Order]:
    """Seven customers with an order each; some values are the same."""
    made = []
    for number in range(7):
        at = clock.now() - dt.timedelta(days=number // 2, hours=number)
        party = create_party(by=olive, name=f"Person {number % 3}", owner=olive, city=["Kiel", "Ghent"][number % 2])
        line = Line(total_minor=10_00 * (1 + number % 3), name="Mug")
        Product.objects.create(sku=f"A{number}", name=f"Mug {number % 2}", currency="EUR", price_minor=number % 3 * 500 or None)
        due_on = at.date() + dt.timedelta(days=number // 2)
        set_follow_up(party_id=party.pk, text=f"Ask {number}", due_on=due_on, owner=olive, by=olive)
        made.append(place_order(party, by=olive, lines=[line], placed_at=at, channel=["shop", "web"][number % 2]))
    return made


def everything(api: Program, path: str, limit: int, cursor: str = "", **asked: str) -> list[str]:
    """The ids of all pages from a cursor on."""
    found: list[str] = []
    limits.forget()
    while True:
        page = api.told("GET", f"{path}?{urlencode({'limit': limit, 'cursor': cursor} | asked)}")
        found += [item["id"] for item in page["items"]]
        if not page["next"]:
            return found
        cursor = page["next"]


@pytest.mark.parametrize("path", LISTS)
def test_every_order_goes_through_all_of_them_once_whatever_the_page(path: str, api: Program, shop: list[Order]) -> None:
    for field in LISTS[path].fields().values():
        for sort in (field.key, f"-{field.key}") if field.sorting else ():
            whole = everything(api, path, 200, sort=sort)
            assert len(set(whole)) == len(whole) == 7, sort
            assert everything(api, path, 2, sort=sort) == whole, sort
    assert everything(api, path, 2, sort="-id") == everything(api, path, 2, sort="id")[::-1]


@pytest.mark.parametrize("path", LISTS)
def test_what_is_asked_together_is_found_in_pages_however_many_fit(
    path: str, api: Program, shop: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    field, parts, sort = ASKED[path]
    asked = {"any": [{"field": field, "operator": operator, "value": value} for operator, value in parts]}
    for looked_at in (0, 3, 2000):
        monkeypatch.setattr(programs, "LOOKED_AT", looked_at)
        found = everything(api, path, 2, filter=json.dumps(asked), sort=sort)
        assert len(set(found)) == len(found) == 4
        assert found == everything(api, path, 200, filter=json.dumps(asked), sort=sort)


def test_a_row_that_goes_between_two_pages_ends_nothing(api: Program, shop: list[Order]) -> None:
    first = api.told("GET", "/orders?limit=2&sort=-total")
    Order.objects.filter(pk=first["items"][-1]["id"]).delete()
    rest = everything(api, "/orders", 2, sort="-total", cursor=first["next"])
    assert len({*rest, *(item["id"] for item in first["items"])}) == 7


def test_plain_parameters_and_conditions_are_asked_together(api: Program, shop: list[Order]) -> None:
    asked = {"channel": "web", "filter": '{"field": "total", "operator": "is", "value": "20"}', "count": "capped"}
    page = api.told("GET", f"/orders?{urlencode(asked)}")
    assert page["count"] == {"rows": len(page["items"]), "is_capped": False}
    assert {(item["channel"], item["total_minor"]) for item in page["items"]} == {("web", 20_00)}
    assert everything(api, "/orders", 5, customer_id=str(shop[0].party_id)) == [str(shop[0].pk)]
    assert everything(api, "/orders", 5, number=shop[3].number) == [str(shop[3].pk)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("sort", "nonsense"),
        ("sort", "-customer_owner"),
        ("filter", '{"field": "password", "value": "x"}'),
        ("filter", "{"),
        ("view", "7"),
        ("cursor", "bnVsbA"),
        ("cursor", "WyItcGxhY2VkIiwxLG51bGwsbnVsbF0"),
        ("cursor", "WyJwbGFjZWQiLDEsIngiLDFd"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_place(path: str, name: str, asked: str, api: Program) -> None:
    told = api.told("GET", f"{path}?{urlencode({name: asked})}", status=422)
    assert told["errors"][0]["parameter"] == name


@pytest.mark.parametrize("path", ["/people", "/orders", "/follow-ups"])
def test_a_condition_reaches_no_further_than_its_member(path: str, ana: Member, olive: Member, shop: list[Order]) -> None:
    ana.reach = "own"
    ana.save()
    mine = create_party(by=ana, name="Mine", owner=ana)
    place_order(mine, by=ana, lines=[Line(total_minor=5_00, name="Tea")])
    set_follow_up(party_id=mine.pk, text="Mine", due_on=clock.today(), owner=ana, by=ana)
    api = Program(ana)
    field, value = {"/people": ("city", "Nowhere"), "/orders": ("number", "Nowhere"), "/follow-ups": ("text", "Nowhere")}[path]
    for asked in ({"all": []}, {"not": {"field": field, "value": value}}):
        assert len(everything(api, path, 3, filter=json.dumps(asked))) == 1


@pytest.mark.parametrize("path", LISTS)
def test_a_page_costs_the_same_queries_with_one_and_with_three(
    path: str, api: Program, shop: list[Order], django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    api("GET", f"{path}?limit=1")
    told = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            api("GET", f"{path}?limit={limit}&count=capped")
        told.append(len(queries))
    assert told[0] == told[1]


def test_touchpoints_are_asked_some_thousands_at_a_time(api: Program, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(paging, "LOOKED_FOR_SECONDS", 0)
    party = create_party(by=olive, name="Rosa", owner=olive)
    texts = ["Tea", "Cake", "Cake", "Cake", "tea again", "Cake"]
    made = [log_touchpoint(party_id=party.pk, kind="note", by=olive, text=text) for text in texts]
    correct_touchpoint(made[1], by=olive, text="Tea, not cake")
    tea = json.dumps({"all": [{"field": "text", "value": "tea"}, {"field": "member", "value": ["me"]}]})
    for sort in ("id", "-id"):
        assert len(everything(api, "/touchpoints", 5, filter=tea, sort=sort)) == 3
        assert len(everything(api, "/touchpoints", 1, filter=tea, sort=sort, customer_id=str(party.pk))) == 3
    assert len(everything(api, "/touchpoints", 5, kind="note")) == 6
    assert api.told("GET", f"/touchpoints?{urlencode({'filter': tea, 'sort': 'id'})}")["next"]
    told = api.told("GET", "/touchpoints?filter=%7B%22field%22%3A%22secret%22%7D", status=422)
    assert told["errors"][0]["parameter"] == "filter"


def test_relations_are_asked_in_the_same_language(api: Program, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(paging, "LOOKED_FOR_SECONDS", 0)
    rosa, *others = (create_party(by=olive, name=name, owner=olive) for name in ("Rosa", "Ada", "Cem", "Bo", "Di"))
    for word, other in zip(("knows", "friend_of", "knows", "my_baker"), others, strict=True):
        api.told("POST", "/relations", {"subject_id": str(rosa.pk), "object_id": str(other.pk), "word": word}, status=201)
    knows = '{"field": "word", "operator": "is", "value": "knows"}'
    assert len(everything(api, "/relations", 5, filter=knows)) == 2
    assert everything(api, "/relations", 1, filter=knows, sort="-id") == everything(api, "/relations", 5, filter=knows)[::-1]
    one = json.dumps({"field": "object", "operator": "any_of", "value": [str(others[1].pk)]})
    assert len(everything(api, "/relations", 5, filter=one, customer_id=str(rosa.pk))) == 1


def test_rare_touchpoints_fill_a_page_in_one_request_and_a_short_look_ends_it_early(
    api: Program, olive: Member, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa, theo = (create_party(by=olive, name=name) for name in ("Rosa", "Theo"))
    for number in range(30):
        log_touchpoint(party_id=rosa.pk, kind="call" if number % 10 else "visit", by=olive, text=f"Step {number}")
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(paging, "LOOKED_FOR_SECONDS", 60)
    whole = api.told("GET", "/touchpoints?kind=visit&limit=3")
    assert len(whole["items"]) == 3
    monkeypatch.setattr(paging, "LOOKED_FOR_SECONDS", 0)
    assert api.told("GET", "/touchpoints?kind=visit&limit=3")["items"] == []
    assert everything(api, "/touchpoints", 3, kind="visit") == [item["id"] for item in whole["items"]]
    log_touchpoint(party_id=theo.pk, kind="note", by=ana, text="Likes quince jam")
    log_touchpoint(party_id=theo.pk, kind="note", by=ana, text="Quince is sold out")
    by_ana = json.dumps({"all": [{"field": "member", "value": [str(ana.pk)]}, {"field": "kind", "value": ["note"]}]})
    of_theo = json.dumps({"field": "customer", "operator": "any_of", "value": [str(theo.pk)]})
    for asked in ({"filter": by_ana}, {"filter": of_theo}, {"q": "QUINCE"}):
        assert len(api.told("GET", f"/touchpoints?{urlencode(asked)}")["items"]) == 2, asked
        assert everything(api, "/touchpoints", 1, **asked) == everything(api, "/touchpoints", 9, **asked), asked
    assert everything(api, "/touchpoints", 1, q="quince jam", filter=by_ana) == everything(api, "/touchpoints", 2, q="jam")
    assert api("GET", "/touchpoints?q=jam&sort=id").status_code == 422


def test_words_are_found_in_what_stands_and_within_reach(api: Program, olive: Member, ana: Member) -> None:
    rosa = create_party(by=olive, name="Rosa", owner=olive)
    made = log_touchpoint(party_id=rosa.pk, kind="note", by=olive, text="Likes quince")
    assert len(everything(api, "/touchpoints", 2, q="quince")) == 1
    ana.reach = "own"
    ana.save()
    assert everything(Program(ana), "/touchpoints", 2, q="quince") == []
    api("DELETE", f"/touchpoints/{made.pk}")
    assert everything(api, "/touchpoints", 2, q="quince") == []
