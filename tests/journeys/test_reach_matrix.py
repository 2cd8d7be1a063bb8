"""Every address × every method × members who do not see all, on records of another team; and every id inside the forms' bodies.

A record beyond reach is not there: 404, nothing of it is said, and the database is the same before and after.
"""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from perennial.people.actions import create_party
from perennial.records.kinds import kinds
from perennial.team.actions import grant_access, make_team
from perennial.team.models import Member
from perennial.team.rest.bearer import limits
from perennial.team.rest.composing import description
from perennial.team.rules import may
from tests.apiclient import Program
from tests.journeys.doors import Door, doors_of, import_of, records_of
from tests.journeys.test_api_matrix import PASSING, operations_with
from tests.journeys.test_doors_matrix import MAY_PASS, METHODS, assert_nothing_changes, contents, let_go

WHO = (("agent", "team"), ("agent", "own"), ("manager", "team"))
STRANGE = "Zephyrine Quandt"
ID = re.compile(r"\d{15,19}")
NO_RECORDS = {"csrfmiddlewaretoken", "version", "up_to", ""}  # "up_to" is a place in the member's own news
NOBODYS = {"view_id", "product_id", "category_id"}  # what everybody sees
FILLERS = {
    "email": "new@fresh.example",
    "number": "3",
    "date": "2031-05-01",
    "tel": "+49 30 1234567",
    "url": "https://x.example",
}


class World(NamedTuple):
    """A member with a customer of their own, and a colleague of another team with one of theirs."""

    member: Member
    browser: Client
    mine: dict[str, Any]
    theirs: dict[str, Any]
    colleague: Member
    strange: set[str]  # the ids of what belongs to the colleague's customer


@pytest.fixture(params=WHO, ids=":".join)
def world(request: pytest.FixtureRequest, ids: dict[str, Any], members: dict[str, Member]) -> World:
    role, reach = request.param
    owner, member, colleague = members["owner"], members[role], Member.objects.get(email="tess@juniper.example")
    theirs = records_of(colleague, STRANGE, "unheard.example") | {"connect": import_of(owner)}
    mine = records_of(member, "Mia Own", "own.example", by=owner)
    create_party(by=owner, owner=member, name="Max Own")  # to be related to
    mate = Member.objects.create_user("mate@juniper.example", "correct horse battery", name="Mate", role="agent")
    for mates, name in (([member, mate], "West"), ([colleague], "East")):
        make_team(name, by=owner, members=mates)
    member.refresh_from_db()
    member = grant_access(member, role=role, reach=reach, team=member.team, by=owner)
    browser = Client(raise_request_exception=False)
    browser.force_login(member)
    strange = {str(id_) for id_ in theirs.values()} - {str(mine["tag_id"])}
    return World(member, browser, ids | mine, ids | theirs, colleague, strange)


def is_open(door: Door, member: Member) -> bool:
    return door.is_guarded and (door.view.permission is None or may(member, door.view.permission))


def test_no_address_of_a_record_beyond_reach_answers(world: World) -> None:
    asked = [door for door in doors_of(world.theirs) if door.is_guarded and world.strange & set(ID.findall(door.address))]
    assert len(asked) > 45

    def is_refused(door: Door, method: str, answer: HttpResponse) -> bool:
        return answer.status_code in ({404, 405} if is_open(door, world.member) else {403, 404, 405})

    assert_nothing_changes(list(itertools.product(asked, METHODS)), world.browser, is_refused, MAY_PASS)


def test_no_page_says_a_word_of_it_whatever_the_address_asks_for(world: World) -> None:
    asked = "&".join(f"{name}={world.theirs['people']}" for name in ("customer", "party", "object", "id"))
    query = f"{asked}&owner={world.colleague.pk}&q=zephyrine&key={world.theirs['follow_up_id']}&source=promises.follow_ups"
    wrong = []
    for door in doors_of(world.mine):
        for method in ("GET", "HEAD"):
            answer = world.browser.generic(method, f"{door.address}?{query}")
            said = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
            if re.search(rb"(?i)quandt|unheard\.example", said):
                wrong.append(door.name)
            let_go(answer)  # type: ignore[arg-type]
    assert not wrong


def test_no_list_nor_file_of_any_kind_says_a_word_of_it(world: World) -> None:
    wrong = []
    for kind in kinds:
        asked = [
            reverse(kind.list_url) + query for query in ("?view=all", "?q=zephyrine", f"?customer={world.theirs['people']}")
        ]
        asked += [f"/lists/{kind.key}/export.{form}?view=all&fields=all" for form in ("csv", "xlsx")]
        asked += [f"/lists/{kind.key}/filters/{key}/" for key, field in kind.fields_for(world.member).items() if field.asks]
        asked += [f"{asked[0]}&group={field.key}" for field in kind.fields_for(world.member).values() if field.groups]
        for address in asked:
            answer = world.browser.get(address)
            said = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
            if re.search(rb"(?i)quandt|unheard\.example", said.replace(b"?q=zephyrine", b"")):
                wrong.append(address)
            let_go(answer)  # type: ignore[arg-type]
    assert not wrong


