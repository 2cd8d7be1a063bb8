"""The page of fields, and the inputs of fields in the dialogs of customers."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from perennial.people.actions import create_party, edit_party
from perennial.people.custom import People
from perennial.people.models import Party
from perennial.records.actions import change_field, remove_field
from perennial.records.chips import Filter
from perennial.records.custom.types import said
from perennial.records.custom.values import fields_of
from perennial.records.models import Conversion, CustomField
from perennial.records.tests.defining import Define
from perennial.team.models import Member

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def owner(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def _names(holder: str = "customers") -> list[str]:
    return [field.name for field in fields_of(holder)]


def test_a_field_is_added_previewed_changed_and_the_change_undone(owner: Client) -> None:
    address = reverse("records:new_field", args=["customers"])
    facts = {"type": "choice", "name": "Plan", "more_options": "Free\nGold\n", "currency": "EUR", "is_asked": "on"}
    preview = owner.post(address, {**facts, "preview": "1"}, **HTMX)
    assert b"Gold" in preview.content
    assert not CustomField.objects.exists()
    assert owner.post(address, facts).status_code == 303
    field = CustomField.objects.get()
    free, gold = field.options_in_order()
    page = owner.get(reverse("records:field", args=[field.pk])).content.decode()
    assert "Plan" in page
    assert "Gold" in page
    changed = {"version": field.version, "name": "Tariff", "option_id": [gold.pk, free.pk], "option_name": ["Gold", ""]}
    answer = owner.post(reverse("records:field", args=[field.pk]), changed, **HTMX)
    assert answer.status_code == 204
    assert [option.name for option in CustomField.objects.get().options_in_order()] == ["Gold"]
    undo = re.search(r'"undo": "([^"]+)"', answer["HX-Trigger"])
    assert undo is not None
    assert owner.post(undo[1]).status_code == 303
    field = CustomField.objects.get()
    assert (field.name, [option.name for option in field.options_in_order()]) == ("Plan", ["Free", "Gold"])
    again = owner.post(undo[1], follow=True)
    assert b"can no longer be taken back" in again.content


def test_what_was_changed_meanwhile_is_not_written_over(owner: Client, plan: CustomField) -> None:
    answer = owner.post(reverse("records:field", args=[plan.pk]), {"version": plan.version + 5, "name": "Tariff"})
    assert answer.status_code == 422
    assert b"while you were editing" in answer.content


@pytest.mark.parametrize(
    "facts", [{"name": ""}, {"name": "x" * 10_000}, {"type": "choice"}, {"type": "x"}, {"default": "x" * 99_999}]
)
def test_bad_input_is_answered_with_words(owner: Client, facts: dict[str, str]) -> None:
    answer = owner.post(
        reverse("records:new_field", args=["customers"]), {"type": "text", "name": "A", "currency": "EUR", **facts}
    )
    assert answer.status_code == 422
    assert len(answer.content) < 80_000
    assert not CustomField.objects.exists()


def test_fields_are_moved_removed_and_restored(owner: Client, define: Define) -> None:
    a, b, _c = (define(name) for name in "abc")
    owner.post(reverse("records:order", args=["customers"]), {"up": b.pk})
    assert _names() == ["b", "a", "c"]
    owner.post(reverse("records:order", args=["customers"]), {"id": ["7", "x", str(a.pk)]})
    assert _names() == ["a", "b", "c"]
    owner.post(reverse("records:remove", args=[a.pk]))
    assert _names() == ["b", "c"]
    assert b"removed" in owner.get(reverse("records:fields", args=["customers"])).content
    owner.post(reverse("records:restore", args=[a.pk]))
    assert _names() == ["a", "b", "c"]


def test_another_type_is_reported_and_taken_back(owner: Client, olive: Member, define: Define) -> None:
    field = define("Size")
    create_party(by=olive, name="Juno", custom={field.key: "large"})
    facts = {"version": field.version, "type": "number", "currency": "EUR"}
    report = owner.post(reverse("records:convert", args=[field.pk]), facts, follow=True)
    assert "“large” is not a number" in report.content.decode()
    conversion = Conversion.objects.get()
    owner.post(reverse("records:undo_conversion", args=[field.pk, conversion.pk]))
    assert CustomField.objects.get().type == "text"


def test_the_page_asks_the_same_questions_for_one_and_for_three_fields(
    owner: Client, define: Define, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("records:fields", args=["customers"])
    define("one")
    owner.get(address)
    with django_assert_num_queries(9):
        owner.get(address)
    define("two")
    define("three", "choice", "x", "y")
    with django_assert_num_queries(9):
        owner.get(address)


def test_only_who_manages_fields_sees_the_page(client: Client, ana: Member, plan: CustomField) -> None:
    client.force_login(ana)
    assert client.get(reverse("records:fields", args=["customers"])).status_code == 403
    assert client.post(reverse("records:remove", args=[plan.pk])).status_code == 403


def test_a_new_customer_is_asked_for_what_is_required(owner: Client, define: Define, plan: CustomField) -> None:
    region = define("Region", is_required=True)
    shoe = define("Shoe size", "number", only="person", is_asked=True)
    page = owner.get(reverse("people:create")).content.decode()
    assert region.key in page
    assert shoe.key in page
    assert plan.key not in page
    new = {"kind": "organisation", "name": "Harbour", shoe.key: "41"}
    refused = owner.post(reverse("people:create"), new)
    assert refused.status_code == 422
    assert owner.post(reverse("people:create"), {**new, region.key: "North"}).status_code == 303
    party = Party.objects.get()
    assert party.custom == {region.stored_as: "North"}


def test_the_fields_of_a_customer_are_filled_shown_and_undone(
    owner: Client, olive: Member, define: Define, plan: CustomField
) -> None:
    likes = define("Likes", "choices", "Tea", "Coffee", section="Taste", help="<b>What</b>")
    limit = define("Limit", "money")
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Free"})
    tea, coffee = likes.options_in_order()
    gold = plan.options_in_order()[1]
    address = reverse("people:custom", args=[juno.pk])
    assert b"&lt;b&gt;What" in owner.get(address).content
    data = {"version": juno.version, plan.key: gold.pk, likes.key: [tea.pk, coffee.pk], limit.key: "1,250.50"}
    answer = owner.post(address, data, **HTMX)
    assert answer.status_code == 204
    page = owner.get(reverse("people:party", args=[juno.pk])).content.decode()
    for shown in ("Gold", "Tea", "Coffee", "Taste", "€1,250.50"):
        assert shown in page
    undo = re.search(r'"undo": "([^"]+)"', answer["HX-Trigger"])
    assert undo is not None
    owner.post(undo[1])
    party = Party.objects.get()
    assert said(plan, plan.value_in(party.custom)) == "Free"
    assert party.custom.keys() == {plan.stored_as}


def test_two_who_fill_the_same_fields_see_each_other(owner: Client, olive: Member, plan: CustomField) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Free"})
    edit_party(juno, by=olive, custom={plan.key: "Gold"})
    silver = plan.options_in_order()[2]
    answer = owner.post(reverse("people:custom", args=[juno.pk]), {"version": juno.version, plan.key: silver.pk})
    assert answer.status_code == 409
    assert b"Gold" in answer.content
    assert b"Silver" in answer.content


def test_what_only_some_roles_see_is_shown_to_nobody_else(client: Client, olive: Member, ana: Member, define: Define) -> None:
    limit = define("Credit limit", "money", seen_by=["manager"])
    juno = create_party(by=olive, name="Juno", owner=ana, custom={limit.key: "500"})
    client.force_login(ana)
    assert b"Credit limit" not in client.get(reverse("people:party", args=[juno.pk])).content
    assert limit.key.encode() not in client.get(reverse("people:custom", args=[juno.pk])).content


def test_a_field_that_was_removed_meanwhile_is_left_out(owner: Client, olive: Member, plan: CustomField) -> None:
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Free"})
    remove_field(plan, by=olive)
    answer = owner.post(reverse("people:custom", args=[juno.pk]), {"version": juno.version, plan.key: "x"})
    assert answer.status_code == 303
    assert Party.objects.get().custom == juno.custom


def test_the_dialog_of_a_customer_has_the_fields_too_and_its_undo_takes_them_back(
    owner: Client, olive: Member, define: Define
) -> None:
    size, seats = define("Size", "text", only="person"), define("Seats", "number", only="organisation")
    juno = create_party(by=olive, name="Juno", custom={size.key: "S"})
    address = reverse("people:edit", args=[juno.pk])
    page = owner.get(address).content.decode()
    assert 'data-only="organisation"' in page
    facts = {"kind": "person", "name": "Juno Hart", "version": juno.version, size.key: "M", seats.key: "12"}
    answer = owner.post(address, facts, **HTMX)
    now = Party.objects.get()
    assert (now.name, now.custom) == ("Juno Hart", {size.stored_as: "M"})
    undo = re.search(r'"undo": "([^"]+)"', answer["HX-Trigger"])
    assert undo is not None
    assert owner.post(undo[1]).status_code == 303
    now = Party.objects.get()
    assert (now.name, now.custom) == ("Juno", {size.stored_as: "S"})
    late = owner.post(address, {**facts, size.key: "L"})
    assert late.status_code == 409
    [contested] = [each for each in late.context["contested"] if each.name == size.key]
    assert [version.said for version in contested.versions][:2] == ["S", "L"]


def test_fields_that_are_called_alike_say_what_they_are_about(owner: Client, define: Define) -> None:
    own = define("Renewal", "date")
    groups = {str(part): [str(each.label) for each in filters] for part, filters in _filters(owner)}
    assert "Renewal · Subscriptions" in groups["Subscriptions"]
    assert "Renewal · Your own fields" in groups["Your own fields"]
    CustomField.objects.filter(pk=own.pk).update(name="Contract ends", section="Contract")
    groups = {str(part): [str(each.label) for each in filters] for part, filters in _filters(owner)}
    assert (groups["Subscriptions"], groups["Contract"]) == (["Renewal"], ["Contract ends"])


def _filters(owner: Client) -> list[tuple[str, list[Filter]]]:
    filters: list[tuple[str, list[Filter]]] = owner.get("/customers/").context["filters"]
    return filters


def test_a_view_on_a_removed_field_names_it_and_the_way_back(owner: Client, olive: Member, plan: CustomField) -> None:
    remove_field(plan, by=olive)
    page = owner.get("/customers/", {plan.key: "1"}).content.decode()
    assert "The field “Plan” was removed." in page
    assert plan.key not in page.partition("Nothing is shown")[2].partition("<a")[0]


def test_a_removed_field_that_not_everybody_saw_is_not_named(owner: Client, olive: Member, plan: CustomField) -> None:
    change_field(plan, by=olive, seen_by=["manager"])
    remove_field(plan, by=olive)
    assert "The field “Plan”" not in owner.get("/customers/", {plan.key: "1"}).content.decode()


def test_whom_a_field_may_lead_to_is_offered_without_walking_through_everybody(
    olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perennial.people.custom._LOOKED_AT", 2)
    harbour = create_party(by=olive, name="Harbour", kind="organisation")
    create_party(by=olive, name="Juno")
    assert [name for _pk, name in People().newest(olive, "organisation")] == ["Harbour"]
    create_party(by=olive, name="Rosa")
    assert People().newest(olive, "organisation") == [(harbour.pk, "Harbour")]
    assert [name for _pk, name in People().newest(olive, "person")] == ["Rosa", "Juno"]
