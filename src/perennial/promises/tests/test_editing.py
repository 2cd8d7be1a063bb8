"""The facts of a follow-up, changed where they are read."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from perennial.people.models import Party
from perennial.promises.actions import complete_follow_up, drop_follow_up, postpone_follow_up, set_follow_up
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import FollowUp, Postponement
from perennial.promises.tests.conftest import NOON
from perennial.records.editing import Editing, NotEdited, Overtaken, as_json
from perennial.team.models import AuditEntry, Member

TODAY = NOON.date()
LATER = TODAY + dt.timedelta(days=9)


@pytest.fixture
def quote(juno: Party, ana: Member) -> FollowUp:
    return set_follow_up(party_id=juno.pk, text="Send the quote", due_on=TODAY + dt.timedelta(days=3), owner=ana, by=ana)


def editing(key: str) -> Editing:
    found = FOLLOW_UPS.fields()[key].edit
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "given", "holds", "said"),
    [
        ("text", "Call about the quote", "Call about the quote", "Call about the quote"),
        ("due", LATER.isoformat(), LATER, "29 Nov 2026"),
        ("is_open", "no", False, "No"),
    ],
)
def test_a_fact_is_changed_and_set_back(quote: FollowUp, ana: Member, key: str, given: str, holds: Any, said: str) -> None:
    one = editing(key)
    done = one.set(quote, one.read(quote, given, ana), by=ana, before=one.initial(quote))
    assert one.initial(FollowUp.objects.get(pk=quote.pk)) == holds == done.after
    assert one.said(done.after, quote, ana) == said
    assert AuditEntry.objects.filter(object_kind="promises.followup", object_id=quote.pk).count() == 2
    back = one.set(done.record, as_json(done.before), by=ana, before=as_json(done.after))
    assert one.initial(back.record) == done.before


def test_another_day_is_written_down_as_put_off(quote: FollowUp, ana: Member) -> None:
    editing("due").set(quote, LATER, by=ana)
    assert Postponement.objects.get(follow_up=quote).after == LATER


def test_it_is_given_to_those_who_keep_promises_within_reach(
    quote: FollowUp, ana: Member, olive: Member, vik: Member, marek: Member
) -> None:
    one = editing("owner")
    given = one.set(quote, one.read(quote, str(olive.pk), ana), by=ana)
    assert given.record.owner == olive
    assert one.said(given.after, given.record, ana) == olive.name
    for beyond in (str(vik.pk), "", "king"):
        with pytest.raises(NotEdited):
            one.read(quote, beyond, ana)
        with pytest.raises(NotEdited, match="available choices"):
            one.set(given.record, beyond, by=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    offered = dict(one.form_field(given.record, ana).choices)  # type: ignore[attr-defined]
    assert set(offered) == {str(ana.pk), str(olive.pk)}  # and whoever has it now
    with pytest.raises(NotEdited):
        one.set(given.record, str(marek.pk), by=ana)


@pytest.mark.parametrize(("key", "value"), [("text", "  "), ("text", "x" * 301), ("due", "2026-11-01"), ("due", "2096-11-01")])
def test_what_the_action_refuses_changes_nothing(quote: FollowUp, ana: Member, key: str, value: str) -> None:
    with pytest.raises(NotEdited):
        editing(key).set(quote, value, by=ana)
    assert editing(key).initial(FollowUp.objects.get(pk=quote.pk)) == editing(key).initial(quote)


def test_what_ended_is_reopened_before_it_is_changed(quote: FollowUp, ana: Member, vik: Member) -> None:
    complete_follow_up(quote, by=ana)
    with pytest.raises(NotEdited):
        editing("due").set(quote, LATER, by=ana)
    with pytest.raises(NotEdited):
        editing("is_open").set(quote, True, by=vik)
    assert editing("is_open").set(quote, True, by=ana).record.is_open
    drop_follow_up(quote, by=ana, because="Bought elsewhere")
    with pytest.raises(NotEdited, match="ended"):
        editing("is_open").set(quote, True, by=ana)


def test_whoever_was_quicker_is_not_gone_over(quote: FollowUp, ana: Member, olive: Member) -> None:
    was = quote.due_on
    postpone_follow_up(quote, by=olive, to=LATER)
    with pytest.raises(Overtaken) as caught:
        editing("due").set(quote, TODAY, by=ana, before=was)
    assert caught.value.now == LATER
    assert editing("text").set(quote, "Call", by=ana, before="Send the quote").record.due_on == LATER


def test_a_card_is_moved_to_another_owner(quote: FollowUp, ana: Member, olive: Member, client: Client) -> None:
    client.force_login(ana)
    board = client.get("/follow-ups/?layout=board:owner").content.decode()
    assert f"/records/{quote.pk}/move/" in board
    url = f"/lists/follow_ups/records/{quote.pk}/move/?layout=board"
    assert client.post(f"{url}:owner&from={ana.pk}", {"to": str(olive.pk)}).status_code == 303
    quote.refresh_from_db()
    assert quote.owner == olive
    client.post(f"{url}:is_open&from=yes", {"to": "no"})
    quote.refresh_from_db()
    assert not quote.is_open
