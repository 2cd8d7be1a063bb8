"""A row leaves Today because the facts changed: nobody ticks it off."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.models import Anniversary, Party
from perennial.promises.models import FollowUp
from perennial.purchases.actions import Line, fit_rhythm, place_order
from perennial.purchases.models import PurchaseSummary
from perennial.team.models import Member

SILENT = "silent for"


@pytest.fixture
def ana_at(client: Client, ana: Member) -> Client:
    client.force_login(ana)
    caches["process"].clear()
    return client


@pytest.fixture
def juno(ana: Member) -> Party:
    juno = create_party(by=ana, name="Juno Hart")
    juno.owner = ana
    juno.save()
    return juno


def buy(party: Party, days_ago: int) -> None:
    place_order(
        party,
        by=None,
        lines=[Line(total_minor=30_00, name="Slow Ferry")],
        currency="EUR",
        placed_at=clock.now() - dt.timedelta(days=days_ago),
    )


@pytest.fixture
def slipping(juno: Party, ana: Member) -> Iterator[Party]:
    """Bought every ten days or so, then fell silent; the story begins on the day after the silence became long for them."""
    for days in (60, 50, 41, 30, 20, 11, 0):
        buy(juno, days)
    fit_rhythm()
    slips_on = PurchaseSummary.objects.get(party=juno).slips_on
    assert slips_on is not None
    with clock.standing_at(clock.now() + dt.timedelta(days=(slips_on - clock.today()).days + 1)):
        yield juno


def rows(client: Client) -> str:
    return client.get("/").content.decode()


def test_a_slipping_customer_is_called_and_leaves(ana_at: Client, slipping: Party) -> None:
    page = rows(ana_at)
    assert "Juno Hart" in page
    assert SILENT in page
    assert ana_at.get(reverse("people:party", args=[slipping.pk])).status_code == 200
    ana_at.post(reverse("timeline:log"), {"customer": slipping.pk, "kind": "call", "outcome": "reached", "text": "Was away"})
    page = rows(ana_at)
    assert SILENT not in page
    assert "Juno Hart</b></a> Call" in page  # done today


def test_a_slipping_customer_who_was_not_reached_stays(ana_at: Client, slipping: Party) -> None:
    ana_at.post(reverse("timeline:log"), {"customer": slipping.pk, "kind": "call", "outcome": "not_reached"})
    assert SILENT in rows(ana_at)


def test_a_slipping_customer_who_orders_leaves(ana_at: Client, slipping: Party) -> None:
    buy(slipping, 0)
    assert SILENT not in rows(ana_at)


def test_a_follow_up_is_set_comes_due_and_is_done(ana_at: Client, ana: Member, juno: Party) -> None:
    day = clock.today() + dt.timedelta(days=2)
    sent = {"customer": juno.pk, "text": "Call about the reissue", "due_on": day.isoformat(), "owner": ana.pk}
    assert ana_at.post(reverse("promises:new"), sent).status_code == 303
    assert "Call about the reissue" not in rows(ana_at)
    follow_up = FollowUp.objects.get()
    with clock.standing_at(clock.now() + dt.timedelta(days=3)):
        assert "Call about the reissue" in rows(ana_at)
        ana_at.post(reverse("promises:completion", args=[follow_up.pk]))
        page = rows(ana_at)
        assert "Nothing owed" in page
        assert "Juno Hart</b></a> Call about the reissue" in page


def test_a_birthday_is_greeted_once(ana_at: Client, juno: Party) -> None:
    today = clock.today()
    anniversary = Anniversary.objects.create(party=juno, month=today.month, day=today.day)
    greeting = reverse("promises:greeting", args=[anniversary.pk])
    assert greeting in rows(ana_at)
    ana_at.post(greeting)
    page = rows(ana_at)
    assert greeting not in page
    assert "Juno Hart</b></a> Greeting" in page


def test_a_snoozed_row_is_woken_from_the_list(ana_at: Client, ana: Member, slipping: Party) -> None:
    page = rows(ana_at)
    link = html.unescape(re.findall(r'href="([^"]*/snoozes/new/[^"]*)"', page)[0])
    asked = ana_at.get(link)
    form = asked.context["form"]
    sent = {**form.initial, "when": form.fields["when"].choices[0][0], "reason": "On holiday"}
    assert ana_at.post(reverse("today:snoozes"), sent).status_code == 303
    assert SILENT not in rows(ana_at)
    assert "On holiday" in ana_at.get(reverse("today:snoozes")).content.decode()
