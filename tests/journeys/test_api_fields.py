"""Fields of the business and views, as programs define, convert, order, pin and restore them."""

import pytest

from perennial.people.actions import create_party, delete_party
from perennial.people.models import Party
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.timeline.actions import log_touchpoint, withdraw_touchpoint
from tests.apiclient import Program


def test_a_type_is_changed_once_one_knows_what_would_not_fit_and_taken_back(
    api: Program, olive: Member, define: Define
) -> None:
    size = define("Size")
    for name, value in (("Ann", "12"), ("Bo", "large"), ("Cem", "7.5")):
        create_party(by=olive, name=name, custom={size.key: value})
    at = f"/custom-fields/{size.pk}"
    before = api.told("GET", at)
    would = api.told("POST", f"{at}/conversion-checks", {"type": "number"})
    assert (would["converted"], would["failed"], would["is_complete"]) == (2, 1, True)
    assert [(one["record"], one["value"]) for one in would["failures"]] == [("Bo", "large")]
    assert api.told("GET", at) == before
    assert api.told("GET", f"{at}/conversions")["items"] == []
    done = api.told("POST", f"{at}/conversions", {"type": "number", "version": before["version"]}, status=201)
    assert (done["type_before"], done["type_after"], done["failed"]) == ("text", "number", 1)
    assert api("POST", f"{at}/conversions", {"type": "money", "version": before["version"]}).status_code == 409
    assert api.told("GET", f"{at}/conversions/{done['id']}") == done
    ann = Party.objects.get(name="Ann")
    assert api.told("GET", f"/people/{ann.pk}")["custom"][size.key] in (12, "12")
    assert api.told("POST", f"{at}/conversions/{done['id']}/undoing")["type"] == "text"
    assert api.told("GET", f"/people/{ann.pk}")["custom"][size.key] == "12"
    assert api("POST", f"{at}/conversions/{done['id']}/undoing").status_code == 422


def test_an_option_is_renamed_and_stays_the_same_to_its_records(api: Program, olive: Member) -> None:
    new = {"holder": "customers", "type": "choice", "name": "Plan", "options": ["Gold", "Silver"], "seen_by": ["manager"]}
    plan = api.told("POST", "/custom-fields", new, status=201)
    gold, silver = plan["options"]
    party = create_party(by=olive, name="Ann", custom={plan["key"]: gold["id"]})
    told = {"options": [{"id": silver["id"], "name": "Silver"}, {"id": gold["id"], "name": "Platinum"}, "Bronze"]}
    changed = api.told("PATCH", f"/custom-fields/{plan['id']}", told | {"version": plan["version"], "default": gold["id"]})
    assert [one["name"] for one in changed["options"]] == ["Silver", "Platinum", "Bronze"]
    assert changed["default"] == api.told("GET", f"/people/{party.pk}")["custom"][plan["key"]] == gold["id"]
    gone = {"options": [{"id": silver["id"], "name": "Silver"}], "default": None, "version": changed["version"]}
    assert api("PATCH", f"/custom-fields/{plan['id']}", gone).status_code == 422  # the default goes before its option


def test_fields_are_put_in_order_removed_listed_and_restored(api: Program, define: Define, magnus: Member) -> None:
    one, two, three = (define(name) for name in ("One", "Two", "Three"))
    told = api.told("PUT", "/custom-field-order/customers", {"field_ids": [str(three.pk), str(one.pk)]})
    assert [field["name"] for field in told["items"]] == ["Three", "One", "Two"]
    assert api("PUT", "/custom-field-order/orders", {"field_ids": [str(one.pk)]}).status_code == 422
    api("DELETE", f"/custom-fields/{two.pk}")
    (removed,) = api.told("GET", "/custom-fields?is_removed=true")["items"]
    assert (removed["id"], bool(removed["removed_at"])) == (str(two.pk), True)
    assert Program(magnus, Permission.SEE_CUSTOMERS).told("GET", "/custom-fields?is_removed=true")["items"] == []
    assert api.told("POST", f"/custom-fields/{two.pk}/restoration")["removed_at"] is None


def test_views_are_pinned_begun_with_deleted_and_listed(api: Program, ana: Member) -> None:
    view = api.told("POST", "/views", {"name": "Mine", "layout": "board:stage"}, status=201)
    assert view["layout"] == "board:stage"
    assert api.told("PUT", f"/views/{view['id']}/pin") == {"is_pinned": True}
    assert [one["is_pinned"] for one in api.told("GET", "/views")["items"]] == [True]
    assert api("DELETE", f"/views/{view['id']}/pin").status_code == 204
    assert api.told("PUT", "/starting-views", {"view_id": view["id"]})["mine"] == view["id"]
    role = "/starting-views/agent"
    assert api("PUT", role, {"view_id": view["id"]}).status_code == 422  # not shared
    api.told("PATCH", f"/views/{view['id']}", {"is_shared": True, "version": view["version"]})
    assert api.told("PUT", role, {"view_id": view["id"]})["roles"] == {"agent": view["id"]}
    assert Program(ana)("PUT", role, {"view_id": None}).status_code == 403
    assert api.told("PUT", "/starting-views", {"view_id": None})["mine"] is None
    api("DELETE", f"/views/{view['id']}")
    assert [one["id"] for one in api.told("GET", "/views?is_deleted=true")["items"]] == [view["id"]]
    assert Program(ana).told("GET", "/views?is_deleted=true")["items"] == []
    assert api("PUT", f"/views/{view['id']}/pin").status_code == 404


def test_what_was_deleted_is_listed_to_be_restored(api: Program, olive: Member, ana: Member) -> None:
    rosa, ada = (create_party(by=olive, name=name, owner=olive) for name in ("Rosa", "Ada"))
    entry = log_touchpoint(party_id=rosa.pk, kind="note", by=olive, text="Tea")
    withdraw_touchpoint(entry, by=olive)
    (taken,) = api.told("GET", "/touchpoints/withdrawn")["items"]
    assert taken["original_id"] == str(entry.pk)
    for party in (rosa, ada):
        delete_party(party, by=olive)
    assert [one["name"] for one in api.told("GET", "/people/deleted")["items"]] == ["Ada", "Rosa"]
    assert [one["name"] for one in api.told("GET", "/people/deleted?q=ros")["items"]] == ["Rosa"]
    assert api.told("GET", "/organisations/deleted")["items"] == []
    assert api.told("GET", "/touchpoints/withdrawn")["items"] == []
    ana.reach = "own"
    ana.save()
    assert Program(ana)("GET", "/people/deleted").json().get("items", []) == []


@pytest.mark.parametrize("told", [{"type": "nonsense"}, {"type": "text"}, {"type": "money", "currency": "XXL"}, {}])
def test_a_type_that_is_none_is_refused(api: Program, plan: CustomField, define: Define, told: dict[str, str]) -> None:
    field = define("Size")
    assert api("POST", f"/custom-fields/{field.pk}/conversions", told).status_code == 422
