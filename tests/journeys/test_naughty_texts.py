"""Whatever is typed into any field of any form, or put into any parameter of any address, is answered, never with a 500."""

import contextlib
import copy
import html.parser
import itertools
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from perennial.kernel import clock
from perennial.team.choices import Role
from tests.journeys import naughty
from tests.journeys.doors import Door

ROUNDS = int(os.environ.get("NAUGHTY_ROUNDS", "1"))  # how many texts each field gets by itself
PARAMETERS = (
    "q",
    "page",
    "sort",
    "older",
    "newer",
    "before",
    "after",
    "customer",
    "kind",
    "scope",
    "next",
    "owner",
    "tag",
    "stage",
    "value_from",
    "order_to",
    "created_from",
    "status",
    "channel",
    "since",
    "until",
    "member",
    "action",
    "object",
    "words",
    "format",
    "name",
    "source",
    "key",
    "party",
    "last",
    "city",
    "country",
    "day",
    "month",
    "theme",
    "email",
    "id",
)


class Forms(html.parser.HTMLParser):
    """Reads the forms of a page: where each goes, and its fields with something sensible in them."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address, self.found, self._select = address, [], None  # type: ignore[var-annotated]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        if tag == "form":
            action = told.get("action") or told.get("hx-post") or self.address
            self.found.append((told.get("method", "get").lower() if "hx-post" not in told else "post", action, {}))
        if not self.found or not (name := told.get("name")):
            if tag == "option" and self._select and self.found and not self.found[-1][2].get(self._select):
                self.found[-1][2][self._select] = told.get("value", "")
            return
        fields: dict[str, str] = self.found[-1][2]
        if tag == "select":
            self._select = name
            fields[name] = ""
        elif tag == "textarea":
            fields[name] = "Something"
        elif tag == "input":
            kinds = {
                "date": clock.today().isoformat(),
                "number": "1",
                "email": "new@example.org",
                "password": "correct horse battery",
            }
            if told.get("type") in ("radio", "checkbox") and name in fields:
                return
            fields[name] = told.get("value") or kinds.get(told.get("type", "text"), "Something")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None


def _wrong(browser: Client, cookies: Any, method: str, address: str, values: dict[str, str], **headers: str) -> str:
    """What is wrong with the answer, "" when nothing is."""
    browser.cookies = copy.deepcopy(cookies)
    # a lone half of a pair cannot be written as UTF-8; a browser cannot send it, but anybody's script can
    sent = {key: value.encode("utf-8", "surrogatepass") if _is_half(value) else value for key, value in values.items()}
    with transaction.atomic():
        answer = getattr(browser, method)(address, sent, **headers)
        if answer.streaming:
            with contextlib.suppress(TypeError):  # what is streamed asynchronously
                b"".join(answer.streaming_content)
        broken = answer.status_code >= 500
        transaction.set_rollback(True)
    if not broken:
        return ""
    told = [(key, value[:60]) for key, value in values.items()]
    return f"{method} {address} {answer.status_code} {getattr(answer, 'exc_info', (0, 0))[1]!r:.300} {told}"


def _is_half(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def _spread(round_: int, count: int) -> Iterator[str]:
    """Other texts for each field, so that many fields have seen all of them."""
    return itertools.islice(itertools.cycle(naughty.ALL), round_ * 37, round_ * 37 + count)


def test_every_field_of_every_form(doors: list[Door], browsers: dict[str, Client]) -> None:
    browser = browsers[Role.OWNER]
    cookies, forms = copy.deepcopy(browser.cookies), {}
    for door in doors:
        if door.name in ("kernel:live", "account_logout"):
            continue
        page = browser.get(door.address)
        if page.status_code < 400 and not page.streaming and "html" in page.get("Content-Type", ""):
            for method, action, fields in Forms(door.address, page.content.decode()).found:
                if fields and action.startswith("/"):
                    forms.setdefault((method, action, tuple(sorted(fields))), fields)
    assert len(forms) > 60
    wrong, turn, texts = [], 0, len(naughty.ALL)
    for (method, action, names), fields in forms.items():
        if action.startswith("/accounts/logout"):
            continue
        for round_ in range(ROUNDS):
            everything = dict(zip(names, _spread(turn + round_, len(names)), strict=True))
            wrong.append(_wrong(browser, cookies, method, action, everything))
        for name in names:
            for _round in range(ROUNDS):
                wrong.append(_wrong(browser, cookies, method, action, fields | {name: naughty.ALL[turn % texts]}))
                turn += 1
    assert not [one for one in wrong if one]


def test_every_parameter_of_every_page(doors: list[Door], browsers: dict[str, Client]) -> None:
    browser = browsers[Role.OWNER]
    cookies, wrong, turn = copy.deepcopy(browser.cookies), [], 0
    for door in doors:
        if door.name in ("kernel:live", "account_logout"):
            continue
        for _round in range(ROUNDS):
            turn += len(PARAMETERS)
            values = {name: naughty.ALL[(turn + at) % len(naughty.ALL)][:6000] for at, name in enumerate(PARAMETERS)}
            values = {key: value for key, value in values.items() if "\x00" not in value and not _is_half(value)}
            wrong.append(_wrong(browser, cookies, "get", door.address, values))
        for name in PARAMETERS if ROUNDS > 1 else ():
            text = naughty.ALL[turn % len(naughty.ALL)]
            wrong.append(_wrong(browser, cookies, "get", door.address, {name: text}))
            turn += 1
    assert not [one for one in wrong if one]


@pytest.mark.parametrize(
    "number",
    ["0", "9223372036854775807", "9223372036854775808", "9" * 5000, "-1", "%00", "%ff", "१"],
)
def test_every_id_of_every_address(number: str, doors: list[Door], browsers: dict[str, Client]) -> None:
    browser = browsers[Role.OWNER]
    cookies, wrong = copy.deepcopy(browser.cookies), []
    for door in doors:
        for found in re.finditer(r"(?<=/)\d{3,}(?=/)", door.address):
            address = door.address[: found.start()] + number + door.address[found.end() :]
            wrong += [_wrong(browser, cookies, method, address, {}) for method in ("get", "post")]
    assert not [one for one in wrong if one]
    assert connection.is_usable()
