import datetime as dt
from collections.abc import Iterator

import pytest

from perennial.kernel import clock, events
from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.events import (
    InvitationWithdrawn,
    MemberDeactivated,
    MemberInvited,
    MemberJoined,
    MemberReactivated,
    ProfileChanged,
    RoleChanged,
    WorkspaceChanged,
    WorkspaceSetUp,
)
from perennial.team.models import AuditEntry, Invitation, Member, Workspace
from perennial.team.tokens import digest

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PLACE = {"name": "Juniper & Co", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "language": "de"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[events.Event]]:
    """Every fact that is told during the test."""
    heard: list[events.Event] = []
    for kind in (
        InvitationWithdrawn,
        MemberDeactivated,
        MemberInvited,
        MemberJoined,
        MemberReactivated,
        ProfileChanged,
        RoleChanged,
        WorkspaceChanged,
        WorkspaceSetUp,
    ):
        monkeypatch.setitem(events._hearers, kind, [heard.append])
    return heard


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def set_up(email: str = "olive@juniper.example") -> Member:
    return actions.set_up_workspace(name="Olive", email=email, password="correct horse battery", workspace=PLACE)


def test_the_first_visit_makes_the_owner_and_the_workspace(db: None, told: list[events.Event]) -> None:
    olive = set_up("Olive@Juniper.example")
    assert (olive.role, olive.email, olive.check_password("correct horse battery")) == (
        Role.OWNER,
        "olive@juniper.example",
        True,
    )
    assert Workspace.current().currency == "EUR"
    assert told == [WorkspaceSetUp(owner_id=olive.pk)]
    assert deeds() == ["team.workspace.set_up"]


def test_a_second_first_visit_is_refused(db: None) -> None:
    set_up()
    with pytest.raises(actions.AlreadySetUpError):
        set_up("mallory@example.org")
    assert Member.objects.count() == 1


def test_an_invitation_keeps_only_the_hash_of_its_token(olive: Member, told: list[events.Event]) -> None:
    invitation, token = actions.invite_member("Ben@Juniper.example ", Role.AGENT, by=olive)
    assert (invitation.email, invitation.token_hash) == ("ben@juniper.example", digest(token))
    assert len(token) >= 43
    assert told == [MemberInvited(invitation_id=invitation.pk, role="agent", by_id=olive.pk)]
    assert token not in str(list(AuditEntry.objects.values()))


def test_the_invited_joins_with_the_role_of_the_invitation(olive: Member, told: list[events.Event]) -> None:
    invitation, token = actions.invite_member("ben@juniper.example", Role.MARKETER, by=olive)
    ben = actions.join_team(token, name="Ben", password="correct horse battery", language="de")
    assert (ben.role, ben.email, ben.language) == (Role.MARKETER, "ben@juniper.example", "de")
    assert told[-1] == MemberJoined(member_id=ben.pk, invitation_id=invitation.pk)
    assert deeds() == ["team.invitation.made", "team.member.joined"]


@pytest.mark.parametrize("how", ["used", "withdrawn", "expired", "renewed", "empty", "other", "the hash itself"])
def test_a_dead_link_lets_nobody_in(olive: Member, how: str) -> None:
    with clock.standing_at(NOON):
        invitation, token = actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    when = NOON + dt.timedelta(days=1)
    with clock.standing_at(when):
        if how == "used":
            actions.join_team(token, name="Ben", password="correct horse battery")
        elif how == "withdrawn":
            actions.withdraw_invitation(invitation, by=olive)
        elif how == "expired":
            when = NOON + dt.timedelta(days=7)
        elif how == "renewed":
            actions.renew_invitation(invitation, by=olive)
        else:
            token = {"empty": "", "other": "x" * 43, "the hash itself": invitation.token_hash}[how]
    before = Member.objects.count()
    with clock.standing_at(when), pytest.raises(actions.InvitationDeadError):
        actions.join_team(token, name="Mallory", password="correct horse battery")
    assert Member.objects.count() == before


def test_a_renewed_invitation_has_a_new_link_and_seven_new_days(olive: Member) -> None:
    with clock.standing_at(NOON):
        invitation, _ = actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    later = NOON + dt.timedelta(days=30)
    with clock.standing_at(later):
        token = actions.renew_invitation(invitation, by=olive)
        assert actions.invitation_behind(token).expires_at == later + dt.timedelta(days=7)


def test_who_is_here_or_invited_is_not_invited_again(olive: Member, ana: Member) -> None:
    actions.deactivate_member(ana, by=olive)
    actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    for email in (olive.email.upper(), ana.email, "BEN@juniper.example"):
        with pytest.raises(actions.InvitationRefusedError):
            actions.invite_member(email, Role.AGENT, by=olive)
    assert Invitation.objects.count() == 1


