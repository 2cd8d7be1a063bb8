import datetime as dt
import re
import statistics
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from time_machine import travel

from perennial.kernel.jobs.testing import run_jobs
from perennial.team import actions
from perennial.team.models import AuditEntry, Member
from perennial.team.tests.conftest import SignIn

PASSWORD = "correct horse battery"
NEW = "a wholly different sentence"
WRONG = "not the right one"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str):  # type: ignore[no-untyped-def]
    return client.post("/accounts/login/", {"login": email, "password": password}, headers=headers)


def is_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def reset_link(client: Client, email: str, **headers: str) -> str:
    client.post("/accounts/password/reset/", {"email": email}, headers=headers)
    run_jobs()
    return re.findall(r"https?://\S+", mail.outbox[-1].body)[0]


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def choose_password(client: Client, link: str, password: str = NEW):  # type: ignore[no-untyped-def]
    page = client.get(path_of(link), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password}, follow=True)


def test_a_member_signs_in_and_out_and_both_are_in_the_log(ana: Member, client: Client) -> None:
    assert sign_in(client, "ANA@juniper.example").headers["Location"] == "/"
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "team.member.signed_in",
        "team.member.signed_out",
    ]


def test_the_session_gets_a_new_key_at_sign_in(ana: Member, client: Client) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(client, ana.email)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_failed_sign_in_is_in_the_log_without_the_password(ana: Member, client: Client) -> None:
    sign_in(client, ana.email, "hunter2-hunter2")
    sign_in(client, "nobody@example.org", "hunter2-hunter2")
    known, unknown = AuditEntry.objects.order_by("id")
    assert (known.action, known.member, known.object_id) == ("team.member.sign_in_failed", None, ana.pk)
    assert (unknown.object_name, unknown.object_id) == ("nobody@example.org", None)
    assert "hunter2" not in str(list(AuditEntry.objects.values()))


def test_nobody_signs_up(workspace: object, client: Client) -> None:
    for address in ("/accounts/signup/", "/accounts/signup/passkey/", "/signup/"):
        assert client.post(address, {"email": "m@example.org", "password1": NEW}).status_code == 404
    assert not Member.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answers(ana: Member) -> None:
    answers = {}
    for email in (ana.email, "nobody@juniper.example"):
        client = Client()
        signing_in = sign_in(client, email, WRONG)
        asking = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        text = (signing_in.content + asking.content).decode().replace(email, "")
        answers[email] = (signing_in.status_code, re.sub(r'(csrf\w*|token)"[^>]*value="[^"]*"|X-CSRFToken[^}]*', "", text))
    first, second = answers.values()
    assert first == second


