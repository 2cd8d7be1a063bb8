"""The mails that tell of notifications go through a real SMTP server: at the member's hour, not in quiet hours, never twice."""

import datetime as dt

import pytest
from django.utils.translation import gettext

from perennial.kernel import clock
from perennial.team import notices
from perennial.team.actions import change_workspace, read_all_notifications, set_notifications
from perennial.team.choices import Way
from perennial.team.mailing import claim_for, give_back, mail_due
from perennial.team.models import Member, Notification, Team
from perennial.team.notices import NoticeKind
from perennial.team.notifying import notify
from perennial.team.tests.test_mail import PostOffice, post_office

__all__ = ["post_office"]
MONDAY = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)  # half past ten in Berlin
KIND = "team.tested"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of notification of our own, only here."""
    monkeypatch.setattr(notices.notice_kinds, "_entries", dict(notices.notice_kinds._entries))
    words = lambda told: f"{notices.actor_of(told)} said {told.parts['what']} at {told.about_name}"  # noqa: E731
    notices.notice_kinds.add(NoticeKind(key=KIND, label="Tested", icon="bell", words=words))


def prefer(member: Member, way: Way, **values: object) -> None:
    wanted = {"ways": {KIND: str(way)}, "digest_hour": 8, "digest_weekday": 0, "quiet_from": None, "quiet_until": None}
    set_notifications(wanted | values, by=member)


def say(member: Member, by: Member, what: str = "hello", name: str = "Ines Moser") -> None:
    notify(member, kind=KIND, by=by, on=Team(name=name), url="/customers/1/", what=what)


def text_of(office: PostOffice, number: int = -1) -> str:
    body = office.mails[number].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_one_at_once_in_text_and_html_and_never_twice(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive, "<hello>")
    assert (mail_due(), mail_due()) == (1, 0)
    (mail,) = post_office.mails
    assert (mail["To"], mail["Subject"]) == (ana.email, "Olive said <hello> at Ines Moser")
    assert "http://localhost:8000/customers/1/" in text_of(post_office)
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;hello&gt;" in html.get_content()


def test_here_only_means_no_mail(post_office: PostOffice, olive: Member, ana: Member) -> None:
    say(ana, olive)
    assert mail_due() == 0
    assert post_office.mails == []


def test_a_daily_mail_gathers_until_the_members_hour(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.DAILY)
    with clock.standing_at(MONDAY):
        say(ana, olive, "one")
        say(ana, olive, "two")
        assert mail_due() == 0
    with clock.standing_at(MONDAY + dt.timedelta(hours=21, minutes=29)):  # 07:59 in Berlin
        assert mail_due() == 0
    with clock.standing_at(MONDAY + dt.timedelta(hours=21, minutes=30)):
        assert (mail_due(), mail_due()) == (1, 0)
        say(ana, olive, "three")
        assert mail_due() == 0
    assert post_office.mails[0]["Subject"] == "2 things happened at Juniper & Co"
    assert "one" in text_of(post_office)
    assert "two" in text_of(post_office)
    assert len(post_office.mails) == 1


def test_the_hour_is_the_members_own(post_office: PostOffice, olive: Member, ana: Member) -> None:
    Member.objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    prefer(ana, Way.DAILY)
    with clock.standing_at(MONDAY):
        say(ana, olive)
    with clock.standing_at(MONDAY + dt.timedelta(hours=3, minutes=29)):  # 07:59 in New York
        assert mail_due() == 0
    with clock.standing_at(MONDAY + dt.timedelta(hours=3, minutes=30)):
        assert mail_due() == 1


def test_a_weekly_mail_comes_on_its_day(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.WEEKLY, digest_weekday=2)
    with clock.standing_at(MONDAY):
        say(ana, olive)
    for hours, sent in ((24, 0), (45, 0), (46, 1), (47, 0)):  # Wednesday 08:00 in Berlin is 45.5 hours later
        with clock.standing_at(MONDAY + dt.timedelta(hours=hours)):
            assert mail_due() == sent


@pytest.mark.parametrize(
    ("begin", "end", "hour", "quiet"),
    [(20, 7, 23, True), (20, 7, 6, True), (20, 7, 7, False), (9, 17, 12, True), (9, 17, 17, False), (9, 9, 9, False)],
)
def test_in_quiet_hours_nothing_is_sent(
    begin: int, end: int, hour: int, quiet: bool, post_office: PostOffice, olive: Member, ana: Member
) -> None:
    prefer(ana, Way.NOW, quiet_from=dt.time(begin), quiet_until=dt.time(end))
    with clock.standing_at(dt.datetime(2026, 3, 2, hour - 1, tzinfo=dt.UTC)):  # Berlin is an hour ahead
        say(ana, olive)
        assert mail_due() == (0 if quiet else 1)
    with clock.standing_at(dt.datetime(2026, 3, 3, 17, tzinfo=dt.UTC)):
        assert mail_due() == (1 if quiet else 0)


def test_what_was_read_meanwhile_needs_no_mail(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive)
    read_all_notifications(by=ana)
    assert mail_due() == 0


def test_a_refused_mail_is_tried_again_and_comes_once(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive)
    post_office.refusal = "451 come back later"
    assert mail_due() == 0
    post_office.refusal = ""
    assert (mail_due(), mail_due(), len(post_office.mails)) == (1, 0, 1)


def test_a_crash_after_the_claim_never_sends_twice(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive)
    claim = claim_for(ana)  # and here the process ends
    assert claim is not None
    assert claim_for(ana) is None
    assert mail_due() == 0
    assert Notification.objects.unread().count() == 1
    give_back(claim)
    assert mail_due() == 1


@pytest.mark.parametrize("name", ["A\r\nBcc: all@evil.example", 'A, "B" <c@evil.example>', "Ä" * 150, "a\x0bb;c"])
def test_names_stay_names(name: str, post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive, name=name)
    assert mail_due() == 1
    (mail,) = post_office.mails
    assert mail.get_all("To") == [ana.email]
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject") or []) == 1


def test_news_of_one_group_are_one_line_until_they_are_mailed(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    for _time in range(3):
        notify(ana, kind=KIND, by=olive, group="g", what="x")
    assert Notification.objects.get().count == 3
    mail_due()
    notify(ana, kind=KIND, by=olive, group="g", what="x")
    assert [one.count for one in Notification.objects.order_by("id")] == [3, 1]


def test_who_left_gets_no_mail(post_office: PostOffice, olive: Member, ana: Member) -> None:
    prefer(ana, Way.NOW)
    say(ana, olive)
    Member.objects.filter(pk=ana.pk).update(is_active=False)
    assert mail_due() == 0


def test_mails_speak_the_members_language_and_the_businesss_word(post_office: PostOffice, olive: Member, ana: Member) -> None:
    words = lambda told: gettext("New customer")  # noqa: E731
    notices.notice_kinds.add(NoticeKind(key="team.worded", label="Worded", icon="bell", words=words))
    set_notifications({"ways": {"team.worded": "now"}, "digest_hour": 8, "digest_weekday": 0}, by=ana)
    Member.objects.filter(pk=ana.pk).update(language="de")
    change_workspace({"called": "patient"}, by=olive)
    notify(ana, kind="team.worded", by=olive, on=Team(name="Ines"))
    assert mail_due() == 1
    assert post_office.mails[0]["Subject"] == "Neuer Patient"
