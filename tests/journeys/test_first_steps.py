"""The first steps: ticked off by the facts, shown to who runs the workspace, put away for good."""

from django.test import Client

from perennial.kernel import manifests
from perennial.packs.actions import install_pack, remove_pack
from perennial.people.actions import create_party
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.today.steps import steps_for


def test_an_empty_workspace_offers_every_way_in(olive: Member, client: Client) -> None:
    steps = steps_for(olive, is_empty=True)
    assert steps
    assert [row.step.key for row in steps.rows] == manifests.first_steps.keys()
    assert [row.step.key for row in steps.rows if row.is_next] == ["packs"]
    client.force_login(olive)
    assert b"Choose a starter pack" in client.get("/").content


def test_the_facts_tick_them_off(olive: Member, ana: Member) -> None:  # a second member is an invitation that was followed
    install_pack("shop", by=olive)
    juno = create_party(by=olive, name="Juno Hart")
    steps = steps_for(olive, is_empty=False)
    assert steps
    assert {row.step.key for row in steps.rows if row.is_done} == {"packs", "import", "colleague"}
    assert (steps.done, steps.total) == (3, 5)
    place_order(juno, by=olive, lines=[Line(total_minor=100, name="Slow Ferry")], currency="EUR")
    log_touchpoint(party_id=juno.pk, kind="call", by=olive, text="Hello")
    assert steps_for(olive, is_empty=False) is None
    remove_pack(by=olive)
    assert steps_for(olive, is_empty=False) is None


def test_only_who_runs_the_workspace_is_led_on(ana: Member, olive: Member) -> None:
    create_party(by=olive, name="Juno Hart")
    assert steps_for(ana, is_empty=False) is None
    assert [row.step.key for row in (steps_for(ana, is_empty=True) or steps_for(olive, is_empty=True)).rows] == [
        "customer",
        "orders",
        "touchpoint",
    ]


def test_they_are_put_away(olive: Member, client: Client) -> None:
    create_party(by=olive, name="Juno Hart")
    client.force_login(olive)
    assert b"First steps" in client.get("/").content
    assert client.post("/today/steps/").status_code == 303
    client.post("/today/steps/")
    assert b"First steps" not in client.get("/").content