def test_an_unknown_address_takes_as_long_as_a_wrong_password(ana: Member, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    ana.set_password(PASSWORD)
    ana.save()
    took: dict[str, list[float]] = {ana.email: [], "nobody@juniper.example": []}
    for _ in range(3):
        for email, times in took.items():
            cache.clear()
            start = time.perf_counter()
            sign_in(Client(), email, WRONG)
            times.append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


def test_asking_for_a_reset_does_the_same_work_for_an_unknown_address(ana: Member, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@juniper.example"})
    run_jobs()
    assert mail.outbox == []
    client.post("/accounts/password/reset/", {"email": ana.email})
    run_jobs()
    assert [message.to for message in mail.outbox] == [[ana.email]]


def test_the_reset_link_works_once_and_ends_every_session(ana: Member, client: Client, browser_of: SignIn) -> None:
    elsewhere, link = browser_of(ana), reset_link(client, ana.email)
    assert choose_password(client, link).status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert not is_in(elsewhere)
    assert "does not work any more" in client.get(path_of(link), follow=True).content.decode()
    assert AuditEntry.objects.filter(action="team.member.password_changed", member=ana).exists()
    assert "was changed" in mail.outbox[-1].subject


@pytest.mark.parametrize("after", ["a password change", "a sign-in", "deactivation", "ending sessions", "another address"])
def test_a_reset_link_dies_with(ana: Member, olive: Member, client: Client, after: str) -> None:
    link = reset_link(client, ana.email)
    if after == "a password change":
        ana.set_password(NEW)
        ana.save()
    elif after == "a sign-in":
        sign_in(Client(), ana.email)
    elif after == "deactivation":
        actions.deactivate_member(ana, by=olive)
    elif after == "ending sessions":
        actions.end_sessions(ana, by=ana)
    else:
        Member.objects.filter(pk=ana.pk).update(email="elsewhere@juniper.example")
    assert "does not work any more" in client.get(path_of(link), follow=True).content.decode()


def test_a_reset_link_dies_after_an_hour(ana: Member, client: Client, settings: Any) -> None:
    link = reset_link(client, ana.email)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in client.get(path_of(link), follow=True).content.decode()


@pytest.mark.parametrize("forge", ["", "x", "set-password", "0-0", "cs1lh2-" + "0" * 32])
def test_forged_reset_keys_open_nothing(ana: Member, client: Client, forge: str) -> None:
    own = re.search(r"/key/(\w+)-", reset_link(client, ana.email))
    assert own
    for address in (f"/accounts/password/reset/key/{own[1]}-{forge}/", f"/accounts/password/reset/key/1-{forge}/"):
        answer = client.post(address, {"password1": NEW}, follow=True)
        assert answer.status_code == 404 or "does not work any more" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_one_members_key_does_not_open_anothers_account(ana: Member, vik: Member, client: Client) -> None:
    of_ana, of_vik = (re.search(r"/key/(\w+?)-(\S+)/", reset_link(client, m.email)) for m in (ana, vik))
    assert of_ana
    assert of_vik
    page = client.get(f"/accounts/password/reset/key/{of_vik[1]}-{of_ana[2]}/", follow=True)
    assert "does not work any more" in page.content.decode()


def test_mails_never_believe_the_host_header(ana: Member, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # even where an administrator lets every name in
    link = reset_link(client, ana.email, host="evil.example", x_forwarded_host="evil.example")
    assert link.startswith("http://localhost:8000/accounts/password/reset/key/")
    assert "evil" not in mail.outbox[-1].message().as_string()


def test_an_inactive_member_gets_no_reset_and_no_way_in(ana: Member, olive: Member, client: Client) -> None:
    actions.deactivate_member(ana, by=olive)
    client.post("/accounts/password/reset/", {"email": ana.email})
    run_jobs()
    assert mail.outbox == []
    assert (
        "Your access has ended"
        in client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD}, follow=True).content.decode()
    )
    assert not is_in(client)


def test_deactivation_ends_sessions_at_once_and_for_good(ana: Member, olive: Member, browser_of: SignIn) -> None:
    client = browser_of(ana)
    assert is_in(client)
    actions.deactivate_member(ana, by=olive)
    assert not is_in(client)
    actions.reactivate_member(ana, by=olive)
    assert not is_in(client)


def test_signing_out_everywhere_else_keeps_this_browser(ana: Member, browser_of: SignIn) -> None:
    here, there = browser_of(ana), browser_of(ana)
    here.post("/settings/profile/sessions/")
    assert is_in(here)
    assert not is_in(there)


def test_attempts_are_limited_for_an_account_whatever_host_and_sender_are_invented(ana: Member, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for n in range(8):
        sign_in(Client(), ana.email, WRONG, host=f"host{n}.example", x_forwarded_for=f"203.0.113.{n}")
    answer = sign_in(Client(), ana.email, PASSWORD)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    assert AuditEntry.objects.filter(action="team.member.sign_in_failed").count() == 5


def test_resets_are_limited_for_an_address(ana: Member) -> None:
    for _ in range(9):
        answer = Client().post("/accounts/password/reset/", {"email": ana.email})
    assert answer.status_code == 429
    run_jobs()
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("header", ["x-remote-user", "remote-user", "x-forwarded-user", "x-authenticated-user"])
def test_headers_sign_nobody_in(olive: Member, client: Client, header: str) -> None:
    answer = client.get("/settings/team/", headers={header: olive.email})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(ana: Member, client: Client, to: str) -> None:
    answer = client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD, "next": to})
    assert answer.headers["Location"] == "/"


