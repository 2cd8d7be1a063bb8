"""A fact of a customer, changed in a cell, on a page of its own, and against somebody else."""

import json
from typing import Any

import pytest
from django.test import Client

from perennial.people.actions import add_identity, assign_owner, delete_party, edit_identity, edit_party
from perennial.people.models import Party
from perennial.records.actions import remove_field
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member

CELL = {"HTTP_HX_REQUEST": "true"}


def url(party: Party, field: str, query: str = "") -> str:
    return f"/lists/customers/records/{party.pk}/{field}/{query}"


def said(value: Any, was: Any, **more: Any) -> dict[str, Any]:
    return {"value": value, "was": json.dumps(was), **more}


@pytest.fixture
def at(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def test_without_a_script_it_is_a_page_with_a_form(at: Client, ann: Party) -> None:
    page = at.get(url(ann, "city")).content.decode()
    assert "<h1>City of Ann Ångström</h1>" in page
    assert 'value="Uppsala"' in page
    answer = at.post(url(ann, "city"), said("Lund", "Uppsala"))
    assert (answer.status_code, answer["Location"]) == (303, f"/customers/{ann.pk}/")
    assert Party.objects.get(pk=ann.pk).city == "Lund"


def test_a_cell_is_answered_with_its_row_and_an_undo(at: Client, ann: Party) -> None:
    form = at.get(url(ann, "city", "?cell=1"), **CELL).content.decode()
    assert form.startswith('<form class="inplace-form"')
    answer = at.post(url(ann, "city", "?cell=1&columns=city,stage"), said("Lund", "Uppsala"), **CELL)
    row = answer.content.decode()
    assert row.count("<td") == 3
    assert row.index("Ann Ångström") < row.index("Lund") < row.index("Lead")
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast["text"] == "City: Lund"
    back = at.post(toast["undo"], **CELL)
    assert json.loads(back["HX-Trigger"])["records:changed"] == {"id": str(ann.pk)}
    assert Party.objects.get(pk=ann.pk).city == "Uppsala"
    again = at.post(toast["undo"], **CELL)
    assert "can no longer" in json.loads(again["HX-Trigger"])["toast"]["text"]


def test_undo_does_not_go_over_what_came_after(at: Client, ann: Party, magnus: Member) -> None:
    answer = at.post(url(ann, "city", "?columns=city"), said("Lund", "Uppsala"), **CELL)
    edit_party(ann, by=magnus, city="Oslo")
    back = at.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], **CELL)
    assert "changed again" in json.loads(back["HX-Trigger"])["toast"]["text"]
    assert Party.objects.get(pk=ann.pk).city == "Oslo"


def test_taking_an_address_back_brings_back_what_was_known_of_it(at: Client, ann: Party, olive: Member) -> None:
    work = ann.identities.get(kind="email")
    edit_identity(work, by=olive, value=work.value, label="Work", verified=True)
    home = add_identity(ann, "email", "home@example.org", by=olive)
    since = ann.identities.get(pk=work.pk).verified_at
    for value, after in (("new@example.org", "new@example.org"), ("", "home@example.org")):
        answer = at.post(url(ann, "email", "?columns=email"), said(value, work.value), **CELL)
        first = ann.identities.filter(kind="email").order_by("-is_primary", "id")[0]
        assert (first.value, first.verified_at) == (after, None)
        at.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], **CELL)
        first = ann.identities.filter(kind="email").order_by("-is_primary", "id")[0]
        assert (first.value, first.label, first.verified_at) == (work.value, "Work", since)
        assert ann.identities.get(pk=home.pk).value == "home@example.org"


def test_what_cannot_be_is_said_beside_the_input(at: Client, ann: Party) -> None:
    answer = at.post(url(ann, "email", "?cell=1&columns=email"), said("nobody", "Ann@Example.org"), **CELL)
    assert answer.status_code == 422
    assert "is not an e-mail address" in answer.content.decode()
    assert at.post(url(ann, "city", "?cell=1"), {"value": "Lund", "was": "{"}, **CELL).status_code == 422


def test_the_same_field_changed_by_two_is_chosen_from_three(at: Client, ann: Party, magnus: Member) -> None:
    edit_party(ann, by=magnus, city="Lund", job_title="Potter")
    answer = at.post(url(ann, "city", "?cell=1&columns=city"), said("Oslo", "Uppsala"), **CELL)
    dialog = answer.content.decode()
    assert answer.status_code == 409
    assert "<b>Magnus</b> changed this" in dialog
    assert [dialog.index(f"<bdi>{city}</bdi>") for city in ("Lund", "Oslo", "Uppsala")]
    assert Party.objects.get(pk=ann.pk).city == "Lund"
    versions = {"theirs:value:value": "Lund", "mine:value:value": "Oslo", "before:value:value": "Uppsala"}
    for pick, city in (("mine", "Oslo"), ("before", "Uppsala"), ("another", "Bergen")):
        now = Party.objects.get(pk=ann.pk).city
        at.post(url(ann, "city"), said("Bergen", now, **versions, **{"pick-value": pick}), **CELL)
        assert Party.objects.get(pk=ann.pk).city == city
    assert Party.objects.get(pk=ann.pk).job_title == "Potter"


