"""Teams and reach: who sets them, what is told, what is refused."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from perennial.kernel import events
from perennial.kernel.events import Event
from perennial.team import actions
from perennial.team.choices import Reach, Role
from perennial.team.events import MemberMoved, ReachChanged, TeamMade, TeamRemoved, TeamRenamed
from perennial.team.models import AuditEntry, Member, Team
from perennial.team.permissions import WHOLE_HOUSE
from perennial.team.rules import may


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    heard: list[Event] = []
    for kind in (MemberMoved, ReachChanged, TeamMade, TeamRemoved, TeamRenamed):
        monkeypatch.setitem(events._hearers, kind, [heard.append])
    return heard


@pytest.fixture
def north(olive: Member) -> Team:
    return actions.make_team("North", by=olive)


def test_a_team_is_made_of_members_once(olive: Member, ana: Member, told: list[Event]) -> None:
    team = actions.make_team(" North ", by=olive, members=[ana])
    assert (team.name, list(team.members.all())) == ("North", [ana])
    assert told == [
        TeamMade(team_id=team.pk, by_id=olive.pk),
        MemberMoved(member_id=ana.pk, before_id=None, after_id=team.pk, by_id=olive.pk),
    ]
    with pytest.raises(actions.TeamRefusedError, match="NORTH"):
        actions.make_team("NORTH", by=olive)


def test_changing_a_team_says_who_came_and_who_went(
    olive: Member, ana: Member, vik: Member, north: Team, told: list[Event]
) -> None:
    actions.change_team(north, name="North", members=[ana], by=olive)
    del told[:]
    for _twice in range(2):
        actions.change_team(north, name="East", members=[vik], by=olive)
    assert told == [
        TeamRenamed(team_id=north.pk, by_id=olive.pk),
        MemberMoved(member_id=ana.pk, before_id=north.pk, after_id=None, by_id=olive.pk),
        MemberMoved(member_id=vik.pk, before_id=None, after_id=north.pk, by_id=olive.pk),
    ]


def test_a_removed_team_leaves_its_members(olive: Member, ana: Member, north: Team, told: list[Event]) -> None:
    actions.grant_access(ana, role=Role.AGENT, reach=Reach.TEAM, team=north, by=olive)
    id_ = north.pk
    actions.remove_team(north, by=olive)
    ana.refresh_from_db()
    assert (ana.team, ana.reach) == (None, Reach.TEAM)
    assert told[-1] == TeamRemoved(team_id=id_, by_id=olive.pk)
    assert AuditEntry.objects.filter(action="team.team.removed", object_name="North").exists()


def test_reach_is_granted_told_and_written_down(olive: Member, ana: Member, told: list[Event]) -> None:
    for _twice in range(2):
        actions.change_reach(ana, Reach.OWN, by=olive)
    ana.refresh_from_db()
    assert ana.reach == Reach.OWN
    assert told == [ReachChanged(member_id=ana.pk, before="all", after="own", by_id=olive.pk)]
    entry = AuditEntry.objects.get(action="team.member.reach_changed")
    assert (entry.object_id, entry.changes) == (ana.pk, {"reach": ["all", "own"]})


def test_an_owner_sees_all(olive: Member, ana: Member) -> None:
    with pytest.raises(actions.ReachRefusedError):
        actions.change_reach(olive, Reach.OWN, by=olive)
    actions.change_reach(ana, Reach.OWN, by=olive)
    assert actions.change_role(ana, Role.OWNER, by=olive).reach == Reach.ALL
    assert actions.grant_access(ana, role=Role.OWNER, reach=Reach.OWN, team=None, by=olive).reach == Reach.ALL


def test_who_is_invited_sees_what_the_invitation_says(olive: Member, north: Team) -> None:
    _invitation, token = actions.invite_member("ben@juniper.example", "agent", by=olive, reach="team", team=north)
    ben = actions.join_team(token, name="Ben", password="a sentence of several words")
    assert (ben.reach, ben.team) == (Reach.TEAM, north)
    assert actions.invite_member("cem@juniper.example", "owner", by=olive, reach="own")[0].reach == Reach.ALL


def test_what_concerns_everybody_asks_for_a_view_of_all(magnus: Member) -> None:
    assert all(may(magnus, permission) for permission in WHOLE_HOUSE)
    magnus.reach = Reach.OWN.value
    assert not any(may(magnus, permission) for permission in WHOLE_HOUSE)


def test_the_dialog_sets_role_reach_and_team(olive: Member, ana: Member, north: Team, client: Client) -> None:
    client.force_login(olive)
    address = reverse("team:access", args=[ana.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"role": "manager", "reach": "team", "team": north.pk})
    ana.refresh_from_db()
    assert (ana.role, ana.reach, ana.team) == (Role.MANAGER, Reach.TEAM, north)
    assert "Sees the customers of North" in client.get("/settings/team/").content.decode()


@pytest.mark.parametrize("sent", [{"reach": "team"}, {"reach": "planet"}, {"reach": "own", "team": "7"}, {}])
def test_the_dialog_says_what_is_wrong(olive: Member, ana: Member, client: Client, sent: dict[str, str]) -> None:
    client.force_login(olive)
    assert client.post(reverse("team:access", args=[ana.pk]), {"role": "agent", **sent}).status_code == 422
    ana.refresh_from_db()
    assert (ana.reach, ana.team) == (Reach.ALL, None)


def test_the_last_owner_stays_one(olive: Member, client: Client) -> None:
    client.force_login(olive)
    answer = client.post(reverse("team:access", args=[olive.pk]), {"role": "agent", "reach": "all"})
    assert (answer.status_code, "last owner" in answer.content.decode()) == (422, True)


def test_teams_are_made_changed_and_removed_on_screen(olive: Member, ana: Member, client: Client) -> None:
    client.force_login(olive)
    client.post(reverse("team:create_team"), {"name": "South", "members": [ana.pk]})
    south = Team.objects.get()
    again = client.post(reverse("team:create_team"), {"name": "south"})
    assert (again.status_code, "already" in again.content.decode()) == (422, True)
    client.post(reverse("team:change_team", args=[south.pk]), {"name": "West", "members": []})
    south.refresh_from_db()
    assert (south.name, south.members.count()) == ("West", 0)
    assert "Remove the team" in client.get(reverse("team:remove_team", args=[south.pk])).content.decode()
    client.post(reverse("team:remove_team", args=[south.pk]))
    assert not Team.objects.exists()


def test_the_page_asks_as_often_for_three_teams_as_for_one(olive: Member, client: Client) -> None:
    client.force_login(olive)
    asked = []
    for number in range(3):
        member = Member.objects.create_user(f"m{number}@juniper.example", "correct horse battery", name=f"M{number}")
        actions.make_team(f"Team {number}", by=olive, members=[member])
        client.get("/settings/team/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/team/")
        asked.append(len(queries))
    assert len(set(asked)) == 1
