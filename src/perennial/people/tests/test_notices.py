"""Who hears of what happens to a customer: who follows, who is given one; nobody twice, nobody beyond their reach."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.people import actions
from perennial.people.actions.following import tell_followers, tell_of_stage
from perennial.people.models import Following, Party
from perennial.team.choices import Reach
from perennial.team.inbox import count_unread, inbox_page
from perennial.team.models import Member, Notification


@pytest.fixture
def ines(olive: Member) -> Party:
    return actions.create_party(by=olive, name="Ines Moser")


def told(member: Member) -> list[str]:
    return [line.words for line in inbox_page(member).lines]


def test_whoever_becomes_responsible_hears_of_it_once_for_many(olive: Member, ana: Member, ines: Party) -> None:
    actions.assign_owner(ines, ana, by=olive)
    assert told(ana) == ["Olive made you responsible for Ines Moser"]
    for name in ("Bo", "Cleo"):
        actions.assign_owner(actions.create_party(by=olive, name=name), ana, by=olive)
    assert told(ana) == ["Olive made you responsible for 3 customers"]
    assert told(olive) == []


def test_nobody_hears_of_what_they_do_themselves(olive: Member, ana: Member, ines: Party) -> None:
    actions.follow_party(ines, by=olive)
    actions.assign_owner(ines, olive, by=olive)
    actions.change_stage(ines, "loyal", by=olive)
    assert told(olive) == []


def test_followers_hear_of_stage_and_owner(olive: Member, ana: Member, vik: Member, ines: Party) -> None:
    for member in (ana, vik, vik):
        actions.follow_party(ines, by=member)
    actions.change_stage(ines, "at_risk", by=olive)
    actions.assign_owner(ines, ana, by=olive)
    assert told(vik) == ["Ines Moser belongs to Ana now", "Ines Moser is now: At risk"]
    assert told(ana) == ["Olive made you responsible for Ines Moser", "Ines Moser is now: At risk"]
    actions.unfollow_party(ines, by=vik)
    actions.assign_owner(ines, None, by=olive)
    assert len(told(vik)) == 2


def test_followers_of_either_hear_of_a_merge(olive: Member, vik: Member, ines: Party) -> None:
    twin = actions.create_party(by=olive, name="I. Moser")
    actions.follow_party(twin, by=vik)
    actions.merge_parties(ines, twin, by=olive)
    assert told(vik) == ["I. Moser was merged into Ines Moser"]
    assert Following.objects.get(member=vik).party == ines


def test_what_a_rule_moves_by_the_thousand_is_one_line_and_two_queries(olive: Member, vik: Member) -> None:
    parties = [actions.create_party(by=olive, name=f"Customer {number}") for number in range(12)]
    for party in parties:
        actions.follow_party(party, by=vik)
    with CaptureQueriesContext(connection) as queries:
        tell_of_stage({party.pk: "lapsed" for party in parties}, by=None)
    assert len(queries) == 2
    assert told(vik) == ["12 customers whom you follow are in another stage"]
    tell_of_stage({party.pk: "lost" for party in parties}, by=None)
    assert told(vik) == ["24 customers whom you follow are in another stage"]
    assert Notification.objects.count() == 1


def test_after_it_was_read_news_begin_a_new_line(olive: Member, vik: Member, ines: Party, client: Client) -> None:
    actions.follow_party(ines, by=vik)
    actions.change_stage(ines, "loyal", by=olive)
    client.force_login(vik)
    line = inbox_page(vik).lines[0].notification
    answer = client.post(f"/notifications/{line.pk}/opening/")
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/{ines.pk}/")
    assert count_unread(vik) == 0
    actions.change_stage(ines, "lost", by=olive)
    assert (count_unread(vik), len(told(vik))) == (1, 2)


def test_who_no_longer_sees_a_customer_hears_nothing_of_it_and_no_longer_reads_of_it(
    olive: Member, vik: Member, ana: Member, ines: Party
) -> None:
    actions.follow_party(ines, by=vik)
    actions.change_stage(ines, "loyal", by=olive)
    assert (len(told(vik)), count_unread(vik)) == (1, 1)
    actions.assign_owner(ines, ana, by=olive)
    vik.reach = Reach.OWN
    vik.save()
    assert (told(vik), count_unread(vik)) == ([], 0)
    before = Notification.objects.filter(member=vik).count()
    actions.change_stage(ines, "lost", by=olive)
    assert Notification.objects.filter(member=vik).count() == before


def test_who_does_not_want_to_hear_of_a_kind_is_not_told(olive: Member, vik: Member, ines: Party, client: Client) -> None:
    client.force_login(vik)
    assert client.post("/settings/notifications/", {"way.people.stage_changed": "none"}).status_code == 302
    actions.follow_party(ines, by=vik)
    actions.change_stage(ines, "loyal", by=olive)
    assert told(vik) == []


def test_following_by_the_button(vik: Member, ines: Party, client: Client) -> None:
    client.force_login(vik)
    client.post(f"/customers/{ines.pk}/following/", {"follow": "yes"})
    assert Following.objects.filter(member=vik, party=ines).exists()
    assert "Following" in client.get(f"/customers/{ines.pk}/").content.decode()
    client.post(f"/customers/{ines.pk}/following/", {"follow": "no"})
    assert not Following.objects.exists()


def test_erasing_a_customer_takes_what_was_told_of_them(olive: Member, vik: Member, ines: Party) -> None:
    actions.follow_party(ines, by=vik)
    actions.change_stage(ines, "loyal", by=olive)
    actions.erase_party(actions.delete_party(ines, by=olive), by=olive, typed_name="Ines Moser")
    assert not Notification.objects.exists()
    assert not Following.objects.exists()


def test_nobody_follows_nothing_happens(ines: Party) -> None:
    assert tell_followers({ines.pk: {"after": "lost"}}, kind="people.stage_changed", by=None) == 0


def test_another_members_notification_is_not_there(
    olive: Member, ana: Member, vik: Member, ines: Party, client: Client
) -> None:
    actions.assign_owner(ines, ana, by=olive)
    line = Notification.objects.get()
    client.force_login(vik)
    for way in ("opening", "reading"):
        assert client.post(f"/notifications/{line.pk}/{way}/").status_code == 404
    assert client.post("/notifications/reading/").status_code == 302
    line.refresh_from_db()
    assert line.read_at is None


@pytest.mark.parametrize("show", ["", "?show=unread", "?before=99", "?before=x", "?before=99999999999999999999"])
def test_the_page_costs_the_same_for_one_and_for_three(
    show: str, olive: Member, ana: Member, ines: Party, client: Client
) -> None:
    client.force_login(ana)
    costs = []
    for stage in ("loyal", "lost"):
        actions.assign_owner(ines, None, by=olive)
        actions.follow_party(ines, by=ana)
        actions.assign_owner(ines, ana, by=olive)
        actions.change_stage(ines, stage, by=olive)
        client.get(f"/notifications/{show}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/notifications/{show}").status_code == 200
        costs.append(len(queries))
    assert len(set(costs)) == 1
