"""Keeping second factors: added, removed, needed by role, reset by an owner; and that each change is logged and told."""

import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from time_machine import travel

from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.factors import factors_of, must_set_up_second_factor
from perennial.team.models import AuditEntry, Member, Workspace
from perennial.team.tests.conftest import SignIn
from perennial.team.tests.test_doors import prove
from perennial.team.tests.test_second_step import PASSWORD, SECRET, code
from tests.apiclient import Program

NEEDED = "/settings/security/needed/"


@pytest.fixture
def ana_in(ana: Member, browser_of: SignIn) -> Client:
    """A browser in which Ana signed in a moment ago."""
    client = browser_of(ana)
    prove(client, ana)
    return client


def set_up_app(client: Client, **with_code: str) -> Any:
    """Scan, then type what the app shows."""
    page = client.get("/settings/security/authenticator/").content.decode()
    secret = re.sub(r"\s", "", re.search(r'class="secret"[^>]*>([^<]+)<', page)[1])  # type: ignore[index]
    return client.post("/settings/security/authenticator/", {"code": with_code.get("code") or code(0, secret)})


def test_an_app_is_set_up_and_leads_to_recovery_codes(ana_in: Client, ana: Member) -> None:
    assert set_up_app(ana_in).headers["Location"] == "/settings/security/recovery-codes/"
    page = ana_in.post("/settings/security/recovery-codes/")
    shown = re.findall(r"\b\d{4} \d{4}\b", page.content.decode())
    assert len(shown) == 10
    assert "no-store" in page.headers["Cache-Control"]
    assert not re.search(r"\b\d{4} \d{4}\b", ana_in.get("/settings/security/recovery-codes/").content.decode())  # shown once
    assert factors_of(ana).codes_left == 10
    deeds = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(deeds) == ["team.authenticator.added", "team.recovery_codes.made"]
    run_jobs()
    assert [message.subject for message in mail.outbox] == ["An authenticator app was added", "New recovery codes were made"]
    assert {message.to[0] for message in mail.outbox} == {ana.email}


def test_a_wrong_code_sets_nothing_up_and_keeps_the_secret(ana_in: Client, ana: Member) -> None:
    first = set_up_app(ana_in, code="000000")
    assert first.status_code == 422
    secret = re.sub(r"\s", "", re.search(r'class="secret"[^>]*>([^<]+)<', first.content.decode())[1])  # type: ignore[index]
    assert not factors_of(ana).are_on
    assert ana_in.post("/settings/security/authenticator/", {"code": code(0, secret)}).status_code == 302
    assert factors_of(ana).authenticator


def test_the_code_that_set_the_app_up_does_not_sign_in(ana: Member) -> None:
    typed = code()
    actions.add_authenticator(SECRET, typed, by=ana)
    client = Client()
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    client.post("/accounts/second-step/", {"code": typed})
    assert client.get("/settings/profile/").status_code == 302


@pytest.mark.parametrize("name", ["add_passkey", "add_authenticator", "recovery_codes"])
def test_changes_ask_for_the_password_once_more(ana: Member, browser_of: SignIn, name: str) -> None:
    client, address = browser_of(ana), reverse(f"team:{name}")
    answer = client.get(address)
    assert answer.headers["Location"].startswith("/accounts/proof/password/?next=")
    assert client.post(address, {"code": "123456"}).status_code == 302
    wrong = client.post("/accounts/proof/password/", {"password": "not the right one", "next": address})
    assert "Incorrect password" in wrong.content.decode()
    assert client.post("/accounts/proof/password/", {"password": PASSWORD, "next": address}).headers["Location"] == address
    assert client.get(address).status_code in {200, 302}
    assert "/proof/" not in client.get(address).headers.get("Location", "")


def test_the_proof_counts_for_ten_minutes(ana_in: Client) -> None:
    with travel(clock.now().timestamp() + 599):
        assert ana_in.get("/settings/security/authenticator/").status_code == 200
    with travel(clock.now().timestamp() + 601):
        assert ana_in.get("/settings/security/authenticator/").status_code == 302


