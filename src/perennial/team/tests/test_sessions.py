"""Devices: listed with what, where and when, and ended one by one, all others, by an owner, by deactivation."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.team import actions
from perennial.team.access import sessions_of
from perennial.team.devices import device_of
from perennial.team.jobs import forget_old_sessions
from perennial.team.models import AuditEntry, Member
from perennial.team.tests.conftest import SignIn
from perennial.team.tests.test_second_step import PASSWORD

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(member: Member, agent: str = DESK, ip: str = "198.51.100.7") -> Client:
    """A browser of this kind, from there, in which a member signed in."""
    client = Client(REMOTE_ADDR=ip, headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def ids_of(member: Member) -> dict[str, int]:
    return {one.device.name: one.id for one in sessions_of(member)}


def test_devices_are_listed_with_what_and_where(ana: Member) -> None:
    here = browser(ana)
    browser(ana, PHONE, "2001:db8::5")
    page = here.get("/settings/security/").content.decode()
    for words in ("Firefox on Windows", "198.51.100.7", "Safari on iPhone", "2001:db8::5", "This device"):
        assert words in page


def test_a_forged_address_is_not_believed(ana: Member) -> None:
    client = Client(REMOTE_ADDR="198.51.100.7", headers={"x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9"})
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    assert [one.ip for one in sessions_of(ana)] == ["198.51.100.7"]


def test_one_device_is_signed_out_and_no_other(ana: Member) -> None:
    here, there = browser(ana), browser(ana, PHONE)
    here.post(reverse("team:session_ending", args=[ids_of(ana)["Safari on iPhone"]]))
    assert (is_in(here), is_in(there)) == (True, False)
    assert AuditEntry.objects.get(action="team.session.ended").member == ana
    assert list(ids_of(ana)) == ["Firefox on Windows"]


def test_a_device_of_somebody_else_is_not_there(ana: Member, vik: Member) -> None:
    here, his = browser(ana), browser(vik)
    assert here.post(reverse("team:session_ending", args=[next(iter(ids_of(vik).values()))])).status_code == 404
    assert is_in(his)


def test_every_other_device_is_signed_out(ana: Member) -> None:
    here, there = browser(ana), browser(ana, PHONE)
    here.post("/settings/profile/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)
    ana.refresh_from_db()
    assert list(ids_of(ana)) == ["Firefox on Windows"]


def test_an_owner_ends_the_sessions_of_a_member(olive: Member, ana: Member) -> None:
    owner, desk, phone = browser(olive), browser(ana), browser(ana, PHONE)
    page = owner.get(reverse("team:member_security", args=[ana.pk])).content.decode()
    assert "Safari on iPhone" in page
    owner.post(reverse("team:member_session_ending", args=[ana.pk, ids_of(ana)["Safari on iPhone"]]))
    assert (is_in(desk), is_in(phone)) == (True, False)
    wrong = reverse("team:member_session_ending", args=[ana.pk, next(iter(ids_of(olive).values()))])
    assert owner.post(wrong).status_code == 404  # a session of one person under the name of another
    owner.post(reverse("team:member_sessions_ending", args=[ana.pk]))
    assert (is_in(desk), is_in(owner)) == (False, True)


def test_deactivation_forgets_every_session(olive: Member, ana: Member) -> None:
    client = browser(ana)
    actions.deactivate_member(ana, by=olive)
    assert not is_in(client)
    assert not UserSession.objects.filter(user=ana).exists()
    assert not Session.objects.exists()


def test_a_new_password_ends_the_other_devices_on_the_list_too(ana: Member) -> None:
    here, there = browser(ana), browser(ana, PHONE)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "a wholly different sentence"})
    assert (is_in(here), is_in(there)) == (True, False)
    ana.refresh_from_db()
    assert list(ids_of(ana)) == ["Firefox on Windows"]


def test_signing_out_takes_the_device_from_the_list(ana: Member) -> None:
    browser(ana).post("/accounts/logout/")
    assert sessions_of(ana) == []


def test_the_list_costs_the_same_however_many(ana: Member, browser_of: SignIn) -> None:
    client, costs = browser(ana), []
    for count in (1, 3):
        for n in range(count):
            browser(ana, f"Firefox/{n} Linux")
        client.get("/settings/security/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/security/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_sessions_that_are_over_are_forgotten(ana: Member) -> None:
    browser(ana)
    with travel(clock.now().timestamp() + 31 * 24 * 3600):
        assert sessions_of(ana) == []
        forget_old_sessions.enqueue()
        run_jobs()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("", "Unknown device"),
        ("curl/8.5", "Script"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15; Mobile) AppleWebKit Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>alert(1)</script>", "Unknown device"),
    ],
)
def test_browsers_are_called_by_their_names(agent: str, name: str) -> None:
    assert device_of(agent).name == name
