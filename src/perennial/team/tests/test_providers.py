"""Sign-in by a provider: the whole way with a real one, and every way in which it must not let somebody in."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.models import AuditEntry, Invitation, Member
from perennial.team.provider import troubles_of
from perennial.team.tests.conftest import SignIn
from perennial.team.tests.test_doors import prove
from perennial.team.tests.test_second_step import PASSWORD, SECRET, code
from perennial.team.tests.vouchers import ROSA, Voucher, asked_for, begin, set_up, voucher

OWN = {"domains": ("juniper.example",)}


@pytest.fixture
def garden(settings: Any) -> Iterator[Voucher]:
    """A provider that knows Rosa; whom nobody invited comes in as a viewer."""
    with voucher("garden") as one:
        one.knows("rosa", **ROSA)
        set_up(settings, one.configured(role="viewer", **OWN))
        yield one


def come(client: Client, at: Voucher, sub: str = "rosa", **sent: str) -> Any:
    """The whole way: button, provider, back."""
    return client.get(at.agree(begin(client, at.key, **sent), sub))


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def test_the_whole_way(garden: Voucher, workspace: object, client: Client) -> None:
    answer = come(client, garden, next="/settings/profile/")
    assert answer.headers["Location"] == "/settings/profile/"
    assert is_in(client)
    rosa = Member.objects.get(email="rosa@juniper.example")
    assert (rosa.name, rosa.role, rosa.has_usable_password()) == ("Rosa Quell", Role.VIEWER, False)
    deeds = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert deeds == ["team.member.joined", "team.provider.connected", "team.member.signed_in"]
    assert client.session.get_expiry_age() <= 12 * 60 * 60
    again = Client()
    come(again, garden)
    assert is_in(again)
    assert Member.objects.count() == 1


def test_what_is_asked_proves_itself_later(garden: Voucher, workspace: object, client: Client) -> None:
    """PKCE: the token is given only to who knows what the challenge was made from."""
    address = begin(client, "garden", scope="admin", auth_params="prompt=none", process="redirect")
    asked = asked_for(address)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == "http://localhost:8000/accounts/oidc/garden/login/callback/"
    assert len(asked["nonce"]) > 20
    assert "prompt" not in asked
    client.get(garden.agree(address, "rosa"))
    verifier = garden.asked[-1]["code_verifier"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert challenge == asked["code_challenge"]


def test_the_host_header_changes_nothing(garden: Voucher, workspace: object, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert asked_for(begin(client, "garden"))["redirect_uri"].startswith("http://localhost:8000/")


def test_a_callback_counts_once(garden: Voucher, workspace: object, client: Client) -> None:
    back = garden.agree(begin(client, "garden"), "rosa")
    assert client.get(back).status_code == 302
    client.post("/accounts/logout/")
    answer = client.get(back)
    assert answer.status_code == 401
    assert "used already" in answer.content.decode()
    assert not is_in(client)


def test_a_callback_counts_only_where_it_was_begun(garden: Voucher, workspace: object, client: Client) -> None:
    back = garden.agree(begin(client, "garden"), "rosa")
    victim = Client()
    assert victim.get(back).status_code == 401
    assert not is_in(victim)


@pytest.mark.parametrize(
    "change", ["state=", "state=wrong", "code=wrong", "code=", "error=server_error", "iss=https://evil.example"]
)
def test_an_answer_that_was_changed_is_refused(garden: Voucher, workspace: object, client: Client, change: str) -> None:
    back = garden.agree(begin(client, "garden"), "rosa")
    path, _, query = back.partition("?")
    name = change.partition("=")[0]
    kept = [part for part in query.split("&") if not part.startswith(f"{name}=")]
    assert client.get(f"{path}?{'&'.join([*kept, change])}").status_code in {401, 502}
    assert not is_in(client)
    assert not Member.objects.exists()


def test_who_changes_their_mind_is_back_at_the_sign_in(garden: Voucher, workspace: object, client: Client) -> None:
    state = asked_for(begin(client, "garden"))["state"]
    answer = client.get(f"/accounts/oidc/garden/login/callback/?error=access_denied&state={state}", follow=True)
    assert answer.request["PATH_INFO"] in {"/accounts/login/", "/welcome/"}


def test_the_answer_of_one_provider_is_not_taken_for_anothers(garden: Voucher, workspace: object, settings: Any) -> None:
    with voucher("shed") as shed:
        shed.knows("rosa", **ROSA)
        set_up(settings, garden.configured(role="viewer", **OWN), shed.configured(role="viewer", **OWN))
        client = Client()
        back = shed.agree(begin(client, "shed"), "rosa")
        assert client.get(back.replace("/shed/", "/garden/")).status_code == 401
        assert not is_in(client)


def test_the_same_number_at_another_provider_is_somebody_else(garden: Voucher, ana: Member, settings: Any) -> None:
    come(Client(), garden)
    with voucher("garden") as impostor:  # the same name in the settings, another issuer
        impostor.knows("rosa", email="rosa@evil.example", email_verified=True)
        set_up(settings, impostor.configured(**OWN))
        client = Client()
        assert come(client, impostor).status_code == 403
        assert not is_in(client)


def test_a_provider_that_calls_itself_otherwise_is_refused(garden: Voucher, workspace: object, settings: Any) -> None:
    wrong = garden.issuer.replace("localhost", "127.0.0.1")
    set_up(settings, garden.configured(issuer=wrong))
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = garden.issuer
    assert Client().post("/accounts/oidc/garden/login/").status_code == 502


def test_a_provider_that_does_not_answer_is_said_so(settings: Any, workspace: object) -> None:
    with voucher("gone") as gone:
        set_up(settings, gone.configured())
    answer = Client().post("/accounts/oidc/gone/login/")
    assert answer.status_code == 502
    assert "could not sign you in" in answer.content.decode()


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}, {"email": ""}]
)
def test_an_address_that_is_not_verified_lets_nobody_in(garden: Voucher, ana: Member, client: Client, claims: Any) -> None:
    garden.knows("mallory", **{"email": ana.email, **claims})
    answer = come(client, garden, "mallory")
    assert answer.status_code == 403
    assert "not verified" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_of_another_domain_lets_nobody_in(garden: Voucher, workspace: object, client: Client) -> None:
    garden.knows("mallory", email="mallory@juniper.example.evil.example", email_verified=True)
    assert come(client, garden, "mallory").status_code == 403
    assert not Member.objects.exists()


def test_a_verified_address_opens_the_account_that_is_there(garden: Voucher, ana: Member, client: Client) -> None:
    garden.knows("ana", email=ana.email.upper(), email_verified=True)
    come(client, garden, "ana")
    assert is_in(client)
    assert SocialAccount.objects.get().user == ana
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)  # and the password stays
    run_jobs()
    assert mail.outbox[-1].subject == "A sign-in provider was connected"


def test_the_second_step_is_asked_of_who_comes_by_a_provider(garden: Voucher, ana: Member, client: Client) -> None:
    garden.knows("ana", email=ana.email, email_verified=True)
    actions.add_authenticator(SECRET, code(-1), by=ana)
    assert come(client, garden, "ana").headers["Location"] == "/accounts/second-step/"
    assert not is_in(client)
    client.post("/accounts/second-step/", {"code": code()})
    assert is_in(client)


def test_a_deactivated_member_stays_out(garden: Voucher, ana: Member, olive: Member) -> None:
    garden.knows("ana", email=ana.email, email_verified=True)
    actions.deactivate_member(ana, by=olive)
    first = Client()
    assert come(first, garden, "ana").status_code == 403
    assert not is_in(first)
    actions.reactivate_member(ana, by=olive)
    second = Client()
    come(second, garden, "ana")
    assert is_in(second)
    actions.deactivate_member(ana, by=olive)
    assert not is_in(second)
    third = Client()
    come(third, garden, "ana")
    assert not is_in(third)


def test_without_a_role_only_the_invited_come_in(garden: Voucher, olive: Member, settings: Any) -> None:
    set_up(settings, garden.configured())
    client = Client()
    assert "Nobody invited" in come(client, garden).content.decode()
    actions.invite_member("rosa@juniper.example", Role.MARKETER, by=olive)
    come(client, garden)
    assert is_in(client)
    rosa = Member.objects.get(email="rosa@juniper.example")
    assert rosa.role == Role.MARKETER
    assert Invitation.objects.get().accepted_by == rosa


def test_a_withdrawn_invitation_lets_nobody_in(garden: Voucher, olive: Member, settings: Any) -> None:
    set_up(settings, garden.configured())
    invitation = actions.invite_member("rosa@juniper.example", Role.OWNER, by=olive)[0]
    actions.withdraw_invitation(invitation, by=olive)
    assert come(Client(), garden).status_code == 403


def test_a_provider_is_connected_and_disconnected(garden: Voucher, ana: Member, browser_of: SignIn) -> None:
    client = browser_of(ana)
    path = "/settings/security/providers/garden/linking/"
    assert client.post(path).headers["Location"].startswith("/accounts/proof/")
    prove(client, ana)
    garden.knows("hers", email="private@example.org", email_verified=False)
    back = garden.agree(begin(client, "garden", path), "hers")
    assert client.get(back).headers["Location"] == "/settings/security/"
    account = SocialAccount.objects.get()
    assert (account.user, account.extra_data) == (ana, {"email": "private@example.org"})
    elsewhere = Client()
    come(elsewhere, garden, "hers")
    assert is_in(elsewhere)
    client.post(f"/settings/security/providers/{account.pk}/removal/")
    assert not SocialAccount.objects.exists()


def test_an_account_of_another_member_is_not_taken_over(garden: Voucher, ana: Member, vik: Member, browser_of: SignIn) -> None:
    garden.knows("ana", email=ana.email, email_verified=True)
    come(Client(), garden, "ana")
    client = browser_of(vik)
    prove(client, vik)
    back = garden.agree(begin(client, "garden", "/settings/security/providers/garden/linking/"), "ana")
    assert client.get(back).status_code == 403
    assert SocialAccount.objects.get().user == ana


def test_nobody_connects_without_being_signed_in(garden: Voucher, ana: Member, browser_of: SignIn) -> None:
    client = browser_of(ana)
    prove(client, ana)
    back = garden.agree(begin(client, "garden", "/settings/security/providers/garden/linking/"), "rosa")
    actions.end_sessions(ana, by=ana)
    assert client.get(back).status_code in {401, 403}
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_stays(garden: Voucher, workspace: object, client: Client) -> None:
    come(client, garden)
    account = SocialAccount.objects.get()
    client.post(f"/settings/security/providers/{account.pk}/removal/")
    assert SocialAccount.objects.exists()


def test_who_has_no_password_proves_themself_at_the_provider(garden: Voucher, workspace: object, client: Client) -> None:
    come(client, garden)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    page = client.get("/settings/security/authenticator/")
    assert "Sign in with Garden" in page.content.decode()
    come(client, garden, next="/settings/security/authenticator/")
    assert "QR" in client.get("/settings/security/authenticator/").content.decode()


def test_an_address_begins_nothing(garden: Voucher, workspace: object, ana: Member) -> None:
    assert Client().get("/accounts/oidc/garden/login/").headers["Location"] == "/accounts/login/"
    assert Client(enforce_csrf_checks=True).post("/accounts/oidc/garden/login/").status_code == 403
    assert Client().post("/accounts/oidc/nobody/login/").status_code == 404
    assert Client().get("/accounts/oidc/nobody/login/callback/?state=x&code=y").status_code == 404


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(garden: Voucher, workspace: object, client: Client, to: str) -> None:
    assert come(client, garden, next=to).headers["Location"] == "/"


def test_the_doctor_asks_the_provider(garden: Voucher, workspace: object, settings: Any) -> None:
    assert troubles_of(garden.configured()) == []
    assert "404" in troubles_of(garden.configured(issuer=f"{garden.issuer}/tenant"))[0]
    with voucher("gone") as gone:
        dead = gone.configured()
    assert "ConnectionError" in troubles_of(dead)[0]


def test_the_button_is_there_and_costs_no_question(garden: Voucher, ana: Member, client: Client) -> None:
    assert "Sign in with Garden" in client.get("/accounts/login/").content.decode()