def test_the_proof_of_one_member_is_not_anothers(ana: Member, vik: Member, browser_of: SignIn) -> None:
    client = browser_of(vik)
    prove(client, ana)
    assert client.get("/settings/security/authenticator/").status_code == 302


def test_tries_of_the_proof_are_limited(ana: Member, browser_of: SignIn) -> None:
    client = browser_of(ana)
    answers = [client.post("/accounts/proof/password/", {"password": f"wrong {n}"}) for n in range(12)]
    assert answers[-1].status_code == 429
    assert client.post("/accounts/proof/password/", {"password": PASSWORD}).status_code == 429


def test_the_last_factor_takes_the_recovery_codes_with_it(ana_in: Client, ana: Member) -> None:
    app = actions.add_authenticator(SECRET, code(-1), by=ana)
    actions.make_recovery_codes(by=ana)
    address = reverse("team:factor_removal", args=[app.pk])
    assert "your last one" in ana_in.get(address).content.decode()
    assert factors_of(ana).are_on  # looking removes nothing
    ana_in.post(address)
    assert not Authenticator.objects.filter(user=ana).exists()
    assert AuditEntry.objects.filter(action="team.authenticator.removed", member=ana).exists()
    actions.remove_factor(app, by=ana)  # twice
    assert AuditEntry.objects.filter(action="team.authenticator.removed").count() == 1


def test_a_factor_of_somebody_else_is_not_there(ana_in: Client, vik: Member) -> None:
    app = actions.add_authenticator(SECRET, code(-1), by=vik)
    for name in ("factor_removal", "passkey_name"):
        assert ana_in.post(reverse(f"team:{name}", args=[app.pk]), {"name": "mine"}).status_code == 404
    assert factors_of(vik).are_on


def test_no_codes_without_a_factor(ana_in: Client, ana: Member) -> None:
    assert ana_in.post("/settings/security/recovery-codes/").headers["Location"] == "/settings/security/"
    with pytest.raises(actions.FactorError):
        actions.make_recovery_codes(by=ana)


def test_a_second_app_is_refused(ana: Member) -> None:
    actions.add_authenticator(SECRET, code(-1), by=ana)
    with pytest.raises(actions.FactorError):
        actions.add_authenticator(SECRET, code(), by=ana)


# --- needed by role ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def agents_need_it(olive: Member) -> Workspace:
    return actions.require_second_factor([Role.AGENT], by=olive)


def test_owners_say_whose_role_needs_it(olive: Member, browser_of: SignIn) -> None:
    client = browser_of(olive)
    client.post("/settings/team/second-step/", {"roles": ["manager", "agent"]})
    assert Workspace.current().second_factor_roles == ["manager", "agent"]
    assert AuditEntry.objects.get(action="team.workspace.second_factor_required").changes == {"roles": ["", "manager, agent"]}
    client.post("/settings/team/second-step/", {"roles": ["manager", "agent"]})
    assert AuditEntry.objects.filter(action="team.workspace.second_factor_required").count() == 1
    client.post("/settings/team/second-step/", {"roles": ["root"]})
    assert Workspace.current().second_factor_roles == ["manager", "agent"]


@pytest.mark.usefixtures("agents_need_it")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/customers/",
        "/search/?q=a",
        "/settings/",
        "/settings/security/",
        "/settings/profile/",
        "/live/",
        "/export/",
        "/nowhere/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_nothing_else_opens_until_it_is_set_up(ana_in: Client, path: str, method: str) -> None:
    assert getattr(ana_in, method)(path).headers["Location"] == NEEDED