def test_who_saves_over_the_conflict_meets_the_next_one(at: Client, ann: Party, magnus: Member) -> None:
    edit_party(ann, by=magnus, city="Lund")
    edit_party(ann, by=magnus, city="Malmö")
    answer = at.post(url(ann, "city"), said("Oslo", "Lund", **{"pick-value": "mine", "mine:value:value": "Oslo"}), **CELL)
    assert answer.status_code == 409


def test_another_field_that_was_changed_is_no_conflict(at: Client, ann: Party, magnus: Member) -> None:
    edit_party(ann, by=magnus, job_title="Potter")
    assert at.post(url(ann, "city", "?columns=city"), said("Oslo", "Uppsala"), **CELL).status_code == 200
    assert Party.objects.get(pk=ann.pk).job_title == "Potter"


def test_a_record_that_was_deleted_can_be_restored_by_who_may(at: Client, ann: Party, magnus: Member, ana: Member) -> None:
    delete_party(ann, by=magnus)
    answer = at.post(url(ann, "city", "?cell=1"), said("Oslo", "Uppsala"), **CELL)
    page = answer.content.decode()
    assert (answer.status_code, f"/customers/{ann.pk}/restoration/" in page, "Magnus" in page) == (410, True, True)
    at.force_login(ana)
    page = at.post(url(ann, "city", "?cell=1"), said("Oslo", "Uppsala"), **CELL).content.decode()
    assert "Ann" not in page
    assert "deleted meanwhile" in page
    assert at.get(url(ann, "city")).status_code == 404
    assert at.post(url(ann, "city"), said("Oslo", "Uppsala")).status_code == 404


def test_a_member_who_lost_the_right_is_told(at: Client, ann: Party, ana: Member) -> None:
    at.force_login(ana)
    assert at.get(url(ann, "city", "?cell=1"), **CELL).status_code == 200
    Member.objects.filter(pk=ana.pk).update(role="viewer")
    answer = at.post(url(ann, "city", "?cell=1&columns=city"), said("Oslo", "Uppsala"), **CELL)
    assert answer.status_code == 403
    assert "may not change" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert "may not change" in at.post(url(ann, "city"), said("Oslo", "Uppsala")).content.decode()
    assert Party.objects.get(pk=ann.pk).city == "Uppsala"


def test_a_field_that_is_gone_is_said(at: Client, ann: Party, olive: Member, define: Define) -> None:
    field = define("Size")
    remove_field(field, by=olive)
    answer = at.post(url(ann, field.key, "?cell=1"), said("12", None), **CELL)
    assert answer.status_code == 404
    assert "removed" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert at.post(url(ann, "orders"), said("12", 0)).status_code == 404


def test_beyond_ones_reach_nothing_is_told(at: Client, ann: Party, ana: Member, magnus: Member) -> None:
    assign_owner(ann, magnus, by=magnus)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    at.force_login(ana)
    before = AuditEntry.objects.count()
    assert at.get(url(ann, "city")).status_code == 404
    assert at.post(url(ann, "city", "?cell=1"), said("Oslo", "Uppsala"), **CELL).status_code == 410
    assert "Ann" not in at.get(f"/lists/customers/records/?id={ann.pk}&columns=city", **CELL).content.decode()
    assert (Party.objects.get(pk=ann.pk).city, AuditEntry.objects.count()) == ("Uppsala", before)


def test_a_conflict_on_tags_and_on_fields_of_the_business(at: Client, ann: Party, magnus: Member, define: Define) -> None:
    field = define("Plan", "choice", "Free", "Gold", "Silver")
    free, gold, silver = (str(one.pk) for one in field.options_in_order())
    edit_party(ann, by=magnus, custom={field.key: gold})
    dialog = at.post(url(ann, field.key), said(silver, {"slot": str(field.slot), "value": free}), **CELL).content.decode()
    assert [dialog.index(f"<bdi>{name}</bdi>") for name in ("Gold", "Silver", "Free")]
    tag = str(ann.taggings.get().tag_id)
    dialog = at.post(url(ann, "tag"), said(["friend"], []), **CELL).content.decode()
    assert "<bdi>regular</bdi>" in dialog
    assert f'name="theirs:value:value" value="{tag}"' in dialog


def test_the_list_marks_what_can_be_changed(at: Client, ann: Party, vik: Member) -> None:
    page = at.get("/customers/").content.decode()
    row = page[page.index("<tr data-row") :]
    assert f'data-id="{ann.pk}"' in row
    assert row.count(" data-e>") == 3  # who it is, stage and owner; the rest is worked out
    at.force_login(vik)
    assert " data-e>" not in at.get("/customers/").content.decode()


@pytest.mark.parametrize("was", ["[" * 200_000, '{"slot": 1}', '{"slot": "1", "value": {"a": 1}}', '[{"a": 1}]', "5", "NaN"])
def test_what_never_stood_there_is_refused(at: Client, ann: Party, define: Define, was: str) -> None:
    amount = define("Amount", "money")
    for field, value in ((amount.key, "12"), ("tag", ["vip"]), ("city", "Lund")):
        answer = at.post(url(ann, field, "?cell=1&columns=city"), {"value": value, "was": was}, **CELL)
        assert answer.status_code in (409, 422)
    assert Party.objects.get(pk=ann.pk).city == "Uppsala"
