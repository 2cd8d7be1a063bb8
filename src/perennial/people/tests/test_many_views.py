"""The boxes of a list and what is done with what is ticked, as links and forms."""

from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.people.tests.together import chosen, do
from perennial.records import listing
from perennial.records.bulk.starting import start_bulk
from perennial.records.forms import bulk as forms
from perennial.records.models import BulkChange, BulkLeft, BulkState
from perennial.records.views import bulk as bulk_views
from perennial.team.models import Member

BULK = "/lists/customers/bulk/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def leads(olive: Member) -> list[Party]:
    return [create_party(by=olive, name=f"Lead {n}", city="Bonn" if n else "Ulm") for n in range(4)]


def as_(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def send(browser: Client, act: str, **values: Any) -> Any:
    return browser.post(BULK, {"act": act, "query": "?view=all", **values})


def test_a_selection_is_asked_for_its_value_then_begun(leads: list[Party], olive: Member) -> None:
    """Without a script: a form with boxes, a page that asks, the page of the change."""
    web, ids = as_(olive), [str(one.pk) for one in leads[:2]]
    page = web.get("/customers/?view=all").content.decode()
    assert page.count('name="record"') == 4
    asked = send(web, "set.city", record=ids)
    assert "2 customers. You can undo it for 30 days." in asked.content.decode()
    assert not BulkChange.objects.exists()
    begun = send(web, "set.city", record=ids, sure="1", value="Köln")
    change = BulkChange.objects.get()
    assert begun["Location"] == f"/changes/{change.pk}/"
    run_jobs()
    shown = web.get(begun["Location"]).content.decode()
    assert "City: Köln" in shown
    assert f"/changes/{change.pk}/undo/" in shown
    web.post(f"/changes/{change.pk}/undo/")
    run_jobs()
    assert Party.objects.filter(city="Köln").count() == 0
    assert "undone already" in web.post(f"/changes/{change.pk}/undo/", follow=True).content.decode()


def test_all_that_match_is_what_the_list_showed(leads: list[Party], olive: Member) -> None:
    web = as_(olive)
    send(web, "tag", query="?city=Bonn", all="1", sure="1", value="vip")
    run_jobs()
    assert sorted(Party.objects.filter(taggings__tag__name="vip").values_list("name", flat=True)) == [
        "Lead 1",
        "Lead 2",
        "Lead 3",
    ]


def test_with_htmx_the_list_stays_and_its_boxes_are_cleared(leads: list[Party], olive: Member) -> None:
    answer = as_(olive).post(BULK, {"act": "tag", "record": leads[0].pk, "sure": "1", "value": "vip"}, headers=HTMX)
    assert answer.status_code == 204
    assert "selection:clear" in answer["HX-Trigger"]
    assert f"/changes/{BulkChange.objects.get().pk}/undo/" in answer["HX-Trigger"]


def test_what_has_only_begun_is_said_as_going_on(leads: list[Party], olive: Member) -> None:
    web = as_(olive)
    answer = web.post(BULK, {"act": "tag", "record": leads[0].pk, "sure": "1", "value": "vip"}, headers=HTMX)
    shown = (web.get("/customers/?view=all"), web.get("/lists/customers/bulk/now/"), web.get("/changes/"))
    assert "Adding the tag" in answer["HX-Trigger"]
    assert all("Adding the tag “vip”" in page.content.decode() for page in shown)
    run_jobs()
    assert "Tag added: vip" in web.get("/changes/").content.decode()


def test_all_that_match_are_counted_before_they_are_changed(
    leads: list[Party], olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bulk_views, listing):
        monkeypatch.setattr(module, "COUNTED", 2)
    assert "4 customers. They leave" in send(as_(olive), "delete", all="1").content.decode()
    assert "3 customers. You can" in send(as_(olive), "set.city", all="1", query="?city=Bonn").content.decode()


def test_a_large_deletion_asks_for_a_word(leads: list[Party], olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MANY", 3)
    web = as_(olive)
    assert "Type “delete” to go on" in send(web, "delete", all="1").content.decode()
    assert send(web, "delete", all="1", sure="1", word="yes").status_code == 422
    assert not BulkChange.objects.exists()
    send(web, "delete", all="1", sure="1", word="Delete")
    run_jobs()
    assert not Party.objects.kept().exists()


def test_bad_input_is_refused_in_words(leads: list[Party], olive: Member) -> None:
    web, one = as_(olive), str(leads[0].pk)
    for act, values, words in (
        ("set.city", {}, "Nothing is selected."),
        ("set.city", {"record": ["x", "-1", "9" * 30]}, "Nothing is selected."),
        ("set.nothing", {"record": one}, "cannot be done to many"),
        ("", {"all": "1"}, "cannot be done to many"),
        ("tag", {"all": "1", "query": "?where=[", "sure": "1", "value": "x"}, "Nothing is selected."),
    ):
        assert words in web.post(BULK, {"act": act, **values}, follow=True).content.decode(), (act, values)
    assert send(web, "set.website", record=one, sure="1", value="not a link").status_code == 422
    assert send(web, "tag", record=one, sure="1", value="").status_code == 422
    assert send(web, "set.stage", record=one, sure="1", value="king").status_code == 422
    assert not BulkChange.objects.exists()


def test_who_may_change_nothing_has_no_boxes(leads: list[Party], vik: Member, ana: Member) -> None:
    assert b'name="record"' not in as_(vik).get("/customers/?view=all").content
    assert b'value="delete"' not in as_(ana).get("/customers/?view=all").content
    assert "cannot be done" in as_(vik).post(BULK, {"act": "tag", "all": "1"}, follow=True).content.decode()


def test_the_selection_is_taken_out(leads: list[Party], olive: Member, ana: Member) -> None:
    web = as_(olive)
    answer = send(web, "export.csv", record=[str(one.pk) for one in leads[:2]])
    text = b"".join(web.get(answer["Location"]).streaming_content).decode()  # type: ignore[attr-defined]
    assert text.count("Lead") == 2
    everything = send(web, "export.csv", all="1", query="?city=Bonn")
    assert b"".join(web.get(everything["Location"]).streaming_content).decode().count("Lead") == 3  # type: ignore[attr-defined]
    assert as_(ana).get(answer["Location"]).status_code == 403


def test_a_change_is_seen_by_its_doer_and_whoever_sees_all(leads: list[Party], olive: Member, ana: Member, vik: Member) -> None:
    change = do(olive, "set.city", "Köln")
    Member.objects.filter(pk__in=[ana.pk, vik.pk]).update(reach="own")
    assert as_(ana).get(f"/changes/{change.pk}/").status_code == 404
    assert as_(ana).post(f"/changes/{change.pk}/undo/").status_code == 404
    assert b"City: K" not in as_(ana).get("/changes/").content
    assert b"City: K" in as_(olive).get("/changes/").content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_changes_asks_as_often_for_one_as_for_three(
    count: int, leads: list[Party], olive: Member, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        do(olive, "set.city", f"Town {number}")
    web = as_(olive)
    web.get("/changes/")
    with django_assert_num_queries(7):
        web.get("/changes/")


def test_what_is_under_way_stands_over_the_list(leads: list[Party], olive: Member, magnus: Member) -> None:
    change = start_bulk(chosen(olive), "set.city", "Köln", by=olive)
    assert f"/changes/{change.pk}/".encode() in as_(olive).get("/customers/?view=all").content
    assert f"/changes/{change.pk}/".encode() in as_(olive).get("/lists/customers/bulk/now/").content
    assert b"/changes/" + str(change.pk).encode() not in as_(magnus).get("/lists/customers/bulk/now/").content
    stopped = as_(olive).post(f"/changes/{change.pk}/stop/", follow=True)
    page = stopped.content.decode()
    assert "Stopping" in page
    assert "It stops after" in page
    assert f"/changes/{change.pk}/stop/" not in page  # it is asked for already
    run_jobs()
    assert BulkChange.objects.get().state == BulkState.STOPPED
    assert "not under way" in as_(olive).post(f"/changes/{change.pk}/stop/", follow=True).content.decode()


def test_what_was_stopped_half_way_says_while_it_is_undone_that_one_may_leave(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.city", "Köln")
    BulkChange.objects.filter(pk=change.pk).update(state=BulkState.STOPPED, stop_requested_at=change.at)
    page = as_(olive).post(f"/changes/{change.pk}/undo/", follow=True).content.decode()
    assert "You may leave this page" in page
    assert "It stops after" not in page


def test_ids_that_are_none_are_left_out(leads: list[Party], olive: Member) -> None:
    answer = send(as_(olive), "set.city", record=["9" * 19, "-1", "٣", "x", ""])
    assert answer.status_code in (302, 303)
    assert b"Lead" not in b"".join(as_(olive).get("/lists/customers/export.csv", {"record": "9" * 19}))


def test_a_colleagues_customer_is_left_in_the_words_for_one_that_there_is_not(
    leads: list[Party], olive: Member, ana: Member
) -> None:
    Member.objects.filter(pk=ana.pk).update(reach="own")
    send(as_(Member.objects.get(pk=ana.pk)), "set.city", record=[leads[0].pk, leads[0].pk + 1], sure="1", value="Oslo")
    run_jobs()
    assert len({one.why for one in BulkLeft.objects.all()}) == 1
    assert BulkLeft.objects.count() == 2
    assert not Party.objects.filter(city="Oslo").exists()
