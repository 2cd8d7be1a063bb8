import datetime as dt

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from time_machine import travel

from perennial.team.addresses import address_of
from perennial.team.middleware import MemberMiddleware
from perennial.team.models import AuditEntry, Member, Workspace


def request_from(remote: str, forwarded: str = "") -> HttpRequest:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "found"),
    [
        ([], "203.0.113.9", "", "203.0.113.9"),
        ([], "203.0.113.9", "10.0.0.1", "203.0.113.9"),  # an outsider's word
        (["10.0.0.0/8"], "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.2", "127.0.0.1, 198.51.100.7", "198.51.100.7"),  # what the outsider wrote before the proxy
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.7, 10.0.0.3", "198.51.100.7"),
        (["10.0.0.0/8"], "10.0.0.2", "nonsense", "10.0.0.2"),
        (["127.0.0.1"], "127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ([], "::ffff:203.0.113.9", "", "203.0.113.9"),
        ([], "unix", "", None),
    ],
)
def test_the_address_is_believed_from_trusted_proxies_only(
    settings: object, trusted: list[str], remote: str, forwarded: str, found: str | None
) -> None:
    settings.TRUSTED_PROXIES = trusted  # type: ignore[attr-defined]
    assert address_of(request_from(remote, forwarded)) == found


def test_the_log_holds_the_senders_address_not_the_one_they_claim(ana: Member) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": "10.0.0.1", "x-real-ip": "10.0.0.1"})
    client.post("/accounts/login/", {"login": ana.email, "password": "correct horse battery"})
    assert AuditEntry.objects.get().ip == "203.0.113.9"


@pytest.mark.parametrize(
    ("member", "business", "browser", "spoken"),
    [("de", "ar", "en", "de"), ("", "de", "ar", "de"), ("", "xx", "de", "de"), ("en", "de", "de", "en")],
)
def test_the_members_language_then_the_workspaces_then_the_browsers(
    ana: Member, member: str, business: str, browser: str, spoken: str
) -> None:
    Member.objects.filter(pk=ana.pk).update(language=member)
    Workspace.objects.update(language=business)
    client = Client(headers={"accept-language": browser})
    client.force_login(ana)
    assert client.get("/settings/profile/").headers["Content-Language"] == spoken


def test_signed_out_pages_speak_the_language_that_was_chosen(workspace: Workspace) -> None:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/language/", {"language": "de", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").headers["Content-Language"] == "de"
    assert client.post("/language/", {"language": "de", "next": "https://evil.example/"}).headers["Location"] == "/"


def test_choosing_a_language_on_the_profile_speaks_it_at_once(ana: Member) -> None:
    client = Client()
    client.force_login(ana)
    client.post("/settings/profile/", {"name": "Ana", "language": "ar", "time_zone": "", "single_keys": "on"})
    page = client.get("/settings/profile/")
    assert page.headers["Content-Language"] == "ar"
    assert 'dir="rtl"' in page.content.decode()


@pytest.mark.parametrize(("member", "zone"), [("America/New_York", "America/New_York"), ("", "Europe/Berlin")])
def test_the_members_zone_then_the_workspaces(ana: Member, member: str, zone: str) -> None:
    ana.time_zone = member
    request = RequestFactory().get("/")
    request.user = ana
    MemberMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type, return-value]
    assert timezone.get_current_timezone_name() == zone


def test_a_member_is_noted_as_seen_every_ten_minutes_at_most(ana: Member) -> None:
    client = Client()
    client.force_login(ana)
    start = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    seen = []
    for minutes in (0, 5, 11):
        with travel(start + dt.timedelta(minutes=minutes), tick=False):
            client.get("/settings/profile/")
        seen.append(Member.objects.get(pk=ana.pk).last_seen_at)
    assert seen == [start, start, start + dt.timedelta(minutes=11)]


@pytest.mark.parametrize(
    "to", ["nowhere", "///evil.example", "http://testserver//evil.example/", "a\nb", "welcome", "javascript:1"]
)
def test_choosing_a_language_leads_nowhere_else(client: Client, db: None, to: str) -> None:
    answer = client.post("/language/", {"language": "de", "next": to})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
