"""What somebody sends who means no good, or whose program is broken: refused in words, never a server error."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from perennial.kernel.once import _alone
from perennial.people.models import Party
from perennial.team.rest.bearer import limits
from perennial.team.rest.composing import LARGEST_BODY_BYTES, description
from tests.apiclient import Program
from tests.journeys.naughty import ALL

PROBLEM = "application/problem+json"
PLACES = ("/people/search?q=", "/people?q=", "/people?city=", "/people?cursor=", "/people?filter=", "/orders?number=")


def refused(answer: Any, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.status_code, answer.content[:500])
    assert answer["Content-Type"] == PROBLEM
    told: dict[str, Any] = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "\\ud800"}',
        b'{"n\\u0000": 1}',
        b"\xff\xfe",
        b'{"name": ' + b"9" * 5000 + b"}",
        b'{"name": "A", "owner_id": 5}',
        b'{"name": "A", "owner_id": "9999999999999999999"}',
        b'{"name": "A", "owner_id": "-1"}',
        b'{"name": "A", "identities": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b"[" * 200_000,
        b'{"name": {"$ne": null}}',
        b'{"name": ["a"]}',
        b'{"name": "   "}',
        b'{"name": "' + b"A" * 10_000 + b'"}',
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_in_words(api: Program, body: bytes) -> None:
    refused(api("POST", "/people", body), 400, 422)
    assert not Party.objects.exists()


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization"])
def test_a_token_in_an_address_opens_nothing(api: Program, name: str) -> None:
    told = refused(Client().get(f"/api/v1/people?{name}={api.text}"), 400)
    assert told["type"].endswith("token-in-address")
    assert api.text not in json.dumps(told)


def test_texts_that_broke_others_break_nothing_here(api: Program) -> None:
    for text in ALL:
        for path in PLACES:
            answer = api("GET", path + quote(text[:3000], errors="surrogatepass"))
            assert answer.status_code in (200, 400, 422), (path, text[:80], answer.content[:300])
        limits.forget()


def test_a_search_of_ten_thousand_characters_is_answered(api: Program) -> None:
    assert api("GET", "/people/search?q=" + "a" * 10_000).status_code == 200
    refused(api("GET", "/people/search?q=" + "a" * 10_001), 422)


def test_what_is_too_large_or_no_json_is_refused(api: Program) -> None:
    refused(api("POST", "/people", b'{"name": "' + b"A" * LARGEST_BODY_BYTES + b'"}'), 413)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        refused(api("POST", "/people", b'{"name": "A"}', content_type=kind), 415)


def test_no_operation_takes_a_body_that_is_too_large(api: Program) -> None:
    large = b'{"name": "' + b"A" * LARGEST_BODY_BYTES + b'"}'
    asked = 0
    for template, methods in description()["paths"].items():
        path = re.sub("{[a-z]+}", "7", template.removeprefix("/api/v1"))
        for method in {"post", "patch", "put"} & methods.keys():
            refused(api(method.upper(), path, large), 413)
            asked += 1
    assert asked > 50


def test_addresses_and_methods_that_are_not_there_are_said_in_json(api: Program) -> None:
    refused(api("GET", "/nothing"), 404)
    refused(api("GET", "/people/"), 404)
    answer = api("PUT", "/people")
    refused(answer, 405)
    assert set(answer["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}
    refused(api("GET", "/people/7"), 404)
    refused(api("GET", "/people/abc"), 422)
    refused(api("GET", "/people/9223372036854775808"), 422)


def test_a_filter_that_is_misspelt_lets_nobody_through(api: Program) -> None:
    told = refused(api("GET", "/people?stge=lead"), 422)
    assert told["errors"][0]["parameter"] == "stge"


def test_no_other_site_may_ask(api: Program) -> None:
    for method in ("GET", "OPTIONS"):
        answer = api(method, "/people", origin="https://evil.example")
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 256, "\t"])
def test_a_key_that_is_none_is_refused(api: Program, key: str) -> None:
    told = refused(api("POST", "/people", {"name": "Ann"}, idempotency_key=key), 422)
    assert told["errors"][0]["header"] == "Idempotency-Key"


def test_a_key_whose_first_request_is_still_being_done_is_told_to_wait(api: Program) -> None:
    with _alone(f"token:{api.token.pk}", "k", waits=False):
        answer = api("POST", "/people", {"name": "Ann"}, idempotency_key="k")
    assert refused(answer, 409)["type"].endswith("in-flight")
    assert answer["Retry-After"] == "1"
    assert not Party.objects.filter(name="Ann").exists()
    assert api("POST", "/people", {"name": "Ann"}, idempotency_key="k").status_code == 201


def test_a_person_is_made_once_under_a_key(api: Program) -> None:
    first, second = (api("POST", "/people", {"name": "Ann"}, idempotency_key="k") for _turn in range(2))
    assert (second.status_code, second.content) == (201, first.content)
    assert second["Idempotency-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert refused(api("POST", "/people", {"name": "Bo"}, idempotency_key="k"), 422)["type"].endswith("key-reused")
    refused(api("POST", "/people", {"name": ""}, idempotency_key="k2"), 422)
    assert api("POST", "/people", {"name": "Cem"}, idempotency_key="k2").status_code == 201
    assert Party.objects.count() == 2


def test_bulk_tells_each_result_and_all_or_nothing_takes_back(api: Program) -> None:
    parts = [{"method": "POST", "path": "/people", "body": {"name": name}} for name in ("Ann", "", "Bo")]
    told = api.told("POST", "/bulk", {"operations": parts})
    assert [result["status"] for result in told["results"]] == [201, 422, 201]
    assert (told["done"], told["failed"]) == (2, 1)
    whole = api.told("POST", "/bulk", {"operations": parts, "all_or_nothing": True}, status=422)
    assert whole["errors"][0]["pointer"] == "/operations/1"
    assert Party.objects.count() == 2
    again = [api.told("POST", "/bulk", {"operations": parts}, idempotency_key="b") for _turn in range(2)]
    assert again[0] == again[1]
    assert Party.objects.count() == 4
    refused(api("POST", "/bulk", {"operations": parts * 400}), 422)
