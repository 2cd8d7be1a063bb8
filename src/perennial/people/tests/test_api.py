"""Customers as programs see and change them."""

import json
from urllib.parse import quote

import pytest

from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.records.models import CustomField
from perennial.team.models import AuditEntry, Member
from perennial.team.permissions import Permission
from tests.apiclient import Program


def test_a_person_is_written_down_read_changed_deleted_and_restored(api: Program) -> None:
    made = api(
        "POST",
        "/people",
        {
            "name": "Ann Rivers",
            "identities": [{"kind": "email", "value": "Ann@Example.org"}],
            "tags": ["regular"],
            "addresses": [{"locality": "Kiel"}],
            "anniversaries": [{"month": 5, "day": 9}],
        },
    )
    assert made.status_code == 201, made.content
    ann = made.json()
    assert ann["city"] == "Kiel"
    assert ann["tags"] == ["regular"]
    assert made["Location"] == f"/api/v1/people/{ann['id']}"
    read = api("GET", f"/people/{ann['id']}")
    assert read.json() == ann
    changed = api("PATCH", f"/people/{ann['id']}", {"job_title": "Potter", "stage": "loyal"}, if_match=read["ETag"])
    assert changed.status_code == 200, changed.content
    assert (changed.json()["job_title"], changed.json()["stage"]) == ("Potter", "loyal")
    assert api("DELETE", f"/people/{ann['id']}").status_code == 204
    assert api("GET", f"/people/{ann['id']}").status_code == 404
    assert api.told("POST", f"/people/{ann['id']}/restoration")["job_title"] == "Potter"


def test_who_started_from_an_older_version_is_refused(api: Program) -> None:
    ann = api.told("POST", "/people", {"name": "Ann"}, status=201)
    path = f"/people/{ann['id']}"
    assert api("PATCH", path, {"city": "Kiel"}).status_code == 428
    api.told("PATCH", path, {"city": "Kiel", "version": 1})
    assert api.told("PATCH", path, {"city": "Bonn", "version": 1}, status=409)["type"] == "/api/docs/#problem-conflict"
    assert api("PATCH", path, {"city": "Bonn"}, if_match='"1"').status_code == 412
    api.told("PATCH", path, {"city": "Bonn"}, if_match="*")
    assert Party.objects.get(pk=ann["id"]).city == "Bonn"


@pytest.mark.parametrize(
    "sort", ["name", "-name", "value", "-value", "created_at", "-created_at", "-last_order_at", "id", "-id"]
)
def test_pages_hold_everybody_once(api: Program, sort: str) -> None:
    for number in range(7):
        create_party(by=None, name=f"Customer {number % 3}")
    seen, cursor = [], ""
    while True:
        page = api.told("GET", f"/people?limit=2&sort={sort}&cursor={cursor}")
        seen += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert len(seen) == 7
    assert set(seen) == {str(pk) for pk in Party.objects.values_list("pk", flat=True)}