class Forms(HTMLParser):
    """The forms of a page: (action, {name: value}, names whose value is or may be an id)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_sent = told.get("method", "").lower() == "post"
            self.found.append((told.get("action", "") if is_sent else "-", {}, set()))
        elif self.found:
            self._control(tag, told)

    def _control(self, tag: str, told: dict[str, str]) -> None:
        _action, values, ids = self.found[-1]
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "option":
            name = self.select
            ids |= {name} if ID.fullmatch(value) else set()
            if value and ("selected" in told or not values.get(name)):
                values[name] = value
        elif tag == "select":
            self.select = name
            values[name] = ""
        elif tag == "textarea":
            values[name] = "Something"
        elif tag == "input" and name and told.get("type") in ("radio", "checkbox"):
            if "checked" in told or (told["type"] == "radio" and name not in values):
                values[name] = value
            ids |= {name} if ID.fullmatch(value) else set()
        elif tag == "input" and name:
            values[name] = value or FILLERS.get(told.get("type", "text"), "Something")
            ids |= {name} if ID.fullmatch(value) else set()


def forms_of(world: World) -> Iterator[tuple[str, str, dict[str, str], set[str]]]:
    """(door, address, values, id-valued fields) of every form that the member finds at their own records' addresses."""
    asked = f"?customer={world.mine['people']}&party={world.mine['people']}"
    more = "&source=promises.follow_ups&key=1&reason=Later"
    related = [door for door in doors_of(world.mine | {"part": "relations"}) if door.name == "people:add"]
    for door in [*doors_of(world.mine), *related]:
        if not is_open(door, world.member):
            continue
        page = world.browser.get(door.address + asked + more)
        if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
            continue
        parser = Forms()
        parser.feed(page.content.decode())
        for action, values, ids in parser.found:
            if action != "-" and not action.startswith("http"):
                yield door.name, action or door.address, values, ids - NO_RECORDS


def test_no_id_inside_a_body_reaches_beyond(world: World) -> None:
    """Each id-valued field of each form is given each of the colleague's ids; the same form with one's own is let through."""
    seen: set[tuple[str, str]] = set()
    wrong, let_through = [], set()
    parties = [world.theirs["people"], world.theirs["people:restore"], world.theirs["follow_up_id"], world.colleague.pk]
    for door, address, values, ids in list(forms_of(world)):
        for name in sorted(ids):
            place = re.sub(r"\d{3,}", "…", address.partition("?")[0]), name
            if place in seen:
                continue
            seen.add(place)
            with transaction.atomic():
                if world.browser.post(address, values).status_code < 400:
                    let_through.add(name)
                transaction.set_rollback(True)
            before = contents(but=MAY_PASS | {"django_session"})
            for strange in parties:
                answer = world.browser.post(address, values | {name: str(strange)})
                if answer.status_code not in (404, 422):
                    wrong.append(f"{door}: {name}={strange} gave {answer.status_code}")
            if contents(but=MAY_PASS | {"django_session"}) != before:
                wrong.append(f"{door}: {name} changed something")
    assert not wrong
    assert {"object", "owner", "customer", "party"} <= {name for _address, name in seen}
    assert {"object", "owner", "customer"} <= let_through


def ids_in_bodies() -> dict[str, list[str]]:
    """The fields of each operation's body that name a customer or a member, read from the description."""
    whole = description()
    found = {}
    for methods in whole["paths"].values():
        for operation in methods.values():
            told = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            shape = whole["components"]["schemas"].get(told.get("$ref", "").rpartition("/")[2], {})
            names = [name for name in shape.get("properties", {}) if name.endswith("_id") and name not in NOBODYS]
            found[operation["operationId"]] = names
    return found


def test_no_id_inside_a_programs_body_reaches_beyond(world: World) -> None:
    """Each such field of each operation, on the member's own records, is given each of the colleague's ids; one's own is let
    through."""
    limits.forget()
    program, fields = Program(world.member), ids_in_bodies()
    let_through, wrong = set(), []
    before = contents(but=PASSING)
    for ask in operations_with(world.mine):
        if ask.scope is None or not may(world.member, ask.scope):
            continue
        for name in fields[ask.key]:
            own = world.member.pk if name == "owner_id" else ask.body.get(name, world.mine["people"])
            with transaction.atomic():
                if program(ask.method, ask.path, ask.body | {name: str(own)}).status_code < 400:
                    let_through.add((ask.key, name))
                transaction.set_rollback(True)
            for strange in (world.theirs["people"], world.theirs["people:restore"], world.colleague.pk):
                answer = program(ask.method, ask.path, ask.body | {name: str(strange)})
                if answer.status_code not in (404, 422):
                    wrong.append(f"{ask.key}: {name}={strange} gave {answer.status_code}")
    assert not wrong
    assert contents(but=PASSING) == before
    assert let_through == {(key, name) for key, names in fields.items() for name in names}
