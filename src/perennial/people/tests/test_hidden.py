"""What a member may not see is not told in other ways: by a refusal, by a search that finds it, by a column of a list."""

from typing import Any
from urllib.parse import quote

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from perennial.people.actions import Refused, create_party, delete_party, edit_party, restore_party
from perennial.people.models import Party
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program


@pytest.fixture
def limit(define: Define) -> CustomField:
    return define("Credit limit", seen_by=["agent"])


@pytest.fixture
def juno(olive: Member, magnus: Member, limit: CustomField) -> Party:
    juno = create_party(by=olive, name="Juno", owner=magnus)
    return edit_party(juno, by=olive, custom={limit.key: "five hundred"})


def sees_own(member: Member) -> Member:
    member.reach = "own"
    member.save(update_fields=["reach"])
    return member


def text_of(answer: Any) -> str:
    is_stream = isinstance(answer, StreamingHttpResponse)
    content: bytes = b"".join(answer.streaming_content) if is_stream else answer.content  # type: ignore[arg-type]
    return content.decode()


def test_a_guess_is_refused_alike_whether_it_is_right_or_wrong(magnus: Member, limit: CustomField, juno: Party) -> None:
    told = [
        Program(magnus).told("PATCH", f"/people/{juno.pk}", {"custom": {key: guess}, "version": juno.version}, status=422)
        for key, guess in ((limit.key, "five hundred"), (limit.key, "six hundred"))
    ]
    assert told[0]["errors"] == told[1]["errors"]
    assert limit.name not in str(told)


def test_the_audit_log_does_not_find_what_it_would_not_show(client: Client, olive: Member, magnus: Member, juno: Party) -> None:
    for member, is_found in ((magnus, False), (olive, True)):
        client.force_login(member)
        for page in ("team:audit", "team:audit_export"):
            assert (juno.name in text_of(client.get(reverse(page), {"value": "five hund"}))) is is_found
    edit_party(juno, by=olive, city="Linz")
    client.force_login(magnus)
    assert juno.name in text_of(client.get(reverse("team:audit"), {"value": "linz"}))


def test_the_history_of_one_field_is_for_who_sees_it(client: Client, magnus: Member, limit: CustomField, juno: Party) -> None:
    client.force_login(magnus)
    history = reverse("team:history", args=["people.party", juno.pk])
    assert client.get(history, {"field": limit.key}).status_code == 404
    assert client.get(history, {"field": "city"}).status_code == 200
    entry = AuditEntry.objects.filter(changes__has_key=limit.key).latest("pk")
    setting = reverse("team:setting", args=["people.party", juno.pk, entry.pk])
    assert client.post(setting, {"field": limit.key}).status_code == 404


def test_who_has_a_unique_value_is_named_to_who_sees_them(olive: Member, ana: Member, define: Define) -> None:
    badge = define("Badge", is_unique=True)
    hers = create_party(by=olive, name="Hers", owner=ana, custom={badge.key: "6"})
    create_party(by=olive, name="Olga", owner=olive, custom={badge.key: "7"})
    with pytest.raises(Refused, match="Olga has “7” already"):
        edit_party(hers, by=ana, custom={badge.key: "7"})
    with pytest.raises(Refused, match="somebody has “7” already"):
        edit_party(hers, by=sees_own(ana), custom={badge.key: "7"})


def test_who_took_a_unique_value_of_a_deleted_customer_is_named_to_who_sees_them(
    olive: Member, magnus: Member, define: Define
) -> None:
    badge = define("Badge", is_unique=True)
    his = create_party(by=olive, name="His", owner=magnus, custom={badge.key: "7"})
    delete_party(his, by=magnus)
    create_party(by=olive, name="Olga", owner=olive, custom={badge.key: "7"})
    with pytest.raises(Refused, match="somebody has “7” already"):
        restore_party(his, by=sees_own(magnus))


def test_a_column_of_persons_names_those_within_reach(client: Client, olive: Member, yuki: Member, define: Define) -> None:
    friend = define("Friend", "person")
    olga = create_party(by=olive, name="Olga", owner=olive)
    create_party(by=olive, name="Hers", owner=yuki, custom={friend.key: str(olga.pk)})
    pages = [reverse("people:list"), reverse("records:csv", args=["customers"])]
    client.force_login(yuki)
    assert all(olga.name in text_of(client.get(page, {"col": friend.key})) for page in pages)
    client.force_login(sees_own(yuki))
    for page in pages:
        text = text_of(client.get(page, {"col": friend.key}))
        assert "Hers" in text
        assert olga.name not in text


def test_a_program_hands_a_customer_on_within_reach_only(olive: Member, ana: Member) -> None:
    hers = create_party(by=olive, name="Hers", owner=ana)
    api = Program(sees_own(ana))
    for owner in (str(olive.pk), None):
        told = api.told("PATCH", f"/people/{hers.pk}", {"owner_id": owner}, status=422, if_match="*")
        assert told["errors"][0]["pointer"] == "/owner_id"
        api.told("POST", "/people", {"name": "Beyond", "owner_id": owner}, status=422)
    api.told("PATCH", f"/people/{hers.pk}", {"owner_id": str(ana.pk)}, if_match="*")


@pytest.mark.parametrize("given", [True, 0, -1, 1.5])
def test_choices_that_are_no_list_are_refused(api: Program, olive: Member, define: Define, given: object) -> None:
    likes, juno = define("Likes", "choices", "Tea", "Milk"), create_party(by=olive, name="Juno")
    told = api.told("PATCH", f"/people/{juno.pk}", {"custom": {likes.key: given}}, status=422, if_match="*")
    assert "is not one of the choices" in str(told)


def test_half_a_character_is_refused(api: Program) -> None:
    half = '{"field": "city", "operator": "is", "value": "\\ud800"}'
    assert api("GET", f"/people?filter={quote(half)}").status_code == 422


def test_who_may_not_fill_what_is_required_writes_customers_down_all_the_same(
    client: Client, magnus: Member, ana: Member, define: Define
) -> None:
    hidden = define("Credit limit", is_required=True, seen_by=["agent"])
    closed = define("Rank", is_required=True, edited_by=["agent"])
    client.force_login(magnus)
    assert client.post("/customers/new/", {"name": "Rosa", "kind": "person"}).status_code == 303
    program = Program(magnus)
    ada = program.told("POST", "/people", {"name": "Ada"}, status=201)
    program.told("PATCH", f"/people/{ada['id']}", {"city": "Kiel", "version": ada["version"]})
    for told in ({}, {hidden.key: "500"}):
        assert Program(ana)("POST", "/people", {"name": "Bo", "custom": told}).status_code == 422
    Program(ana).told("POST", "/people", {"name": "Bo", "custom": {hidden.key: "500", closed.key: "1"}}, status=201)


def test_what_was_taken_meanwhile_is_not_told_by_a_restoration(olive: Member, magnus: Member, define: Define) -> None:
    hidden = define("Card number", is_unique=True, seen_by=["agent"])
    rosa = create_party(by=olive, name="Rosa", owner=magnus, custom={hidden.key: "4711"})
    delete_party(rosa, by=olive)
    create_party(by=olive, name="Thief", custom={hidden.key: "4711"})
    told = Program(magnus).told("POST", f"/people/{rosa.pk}/restoration", status=422)
    for secret in (hidden.name, hidden.key, "4711", "Thief"):
        assert secret not in str(told)
    with pytest.raises(Refused, match="4711"):
        restore_party(rosa, by=olive)
