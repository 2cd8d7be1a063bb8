"""Every form that makes something, sent twice: a double click, “back” and sent again. It is made once, and answered alike."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from perennial.kernel.once.models import KeptAnswer
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.tests.test_doors import prove
from tests.journeys.doors import Door
from tests.journeys.test_doors_matrix import let_go

TYPED = {"text", "email", "tel", "number", "date", "url", "time"}
# Forms in which something is typed and that make nothing new, by their address, and why they need no key.
NOT_MADE = {
    "/import/N/reading/": "how a file is read, again and again",
    "/import/N/columns/": "the same",
    "/import/N/check/": "an import begins once, whoever asks",
    "/settings/profile/": "changes what there is",
    "/settings/profile/email/": "the same",
    "/settings/workspace/": "the same, with the version that it started from",
    "/audiences/N/edit/": "the same, with the version that it started from",
    "/settings/notifications/": "changes what there is",
    "/settings/stages/": "the same",
    "/settings/team/invitations/": "an address is invited once",
    "/settings/security/passkeys/new/": "what the key signed opens once",
    "/settings/security/authenticator/": "the same",
    "/lists/KIND/look/": "changes what there is",
    "/accounts/proof/password/": "somebody proves who they are",
    "/accounts/password/change/": "changes what there is",
    "/lists/KIND/conditions/": "is only looked at",
}


class Form(NamedTuple):
    """A form of a page: where it goes, and what it holds before anybody typed."""

    action: str
    fields: dict[str, list[str]]
    is_typed: bool


class Forms(HTMLParser):
    """The forms of a page that are posted."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.found = address, list[Form]()
        self.open: Form | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(told.get("action") or self.address, {}, False) if told.get("method") == "post" else None
        if self.open is None:
            return
        kind, name = told.get("type", "text"), told.get("name", "")
        if tag in ("textarea", "select"):
            self.select = name if tag == "select" else ""
        is_typed = tag in ("textarea", "select") or (tag == "input" and kind in TYPED)
        if is_typed and name:
            self.open = self.open._replace(is_typed=True)
        if tag == "input" and name and kind not in ("checkbox", "radio", "file", "submit"):
            self.open.fields.setdefault(name, []).append(told.get("value", ""))
        if (tag == "input" and name and kind in ("checkbox", "radio") and "checked" in told) or (
            tag == "option" and self.select and "selected" in told
        ):
            self.open.fields.setdefault(name or self.select, []).append(told.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open is not None:
            self.found.append(self.open)
            self.open = None


@pytest.fixture
def owner(browsers: dict[str, Client], members: dict[str, Member]) -> Client:
    """The owner, who has just proved who they are."""
    prove(browsers["owner"], members["owner"])
    return browsers["owner"]


def plainly(action: str) -> str:
    """An address without its ids."""
    return re.sub(r"^/lists/\w+/", "/lists/KIND/", re.sub(r"\d+", "N", action.partition("?")[0]))


def pages(owner: Client, doors: list[Door]) -> Iterator[tuple[str, str]]:
    """What a member sees behind every guarded address."""
    for door in doors:
        if not door.is_guarded:
            continue
        answer = owner.get(door.address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
            yield door.address, answer.content.decode()
        let_go(answer)


def test_no_form_that_makes_something_forgets_its_key(owner: Client, doors: list[Door]) -> None:
    forms = [form for address, page in pages(owner, doors) for form in Forms(page, address).found if form.is_typed]
    without = {plainly(form.action) for form in forms if "once" not in form.fields}
    assert without == NOT_MADE.keys()
    assert len({form.action for form in forms if "once" in form.fields}) > 30


def made(ids: dict[str, Any]) -> list[tuple[str, str, dict[str, Any], str]]:
    """(page, action, what is typed, what is made)."""
    party, other = ids["people"], ids["other_id"]
    at = f"/customers/{party}"
    return [
        ("/customers/new/", "", {"name": "Eve Twice", "kind": "person"}, "people.Party"),
        (f"{at}/identities/new/", "", {"kind": "external", "system": "shop", "value": "77"}, "people.Identity"),
        (f"{at}/addresses/new/", "", {"lines": "Quay 1", "locality": "Kiel"}, "people.Address"),
        (f"{at}/anniversaries/new/", "", {"name": "wedding", "month": "5", "day": "9"}, "people.Anniversary"),
        (f"{at}/remembrances/new/", "", {"kind": "remember", "text": "Twice"}, "people.Remembrance"),
        (f"{at}/relations/new/", "", {"word": "referred_by", "object": other}, "people.Relation"),
        (f"{at}/tags/", "", {"name": "twice"}, "people.Tagging"),
        (at + "/", reverse("timeline:log"), {"kind": "note", "text": "Twice"}, "timeline.Touchpoint"),
        (f"/follow-ups/new/?customer={party}", "", {"text": "Call twice", "due_on": "2030-01-01"}, "promises.FollowUp"),
        ("/settings/cadences/new/", "", {"ideal_days": "3", "max_days": "5", "whose": "stage:new"}, "promises.Cadence"),
        (
            f"/orders/new/?customer={party}",
            "",
            {"line-0-name": "Twice", "line-0-quantity": "1", "line-0-amount": "5"},
            "purchases.Order",
        ),
        ("/products/new/", "", {"name": "Twice", "sku": "TW1"}, "purchases.Product"),
        (
            f"/subscriptions/of/{party}/new/",
            "",
            {"name": "Twice", "price_0": "5", "started_on": "2026-01-01"},
            "purchases.Subscription",
        ),
        ("/lists/customers/views/new/", "", {"name": "Twice"}, "records.View"),
        ("/settings/fields/of/customers/new/", "", {"name": "Twice", "type": "text"}, "records.CustomField"),
        ("/audiences/new/", "", {"name": "Twice", "act": "keep"}, "audiences.Audience"),
        ("/settings/team/teams/new/", "", {"name": "Twice"}, "team.Team"),
        ("/settings/api/new/", "", {"name": "Twice", "scopes": [Permission.SEE_CUSTOMERS.value]}, "team.ApiToken"),
    ]


def send(owner: Client, page: str, action: str, typed: dict[str, Any]) -> tuple[HttpResponse, HttpResponse]:
    """What the same form is answered when it is sent twice."""
    forms = Forms(owner.get(page).content.decode(), page).found
    form = next(form for form in forms if "once" in form.fields and (not action or form.action == action))
    told = form.fields | typed
    return tuple(owner.post(form.action, told) for _turn in range(2))  # type: ignore[return-value]


def test_what_is_sent_twice_is_made_once(owner: Client, ids: dict[str, Any]) -> None:
    for page, action, typed, model in made(ids):
        rows = apps.get_model(model)._default_manager
        before = rows.count()
        first, second = send(owner, page, action, typed)
        assert rows.count() == before + 1, (page, first.status_code, first.content[:3000])
        assert second.status_code in (204, 303, 302), page
        if first.status_code != 200:
            assert second.get("Location") == first.get("Location"), page


def test_what_a_form_said_is_kept_without_words_or_secrets(owner: Client, ids: dict[str, Any]) -> None:
    first, second = send(owner, "/settings/api/new/", "", {"name": "Twice", "scopes": [Permission.SEE_CUSTOMERS.value]})
    assert b"prn_" in first.content
    assert (second.status_code, second["Location"]) == (303, "/settings/api/")
    send(owner, f"/customers/{ids['people']}/tags/", "", {"name": "secretive"})
    told = repr(list(KeptAnswer.objects.values()))
    assert "prn_" not in told
    assert "secretive" not in told


def test_other_words_in_the_same_form_are_another_request(owner: Client) -> None:
    """“Back”, something else typed, sent again."""
    form = next(form for form in Forms(owner.get("/products/new/").content.decode(), "/products/new/").found if form.is_typed)
    for sku in ("A7", "A8", "A7"):
        owner.post(form.action, form.fields | {"name": "Tea", "sku": sku})
    assert apps.get_model("purchases.Product").objects.filter(sku__in=["A7", "A8"]).count() == 2
