"""The second step of signing in: nobody passes without it, no code counts twice, and guessing ends soon."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from time_machine import travel

from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.team import actions
from perennial.team.models import AuditEntry, Member
from perennial.team.tests.conftest import SignIn

PASSWORD = "correct horse battery"
SECRET = generate_totp_secret()


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + steps))


@pytest.fixture
def careful(ana: Member) -> Member:
    """Ana, who has an authenticator app and recovery codes. The code of the step before now is spent."""
    actions.add_authenticator(SECRET, code(-1), by=ana)
    actions.make_recovery_codes(by=ana)
    return ana


def half_in(member: Member, **sent: str) -> Client:
    """A browser in which the right password was typed, and nothing else."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": member.email, "password": PASSWORD, **sent})
    assert answer.headers["Location"] == "/accounts/second-step/"
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def try_code(client: Client, typed: str) -> Any:
    return client.post("/accounts/second-step/", {"code": typed})


def recovery_codes_of(member: Member) -> list[str]:
    codes: list[str] = RecoveryCodes(Authenticator.objects.get(user=member, type="recovery_codes")).get_unused_codes()
    return codes


def test_the_password_alone_does_not_let_in(careful: Member) -> None:
    client = half_in(careful)
    assert not is_in(client)
    assert client.get("/").status_code == 302
    assert not AuditEntry.objects.filter(action="team.member.signed_in").exists()


def test_password_and_code_let_in_and_the_log_says_how(careful: Member) -> None:
    client = half_in(careful, next="/settings/profile/")
    before = client.session.session_key
    assert try_code(client, code()).headers["Location"] == "/settings/profile/"
    assert client.session.session_key != before  # a session planted earlier is worth nothing
    assert is_in(client)
    entry = AuditEntry.objects.get(action="team.member.signed_in")
    assert entry.changes == {"with": ["", "password + totp"]}


def test_a_code_with_a_blank_in_it_is_read(careful: Member) -> None:
    client = half_in(careful)
    typed = code()
    try_code(client, f"{typed[:3]} {typed[3:]}")
    assert is_in(client)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_second_step_is_not_reached_without_the_first(careful: Member, client: Client, method: str) -> None:
    answer = getattr(client, method)("/accounts/second-step/", {"code": code()})
    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_anothers_code_does_not_let_in(careful: Member, vik: Member) -> None:
    other = generate_totp_secret()
    actions.add_authenticator(other, code(-1, other), by=vik)
    client = half_in(careful)
    assert try_code(client, code(0, other)).status_code == 200
    assert not is_in(client)


def test_a_code_counts_once(careful: Member) -> None:
    typed = code()
    assert try_code(half_in(careful), typed).status_code == 302
    again = half_in(careful)
    try_code(again, typed)
    assert not is_in(again)


def test_a_used_code_counts_no_more_while_clocks_would_still_allow_it(careful: Member) -> None:
    """The tolerance of a step keeps a code good for a minute longer; allauth forgets after half of one."""
    now = clock.now()
    with travel(now, tick=False):
        typed = code()
        assert try_code(half_in(careful), typed).status_code == 302
    with travel(now.timestamp() + 31, tick=False):
        late = half_in(careful)
        try_code(late, typed)
        assert not is_in(late)


def test_an_older_code_than_the_last_one_does_not_count(careful: Member) -> None:
    with travel(clock.now().timestamp() + 60, tick=False):
        assert try_code(half_in(careful), code()).status_code == 302
        late = half_in(careful)
        try_code(late, code(-1))
        assert not is_in(late)


def test_guessing_ends_after_five_tries_even_with_the_right_code(careful: Member) -> None:
    for _ in range(5):
        assert "Incorrect code" in try_code(half_in(careful), "000000").content.decode()
    client = half_in(careful)
    answer = try_code(client, code())
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_in(client)
    assert AuditEntry.objects.filter(action="team.member.second_step_failed", object_id=careful.pk).count() == 5


def test_a_recovery_code_counts_once_and_its_member_is_told(careful: Member) -> None:
    typed = recovery_codes_of(careful)[3]
    client = half_in(careful)
    assert try_code(client, f"{typed[:4]} {typed[4:]}").status_code == 302
    assert is_in(client)
    again = half_in(careful)
    try_code(again, typed)
    assert not is_in(again)
    assert AuditEntry.objects.get(action="team.recovery_codes.used").changes == {"left": [10, 9]}
    run_jobs()
    assert mail.outbox[-1].subject == "A recovery code was used"


def test_former_recovery_codes_do_not_count(careful: Member) -> None:
    former = recovery_codes_of(careful)
    actions.make_recovery_codes(by=careful)
    client = half_in(careful)
    try_code(client, former[0])
    assert not is_in(client)


@pytest.mark.parametrize("typed", ["", "0", "abc", "００００００", "1" * 10_000, "\u202e123456", "12345６", "[]", "' OR 1=1"])
def test_whatever_is_typed_is_refused_in_words(careful: Member, typed: str) -> None:
    answer = try_code(half_in(careful), typed)
    assert answer.status_code == 200
    assert re.search("Incorrect code|required|at most", answer.content.decode())


@pytest.mark.parametrize(
    "sent", ["", "null", "[]", "{}", '"x"', "1", '{"id": 1}', '{"response": {"userHandle": 7}}', '{"response": []}']
)
@pytest.mark.parametrize("where", ["/accounts/second-step/", "/accounts/passkey/"])
def test_malformed_passkeys_are_refused(careful: Member, where: str, sent: str) -> None:
    client = half_in(careful) if "second" in where else Client()
    if "second" not in where:
        client.get(where, headers={"accept": "application/json"})
    assert client.post(where, {"credential": sent}).status_code in {200, 302}
    assert not is_in(client)


def test_deactivation_between_the_steps_ends_the_sign_in(careful: Member, olive: Member) -> None:
    client = half_in(careful)
    actions.deactivate_member(careful, by=olive)
    try_code(client, code())
    assert not is_in(client)


def test_another_password_between_the_steps_ends_the_sign_in(careful: Member) -> None:
    client = half_in(careful)
    careful.set_password("a wholly different sentence")
    careful.save()
    try_code(client, code())
    assert not is_in(client)


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_second_step_leads_nowhere_else(careful: Member, to: str) -> None:
    assert try_code(half_in(careful, next=to), code()).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["password", "code", "passkey"])
@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/"])
def test_proving_once_more_leads_nowhere_else(careful: Member, browser_of: SignIn, path: str, to: str) -> None:
    client = browser_of(careful)
    sent = {"password": PASSWORD, "code": code(), "next": to}
    answer = client.post(f"/accounts/proof/{path}/", sent)
    assert "evil" not in answer.headers.get("Location", "").split("?")[0]


def test_a_password_reset_does_not_go_round_the_second_step(careful: Member, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": careful.email})
    run_jobs()
    link = re.findall(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[0]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "a wholly different sentence"}, follow=True)
    assert not is_in(client)
    client.post("/accounts/login/", {"login": careful.email, "password": "a wholly different sentence"})
    assert not is_in(client)


def test_the_secret_is_not_readable_in_the_database(careful: Member) -> None:
    kept = str(list(Authenticator.objects.values()))
    assert SECRET not in kept
    assert not any(one in kept for one in recovery_codes_of(careful))


def test_secrets_of_another_installation_open_nothing_and_break_nothing(careful: Member, settings: Any) -> None:
    settings.SECRET_KEY = "of another installation"
    client = half_in(careful)
    assert try_code(client, code()).status_code == 200
    assert not is_in(client)
