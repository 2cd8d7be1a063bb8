"""Customers as a board, as a calendar and beside their list: what is shown, what is moved, what is refused."""

import datetime as dt
import json
from urllib.parse import parse_qs, urlparse

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from perennial.people import actions
from perennial.people.actions import add_tag, create_party
from perennial.people.models import Party, Tag
from perennial.people.tests.test_listing import wanted
from perennial.records.actions import OptionRow, change_field
from perennial.records.layouts import board as boards
from perennial.records.layouts import month as months
from perennial.records.layouts.walking import records_after
from perennial.records.models import View
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program

LIST = "/customers/"
BOARD = f"{LIST}?layout=board:stage"
ACT = "/lists/customers/records"


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def party(by: Member, name: str, **facts: object) -> Party:
    return create_party(by=by, name=name, **facts)


def columns(web: Client, query: str = BOARD) -> dict[str, tuple[int, int]]:
    """How many each column counts, and how many cards it shows."""
    return {column.key: (column.count, len(column.cards)) for column in web.get(query).context["board"].columns}


def move(web: Client, one: Party, start: str, to: str, layout: str = "board:stage", **more: str) -> object:
    headers = {"HX-Request": "true", "Accept": "application/json"}
    return web.post(f"{ACT}/{one.pk}/move/?layout={layout}&from={start}", {"to": to}, headers=headers)


def days(web: Client, query: str) -> dict[str, list[tuple[str, str]]]:
    """(who, what is said beside) on each day that has somebody."""
    month = web.get(query).context["month"]
    return {
        day.on.isoformat(): [(str(entry.record), entry.beside) for entry in day.entries]
        for week in month.weeks
        for day in week
        if day.entries
    }


def test_a_board_counts_adds_up_and_shows_each_column(web: Client, olive: Member) -> None:
    for name, stage in (("Ann", "loyal"), ("Bo", "lead"), ("Cleo", "lead")):
        party(olive, name, stage=stage)
    Party.objects.filter(name="Ann").update(value_minor=12_300, currency="EUR")
    board = web.get(BOARD).context["board"]
    shown = {column.key: column for column in board.columns}
    assert {key: column.count for key, column in shown.items() if column.count} == {"lead": 2, "loyal": 1}
    assert str(shown["loyal"].amounts[0]) == "€123.00"
    assert "Ann" in shown["loyal"].cards[0]
    assert board.adds_up


def test_a_filter_by_the_field_of_the_board_leaves_only_its_columns(web: Client, olive: Member) -> None:
    party(olive, "Bo", stage="lead")
    assert columns(web, f"{BOARD}&stage=lead&stage=loyal") == {"lead": (1, 1), "loyal": (0, 0)}


def test_a_board_of_owners_has_nobody_too(web: Client, olive: Member) -> None:
    party(olive, "Ann", owner=olive)
    party(olive, "Bo", owner=None)
    shown = columns(web, f"{LIST}?layout=board:owner")
    assert shown[str(olive.pk)] == (1, 1)
    assert shown["none"][0] == Party.objects.filter(owner=None).count()


def test_a_customer_with_two_tags_stands_in_two_columns(web: Client, olive: Member) -> None:
    one = party(olive, "Ann")
    vip, press = (add_tag(one, name, by=olive) for name in ("vip", "press"))
    shown = columns(web, f"{LIST}?layout=board:tag")
    assert shown[str(vip.pk)] == shown[str(press.pk)] == (1, 1)