def test_a_cursor_of_another_order_or_of_nobody_is_refused(api: Program) -> None:
    for number in range(3):
        create_party(by=None, name=f"Customer {number}")
    cursor = api.told("GET", "/people?limit=1")["next"]
    for wrong in (f"sort=id&cursor={cursor}", "cursor=x", "cursor=W10", "cursor=%00", "cursor=" + "a" * 900):
        assert api("GET", f"/people?{wrong}").status_code in (400, 422)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_database_as_often_for_one_as_for_three(
    api: Program, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        create_party(by=None, name=f"Customer {number}", tags=["regular"])
    api("GET", "/me")  # the token was used just now
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert len(api.told("GET", "/people")["items"]) == count


def test_filters_and_search_find_them(api: Program, olive: Member) -> None:
    create_party(by=None, name="Ann Rivers", city="Kiel", owner=olive, tags=["vip"])
    create_party(by=None, name="Bo Lake", stage="loyal")
    create_party(by=None, name="Rivers Ltd", kind="organisation")

    def names(path: str) -> list[str]:
        return [row["name"] for row in api.told("GET", path)["items"]]

    assert names("/people") == ["Ann Rivers", "Bo Lake"]
    assert names("/organisations") == ["Rivers Ltd"]
    assert names("/people?city=kiel") == ["Ann Rivers"]
    assert names("/people?tag=vip") == ["Ann Rivers"]
    assert names("/people?tag=nobody") == []
    assert names("/people?stage=loyal") == ["Bo Lake"]
    assert names(f"/people?owner_id={olive.pk}") == ["Ann Rivers"]
    assert names("/people?owner_id=none") == ["Bo Lake"]
    wanted = {"any": [{"field": "city", "operator": "is", "value": "Kiel"}, {"not": {"field": "stage", "value": ["lead"]}}]}
    assert names(f"/people?filter={quote(json.dumps(wanted))}") == ["Ann Rivers", "Bo Lake"]
    assert names(f"/people?filter={quote(json.dumps(wanted))}&stage=loyal&sort=-value") == ["Bo Lake"]
    for wrong in ("{", "[]", '{"field": "password", "operator": "is", "value": "x"}', "[" * 9000, "NaN"):
        assert api.told("GET", f"/people?filter={quote(wrong)}", status=422)["errors"][0]["parameter"] == "filter"
    assert names("/people/search?q=rivers") == ["Ann Rivers"]
    assert api.told("GET", "/people?count=capped")["count"] == {"rows": 2, "is_capped": False}


def test_details_are_kept_corrected_and_dropped(api: Program) -> None:
    ann = create_party(by=None, name="Ann").pk
    for part, new, better in (
        ("identities", {"kind": "phone", "value": "+49 431 123456"}, {"value": "+49 431 654321", "is_primary": True}),
        ("addresses", {"locality": "Kiel"}, {"locality": "Bonn"}),
        ("remembrances", {"text": "Oat milk"}, {"text": "Soy milk", "kind": "usual"}),
    ):
        made = api.told("POST", f"/customers/{ann}/{part}", new, status=201)
        path = f"/customers/{ann}/{part}/{made['id']}"
        assert api.told("PUT", path, better)["id"] == made["id"]
        assert api("DELETE", path).status_code == 204
        assert api("DELETE", path).status_code == 404
    assert api.told("PUT", f"/customers/{ann}/tags", {"tags": ["a", "b"]}) == {"tags": ["a", "b"]}
    assert api.told("PUT", f"/customers/{ann}/tags", {"tags": ["b"]}) == {"tags": ["b"]}
    day = api.told("PUT", f"/customers/{ann}/anniversaries", {"month": 2, "day": 29})
    assert api("DELETE", f"/customers/{ann}/anniversaries/{day['id']}").status_code == 204
    assert api("PUT", f"/customers/{ann}/anniversaries", {"month": 2, "day": 30}).status_code == 422


def test_customers_are_related(api: Program) -> None:
    ann, ltd = create_party(by=None, name="Ann").pk, create_party(by=None, name="Rivers", kind="organisation").pk
    told = {"subject_id": str(ann), "object_id": str(ltd), "word": "works_at"}
    made = api.told("POST", "/relations", told, status=201)
    assert [row["id"] for row in api.told("GET", f"/relations?customer_id={ltd}")["items"]] == [made["id"]]
    assert api("DELETE", f"/relations/{made['id']}").status_code == 204
    assert api.told("POST", "/relations", told | {"object_id": "7"}, status=422)["errors"][0]["pointer"] == "/object_id"


def test_reading_a_customer_is_in_the_audit_log(api: Program, olive: Member) -> None:
    ann = create_party(by=None, name="Ann")
    api("GET", f"/people/{ann.pk}")
    assert AuditEntry.objects.filter(action="people.party.viewed", object_id=ann.pk, member=olive).count() == 1


def test_what_is_not_ours_to_set_is_refused(api: Program) -> None:
    told = {"name": "Ann", "value_minor": 5, "id": "7", "created_by": "1"}
    refused = api.told("POST", "/people", told, status=422)
    assert {error["pointer"] for error in refused["errors"]} == {"/value_minor", "/id", "/created_by"}
    assert not Party.objects.exists()


def test_an_external_id_is_somebodys_alone(api: Program) -> None:
    told = {"name": "Ann", "identities": [{"kind": "external", "system": "shop", "value": "7"}]}
    api.told("POST", "/people", told, status=201)
    assert api("POST", "/people", told).status_code == 409
    assert Party.objects.count() == 1


def test_a_token_may_no_more_than_its_scopes(olive: Member) -> None:
    reader = Program(olive, Permission.SEE_CUSTOMERS)
    ann = create_party(by=None, name="Ann")
    assert reader("GET", f"/people/{ann.pk}").status_code == 200
    refused = reader("PATCH", f"/people/{ann.pk}", {"name": "Eve", "version": 1})
    assert refused.status_code == 403
    assert "insufficient_scope" in refused["WWW-Authenticate"]
    assert reader("GET", f"/people/{ann.pk}").json()["name"] == "Ann"


def test_fields_of_the_business_are_told_written_filtered_by_and_hidden(api: Program, magnus: Member) -> None:
    told = {"holder": "customers", "type": "choice", "name": "Size", "options": ["Small", "Large"]}
    size = api.told("POST", "/custom-fields", told, status=201)
    small, large = (option["id"] for option in size["options"])
    number = api.told("POST", "/custom-fields", {"holder": "customers", "type": "number", "name": "Seats"}, status=201)
    ann = api.told("POST", "/people", {"name": "Ann", "custom": {size["key"]: small, number["key"]: 4}}, status=201)
    assert ann["custom"] == {size["key"]: small, number["key"]: 4}
    changed = api.told("PATCH", f"/people/{ann['id']}", {"custom": {size["key"]: large, number["key"]: None}, "version": 1})
    assert changed["custom"] == {size["key"]: large}
    asked = quote(json.dumps({"field": size["key"], "value": [large]}))
    assert [row["id"] for row in api.told("GET", f"/people?filter={asked}")["items"]] == [ann["id"]]
    for wrong in ({size["key"]: "7"}, {"custom_7": 1}, {number["key"]: "many"}):
        refused = api.told("POST", "/people", {"name": "Bo", "custom": wrong}, status=422)
        assert "custom_7" in wrong or refused["errors"][0]["pointer"].startswith("/custom/custom_")
    CustomField.objects.filter(pk=size["id"]).update(seen_by=["agent"])
    hidden = Program(magnus)
    assert hidden.told("GET", f"/people/{ann['id']}")["custom"] == {}
    assert hidden("GET", f"/people?filter={asked}").status_code == 422
    assert hidden("GET", f"/custom-fields/{size['id']}").status_code == 404
    assert api("DELETE", f"/custom-fields/{size['id']}").status_code == 204
    assert api.told("GET", f"/people/{ann['id']}")["custom"] == {}
    api.told("POST", f"/custom-fields/{size['id']}/restoration")
    assert api.told("GET", f"/people/{ann['id']}")["custom"] == {size["key"]: large}


def test_views_are_kept_shared_used_changed_deleted_and_restored(api: Program, vik: Member) -> None:
    ann = create_party(by=None, name="Ann", city="Kiel")
    create_party(by=None, name="Bo", city="Bonn")
    condition = {"field": "city", "operator": "is", "value": "Kiel"}
    told = {"name": "In Kiel", "condition": condition, "sort": "-value", "columns": ["stage", "city"], "is_shared": True}
    view = api.told("POST", "/views", told, status=201)
    assert (view["condition"], view["sort"], view["columns"]) == (condition, "-value", ["stage", "city"])
    path = f"/views/{view['id']}"
    assert [row["id"] for row in api.told("GET", f"/people?view={view['id']}")["items"]] == [str(ann.pk)]
    other = Program(vik)
    assert [row["id"] for row in other.told("GET", "/views")["items"]] == [view["id"]]
    assert other("PATCH", path, {"name": "Mine", "version": 1}).status_code == 404
    changed = api.told("PATCH", path, {"is_shared": False, "columns": ["city"], "version": 1})
    assert (changed["columns"], changed["sort"], changed["condition"]) == (["city"], "-value", condition)
    assert other("GET", path).status_code == 404
    assert other("GET", f"/people?view={view['id']}").status_code == 422
    assert api("PATCH", path, {"name": "Late", "version": 1}).status_code == 409
    for wrong in ({"sort": "password"}, {"columns": ["x"]}, {"group": "name"}, {"condition": {"field": "x"}}, {"name": " "}):
        assert api("PATCH", path, wrong, if_match="*").status_code == 422
    assert api("DELETE", path).status_code == 204
    assert api("GET", path).status_code == 404
    assert api.told("POST", f"{path}/restoration")["id"] == view["id"]
