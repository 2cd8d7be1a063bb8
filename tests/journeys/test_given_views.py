"""Views that come with a list are hidden, by a member for themselves or for everybody, and shown again."""

import json
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from perennial.people.actions import create_party
from perennial.people.kind import CUSTOMERS
from perennial.promises.actions import set_follow_up
from perennial.records.models import HiddenView
from perennial.records.queries import tabs_of
from perennial.team.models import AuditEntry, Member
from perennial.team.permissions import Permission
from tests.apiclient import Program

LIST = "/customers/"
HIDING = "/lists/customers/given/mine/hiding/"
FOR_ALL = "/lists/customers/given/mine/hiding-for-all/"


def as_(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


@pytest.fixture
def web(olive: Member) -> Client:
    create_party(by=olive, owner=olive, name="Ann")
    return as_(olive)


def tabs(browser: Client, query: str = "", page: str = LIST) -> list[str]:
    return [tab.view.key for tab in browser.get(page + query).context["tabs"]]


def test_a_member_hides_a_view_and_shows_it_again(web: Client, ana: Member) -> None:
    answer = web.post(HIDING)
    assert answer.status_code == 303
    assert (tabs(web), tabs(as_(ana))) == (["risk", "new"], ["mine", "risk", "new"])
    page = web.get(f"{LIST}?view=mine")
    assert [tab.view.key for tab in page.context["tabs"]] == ["mine", "risk", "new"], "who opens it sees where they are"
    assert [party.name for party in page.context["page"].rows] == ["Ann"]
    assert "Show it among your tabs" in page.content.decode()
    assert "mine" not in [tab.view.key for tab in page.context["all_views"]]
    assert web.post(HIDING, {"off": ""}).status_code == 303
    assert tabs(web) == ["mine", "risk", "new"]
    deeds = AuditEntry.objects.filter(action__startswith="records.view.").order_by("id")
    assert list(deeds.values_list("action", "object_name")) == [
        ("records.view.hidden", "Mine"),
        ("records.view.shown", "Mine"),
    ]


def test_the_toast_takes_it_back_and_twice_is_once(web: Client) -> None:
    for _turn in range(2):
        answer = web.post(HIDING)
    undo = [message.extra_tags for message in get_messages(answer.wsgi_request)][-1]
    assert HiddenView.objects.count() == 1
    web.post(undo)
    web.post(undo)
    assert not HiddenView.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="records.view.").count() == 2


def test_who_manages_views_hides_one_from_everybody(web: Client, ana: Member) -> None:
    assert web.post(FOR_ALL).status_code == 303
    assert (tabs(web), tabs(as_(ana))) == (["risk", "new"], ["risk", "new"])
    assert "Show it to everybody again" in web.get(f"{LIST}?view=mine").content.decode()
    assert "Show it" not in as_(ana).get(f"{LIST}?view=mine").content.decode()
    assert as_(ana).post(FOR_ALL, {"off": ""}).status_code == 403
    web.post(FOR_ALL, {"off": ""})
    assert tabs(as_(ana)) == ["mine", "risk", "new"]


def test_a_list_does_not_open_with_a_hidden_view(web: Client, olive: Member, ana: Member) -> None:
    party = create_party(by=olive, owner=olive, name="Bo")
    set_follow_up(party_id=party.pk, text="Ask", due_on=party.created_at.date(), owner=ana, by=olive)
    page = "/follow-ups/"
    assert web.get(page).context["view"].key == "mine"
    web.post("/lists/follow_ups/given/mine/hiding/")
    opened = web.get(page)
    assert opened.context["view"] is None
    assert len(opened.context["page"].rows) == 1


def test_only_views_that_come_with_a_list_are_hidden(web: Client) -> None:
    for address in ("/lists/customers/given/none/hiding/", "/lists/nothing/given/mine/hiding/"):
        assert web.post(address).status_code == 404
    assert web.get(HIDING).status_code == 405


def test_it_is_one_question_whatever_is_hidden(
    web: Client, olive: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hidden in ((), (HIDING, FOR_ALL, "/lists/customers/given/new/hiding/")):
        for address in hidden:
            web.post(address)
        with django_assert_num_queries(1):
            found = tabs_of(olive, CUSTOMERS)
    assert (found.hidden, found.hidden_for_all) == ({"mine", "new"}, {"mine"})


def test_a_program_hides_a_view_for_its_member_and_shows_it_again(api: Program, web: Client, ana: Member) -> None:
    at = "/given-views/customers/mine/hiding"
    for _turn in range(2):
        assert api.told("PUT", at)["is_hidden"] is True
    assert (tabs(web), tabs(as_(ana))) == (["risk", "new"], ["mine", "risk", "new"])
    listed = api.told("GET", "/given-views")["items"]
    assert [(one["key"], one["is_hidden"], one["is_hidden_for_all"]) for one in listed] == [
        ("mine", True, False),
        ("risk", False, False),
        ("new", False, False),
    ]
    assert len(api.told("GET", f"/people?filter={quote(json.dumps(listed[0]['condition']))}")["items"]) == 1
    for _turn in range(2):
        assert api("DELETE", at).status_code == 204
    assert tabs(web) == ["mine", "risk", "new"]
    assert AuditEntry.objects.filter(action__startswith="records.view.").count() == 2


def test_a_program_hides_a_view_from_everybody_only_for_who_manages_views(api: Program, web: Client, ana: Member) -> None:
    at = "/given-views/customers/mine/hiding-for-all"
    assert Program(ana)("PUT", at).status_code == 403
    assert Program(ana)("DELETE", at).status_code == 403
    assert api.told("PUT", at)["is_hidden_for_all"] is True
    assert tabs(as_(ana)) == ["risk", "new"]
    assert api("DELETE", at).status_code == 204
    assert tabs(as_(ana)) == ["mine", "risk", "new"]


def test_programs_hide_no_kept_view_and_none_of_another_list(api: Program, vik: Member) -> None:
    kept = api.told("POST", "/views", {"name": "Mine", "is_shared": True}, status=201)["id"]
    for kind, key, status in (
        ("customers", "ended", 404),  # one of the follow-ups
        ("orders", "mine", 404),
        ("customers", kept, 422),
        ("customers", "m" * 200, 422),
        ("nothing", "mine", 422),
        ("customers", "mine%00", 400),
    ):
        for method in ("PUT", "DELETE"):
            for verb in ("hiding", "hiding-for-all"):
                assert api(method, f"/given-views/{kind}/{key}/{verb}").status_code == status, (method, key)
    assert not HiddenView.objects.exists()
    assert Program(vik, Permission.SEE_CUSTOMERS)("PUT", "/given-views/customers/mine/hiding").status_code == 403
