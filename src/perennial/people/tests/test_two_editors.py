"""Two members who have the form of the same customer open at once."""

import pytest
from django.test import Client

from perennial.design.testing import as_chosen, as_opened
from perennial.people.actions import create_party, delete_party, edit_party
from perennial.people.models import Party
from perennial.records.actions import change_field
from perennial.records.tests.defining import Define
from perennial.team.models import Member


@pytest.fixture
def at(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def test_what_each_of_them_changed_is_kept(at: Client, ann: Party, magnus: Member) -> None:
    opened = at.get(f"/customers/{ann.pk}/edit/")
    edit_party(ann, by=magnus, city="Lund", country="NO")
    answer = at.post(f"/customers/{ann.pk}/edit/", as_opened(opened, job_title="Potter", kind="organisation"))
    now = Party.objects.get(pk=ann.pk)
    assert answer.status_code == 303
    assert (now.city, now.country, now.job_title, now.kind) == ("Lund", "NO", "Potter", "organisation")


@pytest.mark.parametrize(("pick", "city"), [("theirs", "Lund"), ("mine", "Oslo"), ("before", "Uppsala")])
def test_what_both_changed_is_chosen_and_the_rest_is_kept(at: Client, ann: Party, magnus: Member, pick: str, city: str) -> None:
    page = f"/customers/{ann.pk}/edit/"
    opened = at.get(page)
    edit_party(ann, by=magnus, city="Lund", country="NO")
    edit_party(ann, by=create_member("Nils"), country="DK")
    question = at.post(page, as_opened(opened, city="Oslo", job_title="Potter"))
    text = question.content.decode()
    assert question.status_code == 409
    assert "<b>Magnus</b> changed this" in text  # though Nils was the last to change anything
    assert [text.index(f"<bdi>{each}</bdi>") for each in ("Lund", "Oslo", "Uppsala")]
    assert Party.objects.get(pk=ann.pk).city == "Lund"
    assert at.post(page, as_chosen(question, city=pick)).status_code == 303
    now = Party.objects.get(pk=ann.pk)
    assert (now.city, now.country, now.job_title) == (city, "DK", "Potter")


def create_member(name: str) -> Member:
    return Member.objects.create_user(f"{name}@juniper.example", None, name=name, role="manager")


def test_who_chooses_while_a_third_one_saves_is_asked_again(at: Client, ann: Party, magnus: Member) -> None:
    page = f"/customers/{ann.pk}/edit/"
    opened = at.get(page)
    edit_party(ann, by=magnus, city="Lund")
    question = at.post(page, as_opened(opened, city="Oslo"))
    edit_party(Party.objects.get(pk=ann.pk), by=magnus, city="Malmö")
    again = at.post(page, as_chosen(question, city="mine"))
    assert again.status_code == 409
    assert [version.said for version in again.context["contested"][0].versions] == ["Malmö", "Oslo", "Lund"]


def test_something_else_that_cannot_be_is_refused_in_the_form(at: Client, ann: Party, magnus: Member) -> None:
    page = f"/customers/{ann.pk}/edit/"
    opened = at.get(page)
    edit_party(ann, by=magnus, name="Anna", city="Lund")
    question = at.post(page, as_opened(opened, name="Anja"))
    answer = at.post(page, as_chosen(question, name="another") | {"name": ""})
    assert answer.status_code == 422
    assert (answer.context["form"].data["city"], Party.objects.get(pk=ann.pk).name) == ("Lund", "Anna")


def test_fields_of_the_business_are_merged_and_asked_alike(at: Client, ann: Party, magnus: Member, define: Define) -> None:
    plan, note = define("Plan", "choice", "Free", "Gold", "Silver"), define("Note")
    free, gold, silver = (str(one.pk) for one in plan.options_in_order())
    for page in (f"/customers/{ann.pk}/edit/", f"/customers/{ann.pk}/fields/"):
        edit_party(Party.objects.get(pk=ann.pk), by=magnus, custom={plan.key: free, note.key: "-"})
        opened = at.get(page)
        edit_party(Party.objects.get(pk=ann.pk), by=magnus, custom={plan.key: gold, note.key: "Theirs"})
        question = at.post(page, as_opened(opened, **{plan.key: silver}))
        said = [version.said for version in question.context["contested"][0].versions]
        assert said == ["Gold", "Silver", "Free"]
        assert at.post(page, as_chosen(question, **{plan.key: "mine"})).status_code == 303
        now = Party.objects.get(pk=ann.pk)
        assert (plan.value_in(now.custom), note.value_in(now.custom)) == (silver, "Theirs")


def test_a_hidden_field_is_neither_told_nor_touched(
    client: Client, ann: Party, ana: Member, magnus: Member, define: Define
) -> None:
    secret = define("Secret")
    change_field(secret, by=magnus, seen_by=["manager"])
    edit_party(ann, by=magnus, custom={secret.key: "Hush"})
    client.force_login(ana)
    page = f"/customers/{ann.pk}/edit/"
    opened = client.get(page)
    edit_party(Party.objects.get(pk=ann.pk), by=magnus, city="Lund", custom={secret.key: "Hush hush"})
    sent = as_opened(opened, city="Oslo", **{secret.key: "x"})
    question = client.post(page, sent | {"stood": f"{sent['stood']}&{secret.key}=y"})
    assert question.status_code == 409
    assert "Hush" not in opened.content.decode() + question.content.decode()
    assert client.post(page, as_chosen(question, city="mine")).status_code == 303
    now = Party.objects.get(pk=ann.pk)
    assert (now.city, secret.value_in(now.custom)) == ("Oslo", "Hush hush")


def test_the_name_of_somebody_out_of_sight_is_not_told(at: Client, ann: Party, olive: Member, define: Define) -> None:
    friend = define("Friend", "person")
    unseen = create_party(by=olive, name="Hidden Hilda")
    delete_party(unseen, by=olive)
    opened = at.get(f"/customers/{ann.pk}/edit/")
    edit_party(ann, by=olive, city="Lund")
    sent = as_opened(opened, city="Oslo")
    answer = at.post(f"/customers/{ann.pk}/edit/", sent | {"stood": f"{sent['stood']}&{friend.key}={unseen.pk}"})
    assert "Hilda" not in answer.content.decode()


@pytest.mark.parametrize("page", ["edit", "fields"])
def test_one_that_was_deleted_meanwhile_is_said(at: Client, ann: Party, magnus: Member, page: str) -> None:
    opened = at.get(f"/customers/{ann.pk}/{page}/")
    delete_party(ann, by=magnus)
    answer = at.post(f"/customers/{ann.pk}/{page}/", as_opened(opened), headers={"HX-Request": "true"})
    assert (answer.status_code, f"/customers/{ann.pk}/restoration/" in answer.content.decode()) == (410, True)
    assert at.get(f"/customers/{ann.pk}/{page}/").status_code == 404