def test_columns_beyond_the_counted_are_counted_one_by_one(web: Client, olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        party(olive, f"N{number}", stage="lead")
    monkeypatch.setattr(boards, "COUNTED", 1)
    monkeypatch.setattr(boards, "AT_ONCE", 0)
    lead = next(column for column in web.get(BOARD).context["board"].columns if column.key == "lead")
    assert (lead.count, lead.capped, lead.amounts) == (1, True, None)
    assert web.get(f"{BOARD}&sums=1").context["board"].adds_up


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("layout", "queries"),
    [("board:stage", 11), ("board:owner", 12), ("calendar:birthday&month=2026-05", 10), ("calendar:created", 10)],
)
def test_a_layout_asks_the_same_for_one_and_for_many(
    web: Client, olive: Member, layout: str, queries: int, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        one = party(olive, f"N{number}", stage="lead", owner=olive)
        actions.keep_anniversary(one, by=olive, month=5, day=5)
    web.get(LIST)
    with django_assert_num_queries(queries):
        assert web.get(f"{LIST}?layout={layout}").status_code == 200


def test_more_cards_go_on_after_the_last_one(web: Client, olive: Member) -> None:
    for number in range(16):
        party(olive, f"N{number:02}", stage="lead")
    page = web.get(BOARD).context
    lead = next(column for column in page["board"].columns if column.key == "lead")
    assert len(lead.cards) == 12
    more = web.get(f"{page['cards_url']}&column=lead&after={lead.more}")
    assert more.content.decode().count("data-id=") == 4
    assert "N12" in more.content.decode()
    assert web.get(f"{page['cards_url']}&column=emperor&after={lead.more}").content.strip() == b""
    assert web.get(f"{page['cards_url']}&column=lead").status_code == 404


@pytest.mark.parametrize("sort", ["name", "-name", "value", "last_order", "-last_order", "created"])
def test_walking_along_the_list_meets_everybody_once_both_ways(olive: Member, sort: str) -> None:
    for number in range(6):
        when = dt.datetime(2026, 1, 1 + number // 2, tzinfo=dt.UTC) if number > 2 else None
        one = party(olive, f"N{number // 2}")
        Party.objects.filter(pk=one.pk).update(value_minor=number // 2, last_order_at=when)
    asked = wanted(olive, sort=sort.removeprefix("-"), reverse=sort.startswith("-"))
    for dense in (False, True):
        everybody = [one.pk for one in records_after(asked, None, 10, dense=dense)]
        assert len(everybody) == 6
        for place, pk in enumerate(everybody):
            assert [one.pk for one in records_after(asked, pk, 10, dense=dense)] == everybody[place + 1 :]
            before = [one.pk for one in records_after(asked, pk, 10, dense=dense, backwards=True)]
            assert before == everybody[:place][::-1]


def test_a_card_is_moved_and_moved_back(web: Client, olive: Member) -> None:
    one = party(olive, "Ann", stage="lead")
    answer = move(web, one, "lead", "loyal")
    assert answer.status_code == 204  # type: ignore[attr-defined]
    one.refresh_from_db()
    assert one.stage == "loyal"
    assert AuditEntry.objects.filter(action="people.stage.changed", object_id=one.pk, member=olive).exists()
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]  # type: ignore[index]
    assert web.post(undo).status_code == 303
    one.refresh_from_db()
    assert one.stage == "lead"


def test_a_card_that_somebody_moved_meanwhile_stays_there_and_says_who(web: Client, olive: Member, magnus: Member) -> None:
    one = party(olive, "Ann", stage="lead")
    actions.change_stage(one, "active", by=magnus)
    answer = move(web, one, "lead", "loyal")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Magnus moved “Ann” meanwhile" in answer.json()["why"]  # type: ignore[attr-defined]
    one.refresh_from_db()
    assert one.stage == "active"
    plain = web.post(f"{ACT}/{one.pk}/move/?layout=board:stage&from=lead", {"to": "loyal"})
    assert plain.status_code == 409
    assert "meanwhile" in plain.content.decode()


def test_what_may_not_be_moved_is_refused(web: Client, olive: Member, vik: Member) -> None:
    one = party(olive, "Ann", stage="lead")
    assert move(web, one, "lead", "emperor").status_code == 422  # type: ignore[attr-defined]
    assert move(web, one, "lead", "loyal", "board:shoe").status_code == 404  # type: ignore[attr-defined]
    viewer = Client()
    viewer.force_login(vik)
    assert move(viewer, one, "lead", "loyal").status_code == 422  # type: ignore[attr-defined]
    assert "data-movable" not in viewer.get(BOARD).content.decode()
    one.refresh_from_db()
    assert one.stage == "lead"


def test_between_tags_one_goes_and_the_other_comes(web: Client, olive: Member) -> None:
    one = party(olive, "Ann")
    vip, press, third = (add_tag(one, name, by=olive) for name in ("vip", "press", "third"))
    actions.remove_tag(one, press, by=olive)
    assert move(web, one, str(vip.pk), str(press.pk), "board:tag").status_code == 204  # type: ignore[attr-defined]
    assert set(Tag.objects.filter(taggings__party=one)) == {press, third}
    assert move(web, one, str(vip.pk), str(third.pk), "board:tag").status_code == 409  # type: ignore[attr-defined]
    assert move(web, one, str(press.pk), "none", "board:tag").status_code == 204  # type: ignore[attr-defined]
    assert set(Tag.objects.filter(taggings__party=one)) == {third}


def test_owners_are_given_and_taken(web: Client, olive: Member, ana: Member) -> None:
    one = party(olive, "Ann", owner=None)
    assert move(web, one, "none", str(ana.pk), "board:owner").status_code == 204  # type: ignore[attr-defined]
    one.refresh_from_db()
    assert one.owner_id == ana.pk
    assert move(web, one, str(ana.pk), "none", "board:owner").status_code == 204  # type: ignore[attr-defined]


def test_fields_of_the_business_make_boards_and_calendars(web: Client, olive: Member, define: Define) -> None:
    plan, renewal = define("Plan", "choice", "Free", "Gold"), define("Renewal", "date")
    free, gold = (str(option.pk) for option in plan.options_in_order())
    one = create_party(by=olive, name="Ann", custom={plan.key: free, renewal.key: "2026-05-07"})
    layout = f"board:{plan.key}"
    assert columns(web, f"{LIST}?layout={layout}")[free] == (1, 1)
    assert move(web, one, free, gold, layout).status_code == 204  # type: ignore[attr-defined]
    assert columns(web, f"{LIST}?layout={layout}")[gold] == (1, 1)
    layout = f"calendar:{renewal.key}"
    assert days(web, f"{LIST}?layout={layout}&month=2026-05") == {"2026-05-07": [("Ann", "")]}
    assert move(web, one, "2026-05-07", "2026-05-09", layout).status_code == 204  # type: ignore[attr-defined]
    assert move(web, one, "2026-05-07", "2026-05-10", layout).status_code == 409  # type: ignore[attr-defined]
    assert days(web, f"{LIST}?layout={layout}&month=2026-05") == {"2026-05-09": [("Ann", "")]}


def test_a_choice_that_was_removed_has_a_last_column_while_somebody_stands_there(
    web: Client, olive: Member, define: Define
) -> None:
    plan = define("Plan", "choice", "Free", "Gold", "Trial")
    free, gold, trial = (str(option.pk) for option in plan.options_in_order())
    one = create_party(by=olive, name="Ann", custom={plan.key: gold})
    create_party(by=olive, name="Bo", custom={plan.key: free})
    change_field(plan, by=olive, version=plan.version, options=[OptionRow("Free", int(free)), OptionRow("Trial", int(trial))])
    layout = f"board:{plan.key}"
    board = web.get(f"{LIST}?layout={layout}").context["board"]
    assert [column.key for column in board.columns] == [free, trial, "none", gold]
    assert [column.key for column in board.columns if column.is_retired] == [gold]
    assert move(web, one, free, gold, layout).status_code in (409, 422)  # type: ignore[attr-defined]
    assert move(web, one, gold, free, layout).status_code == 204  # type: ignore[attr-defined]
    assert list(columns(web, f"{LIST}?layout={layout}")) == [free, trial, "none"]


def test_birthdays_come_back_every_year(web: Client, olive: Member) -> None:
    for name, day, year in (("Ann", 29, 2000), ("Bo", 28, None)):
        actions.keep_anniversary(party(olive, name), by=olive, month=2, day=day, year=year)
    assert days(web, f"{LIST}?layout=calendar:birthday&month=2027-02") == {"2027-02-28": [("Bo", ""), ("Ann", "27")]}
    assert set(days(web, f"{LIST}?layout=calendar:birthday&month=2028-02")) == {"2028-02-28", "2028-02-29"}


def test_a_day_with_many_says_how_many_more_and_leads_to_them(
    web: Client, olive: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        actions.keep_anniversary(party(olive, f"N{number}"), by=olive, month=5, day=5)
    for most in (months.AT_ONCE, 2):
        monkeypatch.setattr(months, "AT_ONCE", most)
        month = web.get(f"{LIST}?layout=calendar:birthday&month=2026-05").context["month"]
        day = next(day for week in month.weeks for day in week if day.entries)
        assert (len(day.entries), day.more, month.count) == (3, 2, 5)
        assert web.get(LIST + day.url).context["page"].count == 5


@time_machine.travel("2026-05-05 22:30+00:00", tick=False)
def test_a_month_is_the_members_own(web: Client, olive: Member) -> None:
    party(olive, "Ann")  # half past midnight in Berlin
    month = web.get(f"{LIST}?layout=calendar:created").context["month"]
    today = next(day for week in month.weeks for day in week if day.is_today)
    assert (today.on, len(today.entries)) == (dt.date(2026, 5, 6), 1)
    assert (month.span.earlier, month.span.later) == ("2026-04", "2026-06")


@pytest.mark.parametrize("asked", ["0001-01", "9999-12", "2026-13", "nonsense", "99999-01", ""])
def test_months_at_the_ends_of_time_and_those_that_are_none(web: Client, asked: str) -> None:
    for about in ("birthday", "created", "follow_up"):
        assert web.get(f"{LIST}?layout=calendar:{about}&month={asked}").status_code == 200


def test_a_filter_of_a_calendar_keeps_its_month(web: Client, olive: Member) -> None:
    page = web.get(f"{LIST}?layout=calendar:birthday&month=2026-05&stage=lead").context
    carried = dict(web.get(f"/lists/customers/filters/city/{page['query']}").context["carried"])
    assert carried == {"stage": "lead", "layout": "calendar:birthday", "month": "2026-05"}
    assert web.get(LIST + page["chips"][0].off).context["month"].span.month == (2026, 5)
    assert "month" not in page["today_url"]
    assert web.get(page["later_url"]).context["month"].span.month == (2026, 6)


def test_another_month_comes_without_the_frame(web: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "main#main"}
    piece = web.get(f"{LIST}?layout=calendar:birthday&month=2026-05", headers=headers).content.decode()
    assert piece.startswith('<main id="main"')
    assert "<html" not in piece


def test_a_view_keeps_its_layout_and_falls_back_when_the_field_goes(web: Client, olive: Member, api: Program) -> None:
    web.post("/lists/customers/views/new/?layout=board:stage", {"name": "Stages"})
    view = View.objects.get()
    assert view.layout == "board:stage"
    opened = web.get(f"{LIST}?view={view.pk}").context
    assert (opened["now"], opened["is_changed"]) == ("board", False)
    table = next(switch.url for switch in opened["switches"] if switch.name == "table")
    assert "layout" not in parse_qs(urlparse(table).query)
    assert web.get(LIST + table).context["is_changed"]
    View.objects.update(layout="board:shoe")
    fallen = web.get(f"{LIST}?view={view.pk}")
    assert fallen.context["now"] == ""
    assert "The layout by “shoe” is gone" in fallen.content.decode()


def test_a_record_opens_beside_the_list_with_its_neighbours(web: Client, olive: Member) -> None:
    ann, bo, cleo = (party(olive, name) for name in ("Ann", "Bo", "Cleo"))
    opened = web.get(f"{LIST}?sort=name&open={bo.pk}").context["opened"]
    assert (opened.record, opened.earlier, opened.later) == (bo, ann.pk, cleo.pk)
    piece = web.get(f"{ACT}/{ann.pk}/panel/?sort=name")
    assert "Ann" in piece.content.decode()
    assert AuditEntry.objects.filter(action="people.party.viewed", object_id=ann.pk, member=olive).exists()
    assert web.get(f"{LIST}?open=1").context["opened"] is None
    assert web.get(f"{ACT}/1/panel/").status_code == 404


def test_nobody_opens_or_moves_what_is_beyond_their_reach(web: Client, olive: Member, ana: Member) -> None:
    mine = party(olive, "Ann", owner=olive, stage="lead")
    Member.objects.filter(pk=ana.pk).update(reach="own")
    agent = Client()
    agent.force_login(ana)
    assert agent.get(f"{ACT}/{mine.pk}/panel/").status_code == 404
    assert move(agent, mine, "lead", "loyal").status_code == 404  # type: ignore[attr-defined]
    assert columns(agent)["lead"] == (0, 0)
    assert agent.get(f"{LIST}?open={mine.pk}").context["opened"] is None