def test_an_expired_invitation_gives_way_to_a_new_one(olive: Member) -> None:
    with clock.standing_at(NOON):
        former, _ = actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    with clock.standing_at(NOON + dt.timedelta(days=8)):
        actions.invite_member("ben@juniper.example", Role.VIEWER, by=olive)
    former.refresh_from_db()
    assert former.withdrawn_at is not None


def test_withdrawing_twice_changes_nothing_and_accepted_ones_stay(olive: Member, told: list[events.Event]) -> None:
    invitation, _ = actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    actions.withdraw_invitation(invitation, by=olive)
    actions.withdraw_invitation(invitation, by=olive)
    assert [type(fact) for fact in told] == [MemberInvited, InvitationWithdrawn]
    with pytest.raises(actions.InvitationRefusedError):
        actions.renew_invitation(invitation, by=olive)
    second, token = actions.invite_member("cem@juniper.example", Role.AGENT, by=olive)
    actions.join_team(token, name="Cem", password="correct horse battery")
    with pytest.raises(actions.InvitationRefusedError):
        actions.withdraw_invitation(second, by=olive)


def test_a_role_changes_once(olive: Member, ana: Member, told: list[events.Event]) -> None:
    actions.change_role(ana, Role.MANAGER, by=olive)
    actions.change_role(ana, Role.MANAGER, by=olive)
    assert Member.objects.get(pk=ana.pk).role == Role.MANAGER
    assert told == [RoleChanged(member_id=ana.pk, before="agent", after="manager", by_id=olive.pk)]
    assert AuditEntry.objects.get().changes == {"role": ["agent", "manager"]}


def test_the_last_owner_stays(olive: Member, ana: Member) -> None:
    for attempt in (
        lambda: actions.change_role(olive, Role.MANAGER, by=olive),
        lambda: actions.deactivate_member(olive, by=olive),
    ):
        with pytest.raises(actions.LastOwnerError):
            attempt()
    actions.change_role(ana, Role.OWNER, by=olive)
    actions.deactivate_member(ana, by=olive)
    with pytest.raises(actions.LastOwnerError):  # a deactivated owner does not count
        actions.change_role(olive, Role.VIEWER, by=olive)
    actions.reactivate_member(ana, by=olive)
    actions.change_role(olive, Role.VIEWER, by=olive)
    assert list(Member.objects.owners()) == [ana]


def test_deactivating_and_back(olive: Member, ana: Member, told: list[events.Event]) -> None:
    before = ana.get_session_auth_hash()
    for _ in range(2):
        actions.deactivate_member(ana, by=olive)
    for _ in range(2):
        actions.reactivate_member(ana, by=olive)
    ana.refresh_from_db()
    assert [type(fact) for fact in told] == [MemberDeactivated, MemberReactivated]
    assert ana.is_active
    assert ana.get_session_auth_hash() != before


def test_the_workspace_changes_and_says_what(olive: Member, told: list[events.Event]) -> None:
    for _ in range(2):
        actions.change_workspace({"name": "Juniper", "currency": "CHF"}, by=olive)
    assert told == [WorkspaceChanged(by_id=olive.pk, fields=("name", "currency"))]
    assert AuditEntry.objects.get().changes == {"name": ["Juniper & Co", "Juniper"], "currency": ["EUR", "CHF"]}


def test_a_profile_changes_for_its_member(ana: Member, told: list[events.Event]) -> None:
    for _ in range(2):
        actions.edit_profile({"language": "de", "single_keys": False}, by=ana)
    ana.refresh_from_db()
    assert (ana.language, ana.single_keys) == ("de", False)
    assert told == [ProfileChanged(member_id=ana.pk, fields=("language", "single_keys"))]


def test_two_who_change_the_workspace_do_not_overwrite_each_other(olive: Member, magnus: Member) -> None:
    opened = Workspace.current().version
    actions.change_workspace({"name": "Juniper"}, by=olive, version=opened)
    with pytest.raises(actions.WorkspaceChangedMeanwhileError):
        actions.change_workspace({"name": "Juniper and Company"}, by=magnus, version=opened)
    assert Workspace.current().name == "Juniper"


def test_an_invitation_ends_with_who_made_it(olive: Member, magnus: Member) -> None:
    _, token = actions.invite_member("ben@juniper.example", Role.AGENT, by=olive)
    Member.objects.filter(pk=olive.pk).update(is_active=False)
    with pytest.raises(actions.InvitationDeadError):
        actions.join_team(token, name="Ben", password="correct horse battery")
