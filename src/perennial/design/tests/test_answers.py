"""Answers with htmx and without."""

import json
from urllib.parse import urlencode

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from perennial.design.answers import done, settle, show_form, toast
from perennial.design.conflicts import parts_of, picked
from perennial.kernel import clock

pytestmark = pytest.mark.django_db


class NameForm(forms.Form):
    name = forms.CharField(help_text="As it should be shown.")
    version = forms.IntegerField(widget=forms.HiddenInput())


def asked(by_htmx: bool) -> HttpRequest:
    request = RequestFactory().get("/somewhere/?a=1", headers={"HX-Request": "true"} if by_htmx else {})
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.message, message.extra_tags) for message in get_messages(request)]


def test_a_form_is_a_dialog_with_htmx_and_a_page_without() -> None:
    form = NameForm(initial={"version": 3})
    fragment = show_form(asked(True), form, title="Rename").content.decode()
    assert fragment.lstrip().startswith("<dialog")
    assert 'hx-post="/somewhere/?a=1"' in fragment
    assert 'value="3"' in fragment
    page = show_form(asked(False), form, title="Rename").content.decode()
    assert "<!doctype html>" in page
    assert "hx-post" not in page


@pytest.mark.parametrize("by_htmx", [True, False])
def test_a_form_with_errors_is_422_and_says_where(by_htmx: bool) -> None:
    answer = show_form(asked(by_htmx), NameForm({"name": "", "version": "3"}), title="Rename")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page


def test_done_without_htmx_goes_on_and_says_so_there() -> None:
    request = asked(False)
    answer = done(request, to="/customers/7/", text="Renamed", undo="/undo/7/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers/7/")
    assert said(request) == [("Renamed", "/undo/7/")]


def test_done_with_htmx_goes_on_with_the_whole_page() -> None:
    request = asked(True)
    answer = done(request, to="/customers/7/", text="Renamed")
    assert answer.headers["HX-Redirect"] == "/customers/7/"
    assert said(request) == [("Renamed", "")]


def test_done_with_a_topic_stays_and_lets_the_parts_refresh() -> None:
    answer = done(asked(True), to="/customers/7/", text="Renamed", undo="/undo/7/", refresh="party", data={"id": "7"})
    told = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204
    assert told == {"dialog:close": {}, "live:party": {"id": "7"}, "toast": {"text": "Renamed", "undo": "/undo/7/"}}


def test_what_is_said_may_be_in_any_script() -> None:
    answer = done(asked(True), to="/", text="تم الحفظ\r\nX-Evil: 1", refresh="party")
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"].startswith("تم")
    assert "X-Evil" not in answer.headers


def both(stood: dict[str, str], theirs: dict[str, str], mine: dict[str, str]) -> tuple[HttpResponse, list[str]]:
    """The answer to two people who made something of a form, and the names that were saved without asking."""
    saved: list[str] = []

    def again(data: QueryDict) -> HttpResponse:
        saved.append(data["name"])
        return HttpResponse()

    sent = QueryDict(mutable=True)
    sent.update(mine | ({"stood": urlencode(stood)} if stood else {}))
    now = QueryDict(urlencode(theirs | {"version": "4"}))
    parts = parts_of(NameForm(sent))
    answer = settle(
        asked(True), sent, now, parts, again=again, last=lambda fields: ("Magnus", clock.now()), title="Rename", action="/"
    )
    return answer, saved


def test_what_one_of_two_changed_is_brought_together() -> None:
    assert both({"name": "Before"}, {"name": "Theirs"}, {"name": "Before"})[1] == ["Theirs"]
    assert both({"name": "Before"}, {"name": "Before"}, {"name": "Mine"})[1] == ["Mine"]
    assert both({"name": "Before"}, {"name": "Same"}, {"name": "Same"})[1] == ["Same"]


def test_what_both_changed_is_asked_and_read_again() -> None:
    answer, saved = both({"name": "Before"}, {"name": "Theirs"}, {"name": "Mine"})
    page = answer.content.decode()
    assert (answer.status_code, saved) == (409, [])
    assert "<b>Magnus</b> changed this" in page
    assert 'name="version" value="4"' in page
    told = QueryDict(
        "name=Another&theirs:name:name=Theirs&mine:name:name=Mine&before:name:name=Before&pick-name=", mutable=True
    )
    for pick, name in (("theirs", "Theirs"), ("mine", "Mine"), ("before", "Before"), ("another", "Another")):
        told["pick-name"] = pick
        assert picked(told).dict() == {"name": name}


def test_without_what_stood_before_every_difference_is_asked() -> None:
    page = both({}, {"name": "Theirs"}, {"name": "Mine"})[0].content.decode()
    assert 'value="theirs"' in page
    assert 'value="before"' not in page


def test_a_toast_of_trouble_is_marked() -> None:
    request = asked(False)
    toast(request, "Not sent", tone="poor")
    assert [message.level_tag for message in get_messages(request)] == ["error"]
