"""A customer who was deleted is gone from everywhere and comes back whole."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from perennial.kernel import clock, manifests
from perennial.people import actions as people
from perennial.people.actions import IdentityTaken
from perennial.people.models import Party
from perennial.people.personal import rows_of
from perennial.people.queries import find_parties, holders_of
from perennial.promises.actions import set_cadence, set_follow_up
from perennial.promises.models import FollowUp
from perennial.purchases.actions import Line, place_order, refund_order, start_subscription
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint, pin_touchpoint
from perennial.today.actions import snooze_row

PASSING = {"version", "updated_at"}


@pytest.fixture
def juno(olive: Member, ana: Member) -> Party:
    """A customer with something of every kind."""
    party = people.create_party(by=olive, name="Juno Hart", owner=ana)
    people.add_identity(party, "email", "juno@example.org", by=olive)
    people.add_identity(party, "external", "77", system="shopify", by=olive)
    people.add_tag(party, "regular", by=olive)
    people.keep_address(party, by=olive, lines="Weg 1", locality="Linz", country="AT")
    people.keep_remembrance(party, by=olive, kind="usual", text="Oat milk")
    people.keep_anniversary(party, by=olive, month=5, day=5)
    people.relate_parties(party, "knows", people.create_party(by=olive, name="Bo Vale"), by=olive)
    people.follow_party(party, by=olive)
    order = place_order(party, by=olive, lines=[Line(total_minor=30_00, name="Slow Ferry")], currency="EUR")
    refund_order(order, by=olive, amount_minor=500)
    start_subscription(party, by=olive, name="Box", price_minor=100, started_on=clock.today())
    pin_touchpoint(log_touchpoint(party_id=party.pk, kind="note", by=olive, text="Likes tea, ask @Ana"), by=olive)
    log_touchpoint(party_id=party.pk, kind="call", by=ana, text="Spoke at length")
    follow_up = set_follow_up(party_id=party.pk, text="Ask about tea", due_on=clock.today(), owner=ana, by=olive)
    set_cadence(by=olive, ideal_days=5, max_days=9, stage="lead")
    tomorrow = clock.today() + dt.timedelta(days=1)
    snooze_row(source="promises.follow_ups", key=str(follow_up.pk), party=party, until=tomorrow, reason="Not now", by=ana)
    return party


def everything_of(party: Party) -> dict[str, list[dict[str, Any]]]:
    """All rows that any slice declared to be this customer's."""
    found = {}
    for declared in manifests.personal_data:
        rows = list(rows_of(declared, party).order_by("pk").values())
        found[declared.key] = [{name: value for name, value in row.items() if name not in PASSING} for row in rows]
    return found


def test_what_comes_back_is_what_was_deleted(juno: Party, olive: Member) -> None:
    before = everything_of(juno)
    assert sum(bool(rows) for rows in before.values()) > 15
    people.restore_party(people.delete_party(juno, by=olive), by=olive)
    assert everything_of(Party.objects.get(pk=juno.pk)) == before


def test_meanwhile_nobody_finds_them_and_nothing_nags(juno: Party, olive: Member, ana: Member, client: Client) -> None:
    people.delete_party(juno, by=olive)
    assert find_parties(ana, "Juno", 5) == []
    assert holders_of("email", "juno@example.org") == []
    assert not FollowUp.objects.due(clock.today()).exists()
    client.force_login(ana)
    for address in ("/", "/customers/", "/follow-ups/", "/orders/", "/customers/?q=Juno", "/search/?q=Juno"):
        assert "Juno Hart" not in client.get(address).content.decode(), address


def test_external_ids_stay_theirs_and_addresses_are_free(juno: Party, olive: Member) -> None:
    people.delete_party(juno, by=olive)
    bo = people.create_party(by=olive, name="Bo")
    people.add_identity(bo, "email", "juno@example.org", by=olive)
    with pytest.raises(IdentityTaken, match="deleted customer"):
        people.add_identity(bo, "external", "77", system="shopify", by=olive)


def test_an_old_link_shows_who_deleted_them_to_whoever_may_restore(
    juno: Party, olive: Member, magnus: Member, ana: Member, client: Client
) -> None:
    people.delete_party(juno, by=olive)
    client.force_login(magnus)
    answer = client.get(f"/customers/{juno.pk}/")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Juno Hart is deleted" in page
    assert "Deleted by Olive on" in page
    assert f"/customers/{juno.pk}/restoration/" in page
    client.force_login(ana)
    assert client.get(f"/customers/{juno.pk}/").status_code == 404
    client.force_login(magnus)
    client.post(f"/customers/{juno.pk}/restoration/")
    client.force_login(ana)
    assert client.get(f"/customers/{juno.pk}/").status_code == 200


def test_the_deleted_are_found_by_name_and_by_who_deleted_them(
    juno: Party, olive: Member, magnus: Member, client: Client
) -> None:
    people.delete_party(juno, by=olive)
    people.delete_party(people.create_party(by=olive, name="Änne Ohlsen"), by=magnus)
    client.force_login(olive)

    def shown(query: str) -> set[str]:
        page = client.get(f"/customers/deleted/{query}").content.decode()
        return {name for name in ("Juno Hart", "Änne Ohlsen") if name in page}

    assert shown("") == {"Juno Hart", "Änne Ohlsen"}
    assert shown("?q=juno") == {"Juno Hart"}
    assert shown("?q=ohlsen") == {"Änne Ohlsen"}
    assert shown(f"?by={magnus.pk}") == {"Änne Ohlsen"}
    assert shown(f"?q=juno&by={magnus.pk}") == set()
    assert shown("?q=%20&by=x&page=99") == {"Juno Hart", "Änne Ohlsen"}


def test_deleted_while_followed_tells_nobody_of_what_a_rule_finds(juno: Party, olive: Member, magnus: Member) -> None:
    people.follow_party(juno, by=magnus)
    people.delete_party(juno, by=olive)
    assert people.tell_followers({juno.pk: {"after": "lost"}}, kind="people.stage_changed", by=None) == 0
