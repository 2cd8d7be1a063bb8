"""Live updates reach the members who see the customer, and nobody else."""

import asyncio

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from perennial.kernel.live import signal
from perennial.kernel.live.hearing import Ear, Told, with_facts
from perennial.kernel.live.hub import Hub, as_event, signals_after
from perennial.people import actions
from perennial.team.actions import change_reach
from perennial.team.models import Member


def heard(browser: Client, position: str) -> list[str]:
    return [one["data"]["id"] for one in browser.get(f"/live/poll/?last={position}").json()["signals"] if one["data"]]


@pytest.mark.parametrize("topic", ["party", "followup"])
def test_only_who_sees_a_customer_hears_of_them(olive: Member, ana: Member, vik: Member, client: Client, topic: str) -> None:
    change_reach(ana, "own", by=olive)
    hers = actions.create_party(by=olive, owner=ana, name="Hers")
    others = [actions.create_party(by=olive, owner=owner, name="Other") for owner in (None, vik)]
    client.force_login(ana)
    position = client.get("/live/poll/").json()["last"]
    for party in (hers, *others):
        signal(topic, id=party.pk)
    signal(topic)
    assert heard(client, position) == [str(hers.pk)]
    client.force_login(vik)
    assert len(heard(client, position)) == 3


def test_who_sees_all_costs_nothing_and_the_others_one_query(
    olive: Member, ana: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        actions.create_party(by=olive, owner=ana, name=f"N{number}")
    told = signals_after(0)
    with django_assert_num_queries(0):
        assert all(Ear(olive).hears(one) for one in with_facts(told, Ear(olive).topics))
    ana.reach = "own"
    with django_assert_num_queries(1):
        assert all(Ear(ana).hears(one) for one in with_facts(told, Ear(ana).topics))


def test_who_is_narrowed_hears_nothing_more_from_then_on(olive: Member, ana: Member) -> None:
    party = actions.create_party(by=olive, owner=olive, name="Olives own")
    change = Told(1, "party", {"id": str(party.pk)}, fact=olive.pk)
    narrowed = Told(2, "team.reach", {})
    mine = Told(4, "party", {"id": "9"}, fact=ana.pk)
    before = Ear(ana)
    ana.reach = "own"
    ears = iter([before, Ear(ana), None])

    async def listen() -> list[bytes]:
        hub = Hub()
        hub._task = asyncio.create_task(asyncio.sleep(0))  # nothing reads the table here
        stream = hub.stream(None, lambda: next(ears))
        parts = [await anext(stream)]
        for told in (change, narrowed, change, mine, narrowed):
            hub._hand_out(told)
        return parts + [part async for part in stream]

    assert asyncio.run(listen()) == [b"retry: 2000\n\n", as_event(change), as_event(mine)]
