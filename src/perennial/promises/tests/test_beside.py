"""A follow-up beside its list and in a calendar: what is said, what can be done, and for whom it is."""

import datetime as dt
import json

import pytest
from django.test import Client

from perennial.people.models import Party
from perennial.promises.actions import drop_follow_up, set_follow_up
from perennial.promises.models import FollowUp
from perennial.promises.tests.conftest import NOON
from perennial.team.models import Member

PANEL = "/lists/follow_ups/records/{}/panel/"


@pytest.fixture
def call(olive: Member, juno: Party) -> FollowUp:
    return set_follow_up(party_id=juno.pk, text="Call Juno", due_on=NOON.date(), owner=olive, by=olive)


def test_an_open_one_can_be_done_and_put_off(client: Client, olive: Member, call: FollowUp) -> None:
    client.force_login(olive)
    answer = client.get(PANEL.format(call.pk))
    for said in ("Call Juno", "Due today", "Juno Hart", f"/follow-ups/{call.pk}/completion/", f"/{call.pk}/postponement/"):
        assert said in answer.content.decode()
    assert answer.context["opened"].hears == f"followup:{call.party_id}"


def test_an_ended_one_says_how_and_is_reopened(client: Client, olive: Member, call: FollowUp) -> None:
    drop_follow_up(call, by=olive, because="Moved away")
    client.force_login(olive)
    said = client.get(PANEL.format(call.pk)).content.decode()
    assert "Dropped: Moved away" in said
    assert f"/follow-ups/{call.pk}/reopening/" in said
    assert "completion/" not in said


def test_who_only_looks_reads_it(client: Client, vik: Member, call: FollowUp) -> None:
    client.force_login(vik)
    said = client.get(PANEL.format(call.pk)).content.decode()
    assert "Call Juno" in said
    assert "<form" not in said
    assert "postponement" not in said


def test_it_keeps_to_the_reach(client: Client, ana: Member, call: FollowUp) -> None:
    Member.objects.filter(pk=ana.pk).update(reach="own")
    client.force_login(ana)
    assert client.get(PANEL.format(call.pk)).status_code == 404


def test_a_calendar_leads_to_it_beside_the_calendar(client: Client, vik: Member, call: FollowUp) -> None:
    client.force_login(vik)
    page = client.get("/follow-ups/?view=all&layout=calendar:due&month=2026-11")
    [entry] = [entry for week in page.context["month"].weeks for day in week for entry in day.entries]
    assert client.get(entry.url).context["opened"].record == call


def test_it_is_put_off_in_the_calendar_and_back(client: Client, olive: Member, call: FollowUp) -> None:
    client.force_login(olive)
    address, layout = f"/lists/follow_ups/records/{call.pk}/move/", "layout=calendar:due"
    today, later = NOON.date(), NOON.date() + dt.timedelta(days=3)
    entry = client.get(f"/follow-ups/?view=all&{layout}").content.decode()
    assert f'data-id="{call.pk}" data-from="{today}" data-movable' in entry
    moved = client.post(f"{address}?view=all&{layout}&from={today}", {"to": str(later)}, HTTP_HX_REQUEST="true")
    assert moved.status_code == 204
    assert FollowUp.objects.get().due_on == later
    assert client.post(f"{address}?view=all&{layout}&from={today}", {"to": str(later)}).status_code == 409
    assert client.post(json.loads(moved["HX-Trigger"])["toast"]["undo"]).status_code == 303
    assert FollowUp.objects.get().due_on == today
