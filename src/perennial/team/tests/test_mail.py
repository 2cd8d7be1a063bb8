"""Mails go through a real SMTP server, and their links work."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.testing import run_jobs
from perennial.team.mail import has_mail_server
from perennial.team.models import Invitation, Member
from perennial.team.tests.conftest import SignIn

PASSWORD = "a wholly different sentence"
BEN = {"email": "ben@juniper.example", "role": "agent", "reach": "all"}


class PostOffice:
    """An SMTP server's memory; `refusal` is what it says instead of taking a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusal = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.refusal:
            return self.refusal
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
    yield office
    controller.stop()


def link_in(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    (link,) = re.findall(r"http://localhost:8000(\S+)", text.get_content())
    page = mail.get_body(("html",))
    assert page is not None
    assert link in page.get_content()
    return str(link)


def test_a_forgotten_password_is_chosen_anew(ana: Member, post_office: PostOffice, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": ana.email})
    assert run_jobs() == 1
    page = client.get(link_in(post_office.mails[0]), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD})
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
    assert [mail["To"] for mail in post_office.mails] == [ana.email] * 2  # and told that it was changed


def test_an_invitation_arrives_and_its_link_lets_in(olive: Member, post_office: PostOffice, browser_of: SignIn) -> None:
    page = browser_of(olive).post(
        "/settings/team/invitations/", {"email": "ben@juniper.example", "role": "agent", "reach": "all"}
    )
    link = link_in(post_office.mails[0])
    assert link in page.content.decode()
    assert "Olive" in post_office.mails[0]["Subject"]
    ben = Client()
    assert "ben@juniper.example" in ben.get(link).content.decode()
    assert ben.post(link, {"name": "Ben", "password": PASSWORD, "time_zone": "Europe/Rome"}).headers["Location"] == "/"
    assert ben.get("/settings/profile/").status_code == 200
    member = Member.objects.get(email="ben@juniper.example")
    assert (member.role, member.time_zone) == ("agent", "Europe/Rome")
    assert Client().get(link).status_code == 410


def test_a_refused_mail_is_said_and_the_invitation_stands(olive: Member, post_office: PostOffice, browser_of: SignIn) -> None:
    post_office.refusal = "550 no such user"
    page = browser_of(olive).post(
        "/settings/team/invitations/", {"email": "ben@juniper.example", "role": "agent", "reach": "all"}
    )
    assert "could not be sent" in page.content.decode()
    assert "/join/" in page.content.decode()
    assert Invitation.objects.get().is_open()


def test_a_reset_waits_for_the_mail_server_to_come_back(ana: Member, post_office: PostOffice, client: Client) -> None:
    post_office.refusal = "451 later"
    client.post("/accounts/password/reset/", {"email": ana.email})
    run_jobs(raising=False)
    assert Job.objects.get().state not in {State.DONE}
    assert client.get("/accounts/login/").status_code == 200


@pytest.mark.parametrize("name", ["Eve\nBcc: all@example.org", "Eve\r\nSubject: x", "Eve, <a@b.example>", "Ève 🌱"])
def test_names_make_no_headers(olive: Member, post_office: PostOffice, browser_of: SignIn, name: str) -> None:
    olive.name = name
    olive.save()
    browser_of(olive).post("/settings/team/invitations/", BEN)
    (mail,) = post_office.mails
    assert (mail["To"], mail["Bcc"], len(mail.get_all("Subject", []))) == ("ben@juniper.example", None, 1)


@pytest.mark.parametrize(
    "email", ["a@b.example\nBcc: c@d.example", "a@b.example,c@d.example", "<a@b.example>", "a b@c.example"]
)
def test_an_address_is_one_address(olive: Member, post_office: PostOffice, browser_of: SignIn, email: str) -> None:
    answer = browser_of(olive).post("/settings/team/invitations/", {"email": email, "role": "agent", "reach": "all"})
    assert answer.status_code == 422
    assert post_office.mails == []


def test_without_a_server_mails_are_files(olive: Member, browser_of: SignIn, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "perennial.team.mail.FolderBackend", tmp_path / "mail"
    assert not has_mail_server()
    page = browser_of(olive).post(
        "/settings/team/invitations/", {"email": "ben@juniper.example", "role": "agent", "reach": "all"}
    )
    (file,) = (tmp_path / "mail").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert Client().get(link_in(mail)).status_code == 200
    assert "No mail server is set up here" in page.content.decode()
    assert "No mail server is set up here" in Client().get("/accounts/password/reset/done/").content.decode()


def test_a_mail_in_another_language_keeps_its_link(ana: Member, post_office: PostOffice, client: Client, settings: Any) -> None:
    ana.language = "de"
    ana.save()
    client.post("/accounts/password/reset/", {"email": ana.email})
    run_jobs()
    assert link_in(post_office.mails[0])
