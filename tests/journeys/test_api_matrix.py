"""Every operation of the API × tokens of each scope, of nobody, and of other reaches: who is refused changes nothing.

The operations are read from the description, so a new one is tested without being named here.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client

from perennial.kernel import clock
from perennial.team.actions import make_token
from perennial.team.choices import Role
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rest.bearer import limits
from perennial.team.rest.composing import description
from perennial.team.rules import may
from tests.apiclient import Program
from tests.journeys.test_doors_matrix import contents

PASSING = {"django_session", "perennial_cache", "team_apitoken", "kernel_spent", "sqlite_sequence"}
LOOKING = {*PASSING, "team_auditentry"}
SAMPLES: dict[str, dict[str, Any]] = {
    "create_person": {"name": "Eve"},
    "create_organisation": {"name": "Eve & Co"},
    "update_person": {"name": "Eve", "version": 1},
    "create_order": {"customer_id": "PARTY", "lines": [{"total_minor": 5}]},
    "create_touchpoint": {"customer_id": "PARTY", "kind": "note", "text": "Eve was here"},
    "create_follow_up": {"customer_id": "PARTY", "text": "Eve", "due_on": "TOMORROW"},
    "create_relation": {"subject_id": "PARTY", "object_id": "OTHER", "word": "knows"},
    "create_subscription": {"customer_id": "PARTY", "name": "Eve", "price_minor": 5, "started_on": "2026-01-01"},
    "add_identity": {"kind": "email", "value": "eve@example.org"},
    "set_customer_tags": {"tags": ["eve"]},
    "add_remembrance": {"text": "Eve"},
    "add_address": {"locality": "Eve"},
    "keep_anniversary": {"month": 5, "day": 5},
    "create_refund": {"amount_minor": 5},
    "update_follow_up": {"text": "Eve", "version": 1},
    "update_touchpoint": {"text": "Eve"},
    "create_merge": {"survivor_id": "PARTY", "absorbed_id": "OTHER"},
    "create_distinction": {"first_id": "PARTY", "second_id": "OTHER"},
    "create_view": {"name": "Eve"},
    "update_view": {"name": "Eve", "version": 1},
    "set_starting_view": {"view_id": "VIEW"},
    "set_starting_view_of_role": {"view_id": "VIEW"},
    "create_custom_field": {"holder": "customers", "type": "text", "name": "Eve"},
    "update_custom_field": {"name": "Eve", "version": 1},
    "check_conversion": {"type": "number"},
    "convert_custom_field": {"type": "number"},
    "order_custom_fields": {"field_ids": ["FIELD"]},
    "create_product": {"name": "Eve", "sku": "E"},
    "update_product": {"name": "Eve", "version": 1},
    "update_order": {"channel": "web", "version": 1},
    "update_organisation": {"name": "Eve", "version": 1},
    "end_follow_up": {},
    "update_relation": {"note": "Eve", "version": 1},
    "update_subscription": {"name": "Eve", "version": 1},
    "cancel_subscription": {"reason": "other"},
    "create_audience": {"name": "Eve", "text": "bought(count >= 2)"},
    "update_audience": {"name": "Eve", "version": 1},
    "bulk": {"operations": [{"method": "PUT", "path": "/customers/PARTY/tags", "body": {"tags": ["eve"]}}]},
}

GONE = {"restore_person": "people:restore", "restore_follow_up": "promises:restoration.follow_up_id"}  # what was deleted
GONE |= {
    "restore_order": "purchases:order_restoration",
    "restore_product": "purchases:product_restoration",
    "restore_view": "records:restore_view",
    "restore_audience": "audiences:restoration.audience_id",
}


class Ask(NamedTuple):
    """One operation, filled with real ids."""

    key: str
    method: str
    path: str
    body: Any
    scope: Permission | None


@pytest.fixture
def asks(ids: dict[str, Any]) -> list[Ask]:
    """Every operation with the ids of records that are there, of a customer of the owner's."""
    return list(operations_with(ids))


def operations_with(ids: dict[str, Any]) -> Iterator[Ask]:
    """Every operation, its path and its body filled with these ids."""
    nouns = {
        "people": "people",
        "customers": "people",
        "organisations": "organisation",
        "orders": "purchases",
        "products": "purchases:product",
        "subscriptions": "purchases:subscription_pause",
        "touchpoints": "touchpoint_id",
        "follow-ups": "follow_up_id",
        "relations": "relation",
        "views": "records:edit_view",
        "audiences": "audience_id",
        "custom-fields": "records",
    }
    for template, methods in description()["paths"].items():
        for method, operation in methods.items():
            path = template.removeprefix("/api/v1")
            noun = path.split("/")[1]
            pk = {
                "identities": ids["people:primary.pk"],
                "remembrances": ids["pk"],
                "conversions": ids["records:conversion.pk"],
            }.get((path.split("/") + [""] * 4)[3], 7)
            path = (
                path.replace("{role}", "agent")
                .replace("{holder}", "customers")
                .replace("{kind}", "customers")
                .replace("{key}", "mine")
            )
            one = ids[GONE.get(operation["operationId"], nouns.get(noun, ""))] if noun in nouns else 7
            path = path.replace("{id}", str(one)).replace("{pk}", str(pk))
            told = json.dumps(SAMPLES.get(operation["operationId"], {})).replace(
                "TOMORROW", str(clock.today() + dt.timedelta(1))
            )
            named = {"PARTY": "people", "OTHER": "other_id", "VIEW": "records:edit_view", "FIELD": "records"}
            for word, name in named.items():
                told = told.replace(word, str(ids[name]))
            body = json.loads(told)
            scope = operation["description"].rpartition("Needs the scope `")[2].rstrip("`.")
            has_body = method in ("post", "patch", "put")
            found = Permission(scope) if scope in list(Permission) else None
            yield Ask(operation["operationId"], method.upper(), path, body if has_body else None, found)


