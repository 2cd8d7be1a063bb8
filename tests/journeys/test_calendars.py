"""Calendars of customers by what slices above them know: when a subscription renews, when a follow-up is due."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from perennial.people.actions import create_party
from perennial.people.tests.test_layouts import LIST, days
from perennial.promises.actions import set_follow_up
from perennial.purchases.actions import start_subscription
from perennial.team.models import Member


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def test_follow_ups_stand_on_the_day_they_are_due(web: Client, olive: Member) -> None:
    bo = create_party(by=olive, name="Bo", city="Berlin")
    set_follow_up(party_id=bo.pk, text="Ask about the lamp", due_on=dt.date(2030, 5, 6), owner=olive, by=olive)
    assert days(web, f"{LIST}?layout=calendar:follow_up&month=2030-05") == {"2030-05-06": [("Bo", "Ask about the lamp")]}
    assert days(web, f"{LIST}?layout=calendar:follow_up&month=2030-05&city=Hamburg") == {}


def test_a_follow_up_is_moved_on_a_calendar_of_customers_and_one_stays_there(web: Client, olive: Member) -> None:
    bo = create_party(by=olive, name="Bo")
    call = set_follow_up(party_id=bo.pk, text="Ask about the lamp", due_on=dt.date(2030, 5, 6), owner=olive, by=olive)
    came = f"{LIST}?layout=calendar:follow_up&month=2030-05"
    at = reverse("records:move", args=["follow_ups", call.pk]) + "?layout=calendar:due&from=2030-05-06"
    form = web.get(at, headers={"referer": f"http://testserver{came}"})
    assert (form.context["opened_from"], form.context["back"]) == (came, came)
    moved = web.post(at, {"to": "2030-05-09", "back": came}, headers={"referer": f"http://testserver{at}"})
    assert (moved.status_code, moved["Location"]) == (303, came)
    assert days(web, came) == {"2030-05-09": [("Bo", "Ask about the lamp")]}


def test_renewals_stand_on_the_day_they_are_due(web: Client, olive: Member) -> None:
    ann = create_party(by=olive, name="Ann")
    box = start_subscription(ann, by=olive, name="Box", price_minor=100, started_on=dt.date(2026, 5, 3))
    renews_on = box.renews_on
    assert renews_on is not None
    shown = days(web, f"{LIST}?layout=calendar:renewal&month={renews_on:%Y-%m}")
    assert shown == {renews_on.isoformat(): [("Ann", "Box")]}
