"""The week of a calendar; and the calendar of follow-ups, whose entries are moved where they are shown."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries

from perennial.people.actions import create_party, keep_anniversary
from perennial.people.models import Party
from perennial.promises.actions import complete_follow_up, set_follow_up
from perennial.promises.models import FollowUp
from perennial.records.layouts.open_days import open_days
from perennial.team.models import AuditEntry, Member

LIST = "/customers/"
DUE = f"{LIST}?layout=calendar:follow_up"


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def promised(by: Member, name: str, day: str, text: str = "Call") -> FollowUp:
    party = create_party(by=by, owner=by, name=name)
    return set_follow_up(party_id=party.pk, text=text, due_on=dt.date.fromisoformat(day), owner=by, by=by)


def entries(web: Client, query: str) -> list[Any]:
    month = web.get(query).context["month"]
    return [(day.on.isoformat(), entry) for week in month.weeks for day in week for entry in day.entries]


@pytest.mark.parametrize(
    ("asked", "first", "last", "turned"),
    [
        ("2026-11-18", "2026-11-16", "2026-11-22", ("2026-11-15", "2026-11-23", "2026-11")),
        ("2026-12-31", "2026-12-28", "2027-01-03", ("2026-12-27", "2027-01-04", "2026-12")),
        ("0001-01-01", "0001-01-01", "0001-01-07", ("", "0001-01-08", "0001-01")),
        ("9999-12-31", "9999-12-27", "9999-12-31", ("9999-12-26", "", "9999-12")),
    ],
)
def test_a_week_is_that_of_a_day(asked: str, first: str, last: str, turned: tuple[str, str, str]) -> None:
    with translation.override("de"):
        week = open_days(asked)
    assert week.is_week
    assert (week.days[0].isoformat(), week.days[-1].isoformat()) == (first, last)
    assert (week.earlier, week.later, week.other) == turned
    assert all(week.within(day) for day in week.days)


@pytest.mark.parametrize("asked", ["", "2026-11", "2026-13-01", "20261118", "2026-W47-1", "2026-02-30", "nonsense12"])
def test_what_is_no_day_is_a_month(asked: str) -> None:
    assert not open_days(asked).is_week


def test_a_week_begins_as_the_language_begins_it_and_is_named_in_it() -> None:
    weeks = {}
    for language in ("en", "de", "ar"):
        with translation.override(language):
            weeks[language] = open_days("2026-11-18")
    assert [week.days[0].day for week in weeks.values()] == [16, 16, 15]
    assert weeks["de"].title == "16.–22. Nov. 2026"
    assert "2026" in weeks["en"].title


@time_machine.travel("2026-11-18 12:00+00:00", tick=False)
def test_a_week_shows_many_of_a_day_and_turns_to_others(web: Client, olive: Member) -> None:
    for number in range(5):
        keep_anniversary(create_party(by=olive, name=f"N{number}"), by=olive, month=11, day=17)
    page = web.get(f"{LIST}?layout=calendar:birthday&month=2026-11-18&stage=lead")
    month = page.context["month"]
    assert [len(week) for week in month.weeks] == [7]
    assert [len(day.entries) for day in month.weeks[0] if day.entries] == [5]
    assert month.count == 5
    assert "Previous week" in page.content.decode()
    assert web.get(page.context["later_url"]).context["month"].span.days[0] == dt.date(2026, 11, 23)
    assert web.get(page.context["today_url"]).context["month"].span.days == month.span.days
    back = web.get(page.context["other_url"]).context
    assert back["month"].span.month == (2026, 11)
    assert "2026-11-18" in back["other_url"], "this month opens at the week of today"
    assert "stage=lead" in back["other_url"]


def test_what_is_due_is_moved_in_the_calendar_of_customers(web: Client, olive: Member) -> None:
    follow_up = promised(olive, "Ann", "2036-05-07")
    other = set_follow_up(party_id=follow_up.party_id, text="Write", due_on=dt.date(2036, 5, 7), owner=olive, by=olive)
    (_day, entry), (_same, second) = entries(web, f"{DUE}&month=2036-05")
    assert (entry.record, entry.beside, entry.may_move, second.beside) == (follow_up.party, "Call", True, "Write")
    headers = {"HX-Request": "true", "Accept": "application/json"}
    answer = web.post(f"{entry.move_url}&from=2036-05-07", {"to": "2036-05-12"}, headers=headers)
    assert answer.status_code == 204
    assert [(day, each.beside) for day, each in entries(web, f"{DUE}&month=2036-05")] == [
        ("2036-05-07", "Write"),
        ("2036-05-12", "Call"),
    ]
    assert AuditEntry.objects.filter(object_kind="promises.followup", object_id=follow_up.pk, member=olive).count() == 2
    assert web.post(f"{entry.move_url}&from=2036-05-07", {"to": "2036-05-13"}, headers=headers).status_code == 409
    web.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    follow_up.refresh_from_db()
    assert follow_up.due_on == other.due_on
    assert "Due" in web.get(f"{entry.move_url}&from=2036-05-07").content.decode(), "a form where there is no script"


def test_who_may_not_keep_follow_ups_moves_none(web: Client, olive: Member, vik: Member) -> None:
    follow_up = promised(olive, "Ann", "2036-05-07")
    viewer = Client()
    viewer.force_login(vik)
    page = f"{DUE}&month=2036-05-07"
    assert [each.may_move for _day, each in entries(viewer, page)] == [False]
    assert "data-movable" not in viewer.get(page).content.decode()
    complete_follow_up(follow_up, by=olive)
    assert entries(web, page) == []


def test_it_asks_the_same_for_one_and_for_three(
    web: Client, olive: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promised(olive, "Ann", "2036-05-07")
    for _turn in range(2):
        web.get(f"{DUE}&month=2036-05")
        with django_assert_num_queries(11):
            web.get(f"{DUE}&month=2036-05")
        promised(olive, "Bo", "2036-05-07")
        promised(olive, "Cy", "2036-05-08")


def test_a_colleagues_customers_are_not_there(web: Client, olive: Member, ana: Member) -> None:
    promised(olive, "Ann", "2036-05-07")
    Party.objects.update(owner=olive)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    agent = Client()
    agent.force_login(Member.objects.get(pk=ana.pk))
    (_day, entry) = entries(web, f"{DUE}&month=2036-05")[0]
    assert entries(agent, f"{DUE}&month=2036-05") == []
    assert agent.post(f"{entry.move_url}&from=2036-05-07", {"to": "2036-05-08"}).status_code == 404