def test_the_password_changes_only_for_who_knows_it(ana: Member, browser_of: SignIn) -> None:
    here, there = browser_of(ana), browser_of(ana)
    refused = here.post("/accounts/password/change/", {"oldpassword": WRONG, "password1": NEW})
    assert "Please type your current password" in refused.content.decode()
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "ana@juniper.example"])
def test_weak_passwords_are_refused(ana: Member, browser_of: SignIn, weak: str) -> None:
    browser_of(ana).post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak})
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def address_link(client: Client, email: str, password: str = PASSWORD) -> str:
    """Ask for another address and give the link that is mailed there, if any."""
    client.post("/settings/profile/email/", {"email": email, "password": password})
    run_jobs()
    found = [re.findall(r"http://localhost:8000\S+", message.body) for message in mail.outbox if message.to == [email]]
    return path_of(found[-1][0]) if found else ""


def test_another_address_counts_once_its_link_was_opened(ana: Member, browser_of: SignIn) -> None:
    link = address_link(browser_of(ana), "Ana.New@juniper.example".lower())
    stranger = Client()
    stranger.get(link)
    ana.refresh_from_db()
    assert ana.email == "ana@juniper.example"  # a mail scanner that opens links changes nothing
    assert stranger.post(link).status_code == 200
    ana.refresh_from_db()
    assert ana.email == "ana.new@juniper.example"
    entry = AuditEntry.objects.get(action="team.member.email_changed")
    assert entry.changes == {"email": ["ana@juniper.example", "ana.new@juniper.example"]}
    assert mail.outbox[-1].to == ["ana@juniper.example"]  # the former address is told
    assert stranger.post(link).status_code == 410
    assert sign_in(Client(), "ana@juniper.example").status_code == 200
    assert sign_in(Client(), "ana.new@juniper.example").status_code == 302


def test_another_address_needs_the_password(ana: Member, browser_of: SignIn) -> None:
    assert address_link(browser_of(ana), "mallory@example.org", WRONG) == ""


def test_the_address_of_somebody_else_cannot_be_taken_nor_found_out(ana: Member, vik: Member, browser_of: SignIn) -> None:
    client = browser_of(ana)
    pages = []
    for email in (vik.email, "free@juniper.example"):
        sent = {"email": email, "password": PASSWORD}
        page = client.post("/settings/profile/email/", sent, follow=True).content.decode()
        pages.append(re.sub(r'(csrf\w*|token)"[^>]*value="[^"]*"|X-CSRFToken[^}]*', "", page))
    run_jobs()
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["free@juniper.example"]]


@pytest.mark.parametrize("after", ["a password change", "ending sessions", "deactivation", "somebody took it", "three days"])
def test_an_address_link_dies_with(ana: Member, olive: Member, browser_of: SignIn, after: str) -> None:
    link = address_link(browser_of(ana), "new@juniper.example")
    if after == "a password change":
        ana.set_password(NEW)
        ana.save()
    elif after == "ending sessions":
        actions.end_sessions(ana, by=ana)
    elif after == "deactivation":
        actions.deactivate_member(ana, by=olive)
    elif after == "somebody took it":
        Member.objects.create_user("new@juniper.example", None, name="New")
    with travel(dt.timedelta(days=4) if after == "three days" else dt.timedelta(0)):
        assert Client().post(link).status_code == 410
    ana.refresh_from_db()
    assert ana.email == "ana@juniper.example"


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:1:x"])
def test_forged_address_links_open_nothing(db: None, client: Client, token: str) -> None:
    assert client.get(f"/accounts/email/{token}/").status_code in {400, 410}
