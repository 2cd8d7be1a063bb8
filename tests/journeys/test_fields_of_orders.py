"""Money, links, persons and organisations as fields of products and orders: in the form, on the page, in a cell, as a filter
and a column, in files that go out and come in, and to programs."""

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from perennial.connect.exporting import export
from perennial.connect.tests.bringing import bring, counts, take_back
from perennial.people.actions import create_party, delete_party, erase_party, merge_parties
from perennial.people.models import Party
from perennial.purchases.actions import Line, create_product, edit_product, place_order
from perennial.purchases.models import Order, Product
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.team.actions import change_reach
from perennial.team.models import Member
from tests.apiclient import Program

HTMX = {"HTTP_HX_REQUEST": "true"}


@dataclasses.dataclass
class Case:
    """A value of a type: as it is typed, kept, said; a filter that it fits and one that it does not; and another value."""

    type: str
    typed: str
    stored: Any
    said: str
    fits: str
    not_fits: str
    other: str
    other_stored: Any


@pytest.fixture
def guides(olive: Member) -> dict[str, Party]:
    make = {"Gil": "person", "Hana": "person", "Harbour Ltd": "organisation", "Quay Ltd": "organisation"}
    return {name: create_party(by=olive, name=name, kind=kind) for name, kind in make.items()}


@pytest.fixture(params=["money", "link", "person", "organisation"])
def case(request: pytest.FixtureRequest, guides: dict[str, Party]) -> Case:
    ids = {name: str(party.pk) for name, party in guides.items()}
    return {
        "money": Case("money", "1,250.5", 125050, "€1,250.50", ".from=1250.5", ".from=1250.51", "3", 300),
        "link": Case(
            *("link", "example.org/a b", "https://example.org/a%20b", "https://example.org/a%20b"),
            *("=example.org/a", "=example.com", "https://example.com/x", "https://example.com/x"),
        ),
        "person": Case("person", ids["Gil"], ids["Gil"], "Gil", f"={ids['Gil']}", f"={ids['Hana']}", ids["Hana"], ids["Hana"]),
        "organisation": Case(
            *("organisation", ids["Harbour Ltd"], ids["Harbour Ltd"], "Harbour Ltd"),
            *(f"={ids['Harbour Ltd']}", f"={ids['Quay Ltd']}", ids["Quay Ltd"], ids["Quay Ltd"]),
        ),
    }[request.param]


@pytest.fixture(params=["products", "orders"])
def holder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def field(define: Define, holder: str, case: Case) -> CustomField:
    return define("Extra", case.type, holder=holder)


@pytest.fixture
def desk(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def made(holder: str, by: Member, number: str = "N-1", custom: Any = None) -> Any:
    if holder == "products":
        return create_product(by=by, name=f"Tea {number}", sku=number, price_minor=900, currency="EUR", custom=custom)
    party = create_party(by=by, name=f"Juno {number}")
    return place_order(party, by=by, lines=[Line(total_minor=900, name="Tea")], number=number, custom=custom)


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def page_of(record: Any) -> str:
    return reverse(f"purchases:{'product' if isinstance(record, Product) else 'order'}", args=[record.pk])


def test_the_form_asks_for_it_and_keeps_it(desk: Client, olive: Member, holder: str, field: CustomField, case: Case) -> None:
    record = made(holder, olive)
    form = page_of(record) if holder == "products" else reverse("purchases:change_order", args=[record.pk])
    opened = desk.get(form)
    stood = {name: value for name, value in _inputs(opened).items() if name != field.key}
    assert desk.post(form, {**stood, field.key: case.typed}).status_code == 303
    assert fresh(record).custom == {field.stored_as: case.stored}
    shown = desk.get(page_of(record)).content.decode()
    in_the_form = {"money": "1250.50"}.get(case.type, case.said)
    assert (case.said if holder == "orders" else in_the_form) in shown
    again = _inputs(desk.get(form))
    assert desk.post(form, again).status_code == 303
    assert fresh(record).custom == {field.stored_as: case.stored}, "saved as it stands, nothing changes"
    wrong = {"money": "lots", "link": "javascript:alert(1)"}.get(case.type, "7")
    assert desk.post(form, {**again, field.key: wrong}).status_code == 422
    assert desk.post(form, {**_inputs(desk.get(form)), field.key: ""}).status_code == 303
    assert fresh(record).custom == {}


def _inputs(answer: Any) -> dict[str, Any]:
    from django.http import QueryDict

    return {name: values[-1] for name, values in QueryDict(answer.context["stood"]).lists()} | {
        "stood": answer.context["stood"]
    }


def test_a_cell_changes_it_and_takes_it_back(desk: Client, olive: Member, holder: str, field: CustomField, case: Case) -> None:
    record = made(holder, olive, custom={field.key: case.typed})
    cell = f"/lists/{holder}/records/{record.pk}/{field.key}/?cell=1&columns={field.key}"
    was = desk.get(cell, **HTMX).context["form"]["was"].value()
    answer = desk.post(cell, {"value": case.other, "was": was}, **HTMX)
    assert answer.status_code == 200, answer.content
    assert fresh(record).custom == {field.stored_as: case.other_stored}
    desk.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], **HTMX)
    assert fresh(record).custom == {field.stored_as: case.stored}


def test_it_is_a_filter_a_column_and_an_order(desk: Client, olive: Member, holder: str, field: CustomField, case: Case) -> None:
    with_it, without = made(holder, olive, custom={field.key: case.typed}), made(holder, olive, "N-2")
    at = f"/{holder}/"

    def found(query: str) -> list[int]:
        answer = desk.get(f"{at}?{query}&col={field.key}")
        return [row.pk for row in answer.context["page"].rows]

    assert found(f"{field.key}{case.fits}") == [with_it.pk]
    assert found(f"{field.key}{case.not_fits}") == []
    assert found(f"{field.key}.empty=1") == [without.pk]
    assert case.said in desk.get(f"{at}?{field.key}{case.fits}&col={field.key}").content.decode()
    if case.type == "money":
        assert [found(f"sort={way}{field.key}")[0 if way else -1] for way in ("-", "")] == [with_it.pk] * 2


