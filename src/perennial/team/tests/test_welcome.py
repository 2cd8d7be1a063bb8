"""The first visit."""

from typing import Any

import pytest
from django.test import Client

from perennial.team.models import Member, Workspace
from perennial.team.setup_code import setup_code

FORM = {
    "name": "Olive Brandt",
    "email": "Olive@juniper.example",
    "password": "correct horse battery",
    "workspace_name": "Juniper & Co",
    "country": "DE",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "language": "de",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Client:
    """A browser on the machine itself."""
    return Client(headers={"host": "localhost"})


def test_whoever_comes_first_is_welcomed_and_becomes_the_owner(here: Client) -> None:
    assert here.get("/settings/profile/", follow=True).request["PATH_INFO"] == "/welcome/"
    assert here.post("/welcome/", FORM).headers["Location"] == "/"
    olive = Member.objects.get()
    assert (olive.role, olive.email, olive.time_zone) == ("owner", "olive@juniper.example", "Europe/Berlin")
    assert Workspace.current().name == "Juniper & Co"
    assert here.get("/settings/team/").status_code == 200
    assert here.get("/settings/team/").headers["Content-Language"] == "de"


def test_afterwards_the_page_is_gone(here: Client, olive: Member) -> None:
    for answer in (Client().get("/welcome/"), Client().post("/welcome/", FORM)):
        assert answer.headers["Location"] == "/accounts/login/"
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    "outside",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_outside_the_code_is_needed(outside: dict[str, str], settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(**{"HTTP_HOST": "localhost"} | outside)
    for code in ("", "aaaa-bbbb-cccc-dddd", "ü" * 16):
        assert client.post("/welcome/", FORM | {"code": code}).status_code == 422
    assert not Member.objects.exists()
    assert client.post("/welcome/", FORM | {"code": setup_code().upper().replace("-", " ")}).status_code == 302
    assert Member.objects.count() == 1


def test_the_browsers_language_and_country_are_guessed() -> None:
    page = Client(headers={"host": "localhost", "accept-language": "de-AT,de;q=0.9"}).get("/welcome/").content.decode()
    assert '<option value="AT" selected>' in page
    assert '<option value="EUR" selected>' in page
    assert '<option value="de" selected>' in page
    assert '<html lang="de"' in page


@pytest.mark.parametrize("header", ["", "xx", "*", "de-", "en_US;q=x", "ü", "-" * 500, "zh-Hant-TW"])
def test_a_strange_language_header_is_no_error(header: str) -> None:
    assert Client(headers={"host": "localhost", "accept-language": header}).get("/welcome/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "a\x00b"),
        ("email", "not an address"),
        ("password", "short"),
        ("password", "olive@juniper.example"),
        ("password", "x" * 5000),
        ("currency", "XXX"),
        ("time_zone", "../../etc/passwd"),
        ("language", "tlh"),
        ("country", "ZZ"),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(here: Client, field: str, value: str) -> None:
    answer = here.post("/welcome/", FORM | {field: value})
    assert answer.status_code in {400, 422}
    assert not Member.objects.exists()
    if answer.status_code == 422:
        assert 'aria-invalid="true"' in answer.content.decode()