def test_every_operation_but_two_needs_a_scope(asks: list[Ask]) -> None:
    assert {ask.key for ask in asks if ask.scope is None} == {"read_me", "bulk"}
    assert len(asks) > 50


def test_nobody_without_a_token_learns_or_changes_anything(asks: list[Ask], olive: Member) -> None:
    stranger, session = Client(raise_request_exception=False), Client(raise_request_exception=False)
    session.force_login(olive)
    before = contents(but=PASSING)
    for ask in asks:
        for browser in (stranger, session):
            answer = browser.generic(ask.method, f"/api/v1{ask.path}", json.dumps(ask.body), "application/json")
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json"), ask
    assert contents(but=PASSING) == before


@pytest.mark.parametrize("scope", list(Permission))
def test_a_scope_opens_what_needs_it_and_nothing_else(scope: Permission, asks: list[Ask], members: dict[str, Member]) -> None:
    limits.forget()
    program = Program(members["owner"], scope)
    shut = [ask for ask in asks if ask.scope not in (None, scope)]
    before = contents(but=PASSING)
    for ask in shut:
        answer = program(ask.method, ask.path, ask.body)
        assert answer.status_code == 403, ask
        assert scope.value != ask.scope
    assert contents(but=PASSING) == before
    open_ = [ask for ask in asks if ask.scope == scope]
    assert not [ask for ask in open_ if program(ask.method, ask.path, ask.body).status_code in (401, 403)]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_token_never_outgrows_the_role_of_its_member(role: str, asks: list[Ask], members: dict[str, Member]) -> None:
    """The token has every scope, as if it was made before its member was demoted."""
    limits.forget()
    program = Program(members[role])
    type(program.token).objects.filter(pk=program.token.pk).update(scopes=list(Permission))
    before = contents(but=LOOKING)
    for ask in asks:
        if ask.scope is not None and not may(members[role], ask.scope):
            assert program(ask.method, ask.path, ask.body).status_code == 403, ask
    assert contents(but=LOOKING) == before


def test_who_sees_only_their_own_finds_nobody_elses(asks: list[Ask], ids: dict[str, Any], members: dict[str, Member]) -> None:
    """Another team's record in every address, and its id in every field of a body: as if there were none."""
    limits.forget()
    agent = members["agent"]
    agent.reach = "own"
    agent.save()
    program = Program(agent)
    named = (
        "people",
        "organisation",
        "purchases",
        "touchpoint_id",
        "follow_up_id",
        "relation",
        "promises:restoration.follow_up_id",
    )
    named += ("promises:restoration.follow_up_id", "purchases:order_restoration")
    theirs = {str(ids[name]) for name in (*named, "people:restore", "purchases:subscription_pause")}
    before = contents(but=PASSING)
    for ask in asks:
        named = theirs & set((ask.path + " " + json.dumps(ask.body)).replace('"', "/").split("/"))
        if named and ask.scope is not None and may(agent, ask.scope):
            answer = program(ask.method, ask.path, ask.body)
            assert answer.status_code in (404, 422), (ask, answer.status_code, answer.content[:300])
        elif ask.key == "bulk":  # each is answered by itself
            told = program.told(ask.method, ask.path, ask.body)
            assert {result["status"] for result in told["results"]} <= {404, 422}, told
        elif ask.method == "GET":
            answer = program(ask.method, ask.path)
            assert not [pk for pk in theirs if f'"{pk}"' in answer.content.decode()], ask
    assert contents(but=PASSING) == before


def test_a_bulk_request_opens_no_door_that_is_shut(ids: dict[str, Any], members: dict[str, Member]) -> None:
    limits.forget()
    program = Program(members["owner"], Permission.SEE_CUSTOMERS)
    before = contents(but=PASSING)
    told = program.told(
        "POST",
        "/bulk",
        {
            "operations": [
                {"method": "POST", "path": "/people", "body": {"name": "Eve"}},
                {"method": "DELETE", "path": f"/people/{ids['people']}"},
                {"method": "POST", "path": "/bulk", "body": {"operations": []}},
                {"method": "POST", "path": "/../../settings/api/new/"},
                {"method": "POST", "path": "/../accounts/logout/"},
            ]
        },
    )
    assert [result["status"] for result in told["results"]] == [403, 403, 404, 404, 404]
    assert contents(but=PASSING) == before


def test_the_token_of_a_member_who_left_is_dead(members: dict[str, Member]) -> None:
    _token, text = make_token(by=members["agent"], name="Shop", scopes=[Permission.SEE_CUSTOMERS])
    Member.objects.get_queryset().filter(pk=members["agent"].pk).update(is_active=False)
    assert Client(headers={"authorization": f"Bearer {text}"}).get("/api/v1/people").status_code == 401