def test_a_list_goes_out_with_it(desk: Client, olive: Member, holder: str, field: CustomField, case: Case) -> None:
    made(holder, olive, custom={field.key: case.typed})
    file = desk.get(f"/lists/{holder}/export.csv?col={field.key}").getvalue().decode("utf-8-sig")
    head, row = file.splitlines()
    written = {"money": "1250.50"}.get(case.type, case.said)
    assert field.key in head
    assert written in row


def test_it_goes_out_and_comes_in_the_same(olive: Member, holder: str, field: CustomField, case: Case) -> None:
    record = made(holder, olive, custom={field.key: case.typed})
    file = "".join(export(holder))
    {"products": Product, "orders": Order}[holder].objects.all().delete()
    assert counts(bring(holder, file, by=olive)) == (1, 0, 0, 0)
    (again,) = type(record)._base_manager.all()
    assert again.custom == record.custom
    plain_before = {"money": "1250.50"}.get(case.type, case.stored)
    plain_after = {"money": "3.00"}.get(case.type, case.other_stored)
    assert plain_before in file
    one = bring(holder, file.replace(plain_before, plain_after), by=olive)
    assert (counts(one), fresh(again).custom) == ((0, 1, 0, 0), {field.stored_as: case.other_stored})
    take_back(one)
    assert fresh(again).custom == record.custom
    bad = bring(holder, file.replace(plain_before, "§"), by=olive)
    assert (bad.updated, bad.partly, fresh(again).custom) == (0, 1, record.custom)


def test_programs_read_write_and_filter_it(api: Program, olive: Member, holder: str, field: CustomField, case: Case) -> None:
    record = made(holder, olive)
    at = f"/{holder}/{record.pk}"
    given = {"money": 125050}.get(case.type, case.typed)
    told = api.told("PATCH", at, {"custom": {field.key: given}, "version": record.version})
    assert told["custom"] == {field.key: case.stored}
    same = api.told("PATCH", at, {"custom": told["custom"], "version": told["version"]})
    assert same["version"] == told["version"], "what was read can be sent back"
    value = {"money": "1250.5", "link": "example.org"}.get(case.type, [case.stored])
    operator = {"money": "from", "link": "contains"}.get(case.type, "any_of")
    asked = json.dumps({"field": field.key, "operator": operator, "value": value})
    listed = api("GET", f"/{holder}?filter={asked}")
    assert listed.status_code == 200, listed.content
    assert [row["id"] for row in listed.json()["items"]] == [str(record.pk)]
    wrong = {"money": 12.5}.get(case.type, "§")
    refused = api.told("PATCH", at, {"custom": {field.key: wrong}, "version": same["version"]}, status=422)
    assert refused["errors"][0]["pointer"] == f"/custom/{field.key}"
    assert api.told("PATCH", at, {"custom": {field.key: None}, "version": same["version"]})["custom"] == {}


def test_money_that_a_program_sends_is_what_it_reads(api: Program, define: Define) -> None:
    limit = api.told(
        "POST", "/custom-fields", {"holder": "customers", "type": "money", "name": "Limit", "default": 500}, status=201
    )
    assert limit["default"] == 500
    changed = api.told("PATCH", f"/custom-fields/{limit['id']}", {"default": 700, "version": limit["version"]})
    assert changed["default"] == 700
    ann = api.told("POST", "/people", {"name": "Ann", "custom": {limit["key"]: 1250}}, status=201)
    assert ann["custom"] == {limit["key"]: 1250}
    at = f"/people/{ann['id']}"
    told = api.told("PATCH", at, {"custom": {limit["key"]: "12.50"}, "version": ann["version"]})
    assert (told["custom"], told["version"]) == (ann["custom"], ann["version"])
    huge = {"custom": {limit["key"]: 10**300}, "version": 1}
    assert api("PATCH", at, huge).status_code == 422


@pytest.mark.parametrize("holder", ["products", "orders"])
def test_whoever_is_merged_or_erased_is_so_in_these_fields_too(
    olive: Member, define: Define, guides: dict[str, Party], holder: str
) -> None:
    guide = define("Guide", "person", holder=holder)
    record = made(holder, olive, custom={guide.key: str(guides["Gil"].pk)})
    merge_parties(guides["Hana"], guides["Gil"], by=olive)
    erase_party(delete_party(guides["Hana"], by=olive), by=olive, typed_name="Hana")
    assert fresh(record).custom == {}


@pytest.mark.parametrize("holder", ["products", "orders"])
def test_whom_a_member_does_not_see_is_not_named(
    client: Client, olive: Member, magnus: Member, define: Define, guides: dict[str, Party], holder: str
) -> None:
    guide = define("Guide", "person", holder=holder)
    record = made(holder, olive, custom={guide.key: str(guides["Gil"].pk)})
    change_reach(magnus, "own", by=olive)
    Party.objects.exclude(name="Gil").update(owner=magnus)
    client.force_login(Member.objects.get(pk=magnus.pk))
    for address in (f"/{holder}/?col={guide.key}", page_of(record)):
        page = client.get(address)
        assert (page.status_code, "Gil" in page.content.decode()) == (200, False)
    if holder == "products":
        edited = edit_product(record, by=Member.objects.get(pk=magnus.pk), version=record.version, name="Other tea")
        assert edited.custom == record.custom