@pytest.mark.usefixtures("agents_need_it")
def test_a_piece_of_a_page_leads_the_whole_page_there(ana_in: Client) -> None:
    answer = ana_in.get("/customers/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, NEEDED)


@pytest.mark.usefixtures("agents_need_it")
def test_the_way_out_of_it_is_open_and_ends_it(ana_in: Client, ana: Member) -> None:
    assert "One more step" in ana_in.get(NEEDED).content.decode()
    assert ana_in.get("/settings/security/passkeys/new/").status_code == 200
    assert must_set_up_second_factor(ana)
    set_up_app(ana_in)
    assert not must_set_up_second_factor(ana)
    assert ana_in.get("/customers/").status_code == 200
    assert ana_in.get(NEEDED).headers["Location"] == "/settings/security/"


@pytest.mark.usefixtures("agents_need_it")
def test_the_last_factor_of_who_needs_one_stays(ana: Member) -> None:
    app = actions.add_authenticator(SECRET, code(-1), by=ana)
    with pytest.raises(actions.FactorError, match="needs a second factor"):
        actions.remove_factor(app, by=ana)
    assert factors_of(ana).are_on


def test_who_is_promoted_into_a_careful_role_is_led_there_at_once(
    agents_need_it: Workspace, vik: Member, olive: Member, browser_of: SignIn
) -> None:
    client = browser_of(vik)
    assert client.get("/customers/").status_code == 200
    actions.change_role(vik, Role.AGENT, by=olive)
    assert client.get("/customers/").headers["Location"] == NEEDED


def test_who_is_demoted_sees_it_at_the_next_click(olive: Member, magnus: Member, browser_of: SignIn) -> None:
    client = browser_of(magnus)
    assert client.get("/settings/audit/").status_code == 200
    actions.change_role(magnus, Role.VIEWER, by=olive)
    assert client.get("/settings/audit/").status_code == 403


# --- lost ---------------------------------------------------------------------------------------------------------------------


def test_an_owner_helps_who_lost_everything(olive: Member, ana: Member, browser_of: SignIn) -> None:
    actions.add_authenticator(SECRET, code(-1), by=ana)
    hers, client = browser_of(ana), browser_of(olive)
    address = reverse("team:member_factors_removal", args=[ana.pk])
    assert client.post(address).headers["Location"].startswith("/accounts/proof/")  # an open browser is not enough
    prove(client, olive)
    assert "really them" in client.get(address).content.decode()
    client.post(address)
    assert not factors_of(ana).are_on
    assert hers.get("/settings/profile/").status_code == 302  # whoever holds her session is out too
    assert AuditEntry.objects.get(action="team.member.factors_reset").member == olive
    run_jobs()
    assert mail.outbox[-1].subject == "Your second factors were removed"
    assert Client().post("/accounts/login/", {"login": ana.email, "password": PASSWORD}).headers["Location"] == "/"


def test_the_last_owner_is_let_in_again_by_a_command(olive: Member) -> None:
    actions.add_authenticator(SECRET, code(-1), by=olive)
    out = StringIO()
    call_command("resetfactors", "OLIVE@juniper.example", "--yes", stdout=out)
    assert "signs in without a second step" in out.getvalue()
    assert not factors_of(olive).are_on
    assert AuditEntry.objects.get(action="team.member.factors_reset").member is None
    call_command("resetfactors", olive.email, "--yes", stdout=out)
    assert "Nothing was changed" in out.getvalue()
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("resetfactors", "nobody@example.org", "--yes")


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/signup/", "/accounts/social/signup/", "/accounts/3rdparty/"])
def test_allauths_own_pages_are_not_there(ana_in: Client, path: str) -> None:
    assert ana_in.get(path).status_code == 404


def test_a_program_does_not_go_round_it_either(ana: Member, olive: Member) -> None:
    program = Program(ana)
    assert program("GET", "/me").status_code == 200
    actions.require_second_factor([Role.AGENT], by=olive)
    assert "second step" in program.told("GET", "/me", status=403)["detail"]
    actions.add_authenticator(SECRET, code(-1), by=ana)
    assert program("GET", "/me").status_code == 200
