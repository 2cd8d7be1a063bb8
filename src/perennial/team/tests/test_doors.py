"""Every address of the team × every role: who may, and that a refusal changes nothing."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from perennial.team import actions
from perennial.team.choices import Role
from perennial.team.models import AuditEntry, Invitation, Member, Team, Workspace
from perennial.team.urls import pages

OWNER, MANAGER = {Role.OWNER}, {Role.OWNER, Role.MANAGER}
ALL = set(Role)
PLACE = {"name": "Changed", "country": "DE", "currency": "EUR", "time_zone": "UTC", "language": "en"}

# (name, method, what is sent, who may)
DOORS = [
    ("profile", "get", {}, ALL),
    ("profile", "post", {"name": "Changed"}, ALL),
    ("email", "get", {}, ALL),
    ("email", "post", {"email": "new@juniper.example", "password": "correct horse battery"}, ALL),
    ("sessions", "post", {}, ALL),
    ("security", "get", {}, ALL),
    ("second_factor_needed", "get", {}, ALL),
    ("add_passkey", "get", {}, ALL),
    ("add_authenticator", "get", {}, ALL),
    ("recovery_codes", "get", {}, ALL),
    ("passkey_name", "post", {"name": "Mine"}, ALL),
    ("factor_removal", "post", {}, ALL),
    ("session_ending", "post", {}, ALL),
    ("provider_linking", "post", {}, ALL),
    ("provider_removal", "post", {}, ALL),
    ("tokens", "get", {}, ALL),
    ("new_token", "get", {}, ALL),
    ("token_revocation", "post", {}, ALL),
    ("second_factor_roles", "post", {"roles": ["viewer"]}, OWNER),
    ("member_security", "get", {}, OWNER),
    ("member_factors_removal", "get", {}, OWNER),
    ("member_factors_removal", "post", {}, OWNER),
    ("member_sessions_ending", "post", {}, OWNER),
    ("member_session_ending", "post", {}, OWNER),
    ("workspace", "get", {}, MANAGER),
    ("workspace", "post", PLACE, MANAGER),
    ("members", "get", {}, OWNER),
    ("access", "get", {}, OWNER),
    ("access", "post", {"role": "viewer", "reach": "own"}, OWNER),
    ("deactivation", "post", {}, OWNER),
    ("reactivation", "post", {}, OWNER),
    ("create_team", "get", {}, OWNER),
    ("create_team", "post", {"name": "South"}, OWNER),
    ("change_team", "get", {}, OWNER),
    ("change_team", "post", {"name": "South"}, OWNER),
    ("remove_team", "get", {}, OWNER),
    ("remove_team", "post", {}, OWNER),
    ("invite", "post", {"email": "new@juniper.example", "role": "owner", "reach": "all"}, OWNER),
    ("resending", "post", {}, OWNER),
    ("withdrawal", "post", {}, OWNER),
    ("notifications", "get", {}, ALL),
    ("bell", "get", {}, ALL),
    ("recent", "get", {}, ALL),
    ("reading_all", "post", {}, ALL),
    ("notification_settings", "get", {}, ALL),
    ("notification_settings", "post", {"digest_hour": "7"}, ALL),
    ("colleagues", "get", {}, ALL),
    ("audit", "get", {}, MANAGER),
    ("audit_export", "get", {}, MANAGER),
    ("jobs", "get", {}, MANAGER),
    ("cancel_job", "post", {}, MANAGER),
    ("retry_job", "post", {}, MANAGER),
    ("discard_job", "post", {}, MANAGER),
]
HISTORIES = {"history", "looks", "setting", "opening", "reading"}  # each slice names who may: see the histories' own tests
OPEN = {"confirm_email", "welcome", "join", "language"}
NOBODYS = {
    "passkey_name",
    "factor_removal",
    "session_ending",
    "provider_linking",
    "provider_removal",
    "member_session_ending",
    "token_revocation",
}
ASK_FIRST = {
    "notification_settings",
    "email",
    "profile",
    "workspace",
    "access",
    "create_team",
    "change_team",
    "remove_team",
    "passkey_name",
    "factor_removal",
    "provider_removal",
    "member_factors_removal",
    "token_revocation",
}
POST_ONLY = sorted({name for name, method, _, _ in DOORS if method == "post"} - ASK_FIRST)


def prove(client: Client, member: Member) -> None:
    """As if the member had typed the password a moment ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()


@pytest.fixture
def target(olive: Member) -> Member:
    return Member.objects.create_user("tess@juniper.example", "correct horse battery", name="Tess", role=Role.AGENT)


@pytest.fixture(autouse=True)
def north(olive: Member) -> Team:
    return actions.make_team("North", by=olive)


@pytest.fixture
def invitation(olive: Member) -> Invitation:
    return actions.invite_member("ines@juniper.example", Role.AGENT, by=olive)[0]


def address(name: str, target: Member, invitation: Invitation) -> str:
    if name == "member_session_ending":
        return reverse("team:member_session_ending", args=[target.pk, 1])
    if name in NOBODYS:  # there is none: who may is told so
        return reverse(f"team:{name}", args=["nobody" if name == "provider_linking" else 10**9])
    if name in {"access", "deactivation", "reactivation"} or name.startswith("member_"):
        return reverse(f"team:{name}", args=[target.pk])
    if name in {"change_team", "remove_team"}:
        return reverse(f"team:{name}", args=[Team.objects.get().pk])
    if name in {"resending", "withdrawal"}:
        return reverse(f"team:{name}", args=[invitation.pk])
    if name.endswith("_job"):
        return reverse(f"team:{name}", args=[1])  # there is none: who may is told so
    return reverse(f"team:{name}")


def everything() -> list[object]:
    """All rows of the team, but for when somebody was last seen."""
    members = list(Member.objects.order_by("pk").values())
    for row in members:
        row.pop("last_seen_at")
    rest = [list(model.objects.order_by("pk").values()) for model in (Invitation, Workspace, AuditEntry, Team)]
    return [members, *rest]


def test_the_matrix_knows_every_address() -> None:
    assert {entry.name for entry in pages if entry.name} == {name for name, *_ in DOORS} | OPEN | HISTORIES  # type: ignore[union-attr]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("name", "method", "sent", "may"), DOORS)
def test_who_may(
    name: str,
    method: str,
    sent: dict[str, str],
    may: set[Role],
    role: Role,
    target: Member,
    invitation: Invitation,
    client: Client,
) -> None:
    actor = Member.objects.create_user("actor@juniper.example", "correct horse battery", name="Actor", role=role)
    client.force_login(actor)
    prove(client, actor)
    before = everything()
    answer = getattr(client, method)(address(name, target, invitation), sent)
    if role in may:
        assert answer.status_code in ({404} if name.endswith("_job") or name in NOBODYS else {200, 302, 303})
    else:
        assert answer.status_code == 403
        assert everything() == before


@pytest.mark.parametrize(("name", "method", "sent", "may"), DOORS)
def test_strangers_are_sent_to_sign_in(
    name: str, method: str, sent: dict[str, str], may: object, target: Member, invitation: Invitation, client: Client
) -> None:
    before = everything()
    answer = getattr(client, method)(address(name, target, invitation), sent)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert everything() == before


@pytest.mark.parametrize("name", POST_ONLY)
def test_looking_at_an_address_that_changes_something_changes_nothing(
    name: str, target: Member, invitation: Invitation, olive: Member, client: Client
) -> None:
    client.force_login(olive)
    before = everything()
    for method in (client.get, client.head):
        assert method(address(name, target, invitation)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize(("name", "method", "sent", "may"), [door for door in DOORS if door[1] == "post"])
def test_a_form_from_elsewhere_is_refused(
    name: str, method: str, sent: dict[str, str], may: object, target: Member, invitation: Invitation, olive: Member
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(olive)
    before = everything()
    assert client.post(address(name, target, invitation), sent).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("where", ["/accounts/login/", "/welcome/", "/accounts/password/reset/", "/language/"])
def test_signed_out_forms_are_protected_too(db: None, where: str) -> None:
    assert Client(enforce_csrf_checks=True).post(where, {}).status_code == 403


@pytest.mark.parametrize("id_", [1, 2**63 - 1, 10**30])
@pytest.mark.parametrize("what", ["members/{}/access/", "members/{}/deactivation/", "invitations/{}/withdrawal/"])
def test_what_is_not_there_is_not_found(olive: Member, client: Client, what: str, id_: int) -> None:
    client.force_login(olive)
    assert client.post("/settings/team/" + what.format(id_), {"role": "viewer", "reach": "all"}).status_code == 404


def test_nobody_gives_themself_a_role_through_the_profile(vik: Member, client: Client) -> None:
    client.force_login(vik)
    client.post("/settings/profile/", {"name": "Vik", "role": "owner", "is_active": "on", "email": "x@example.org"})
    vik.refresh_from_db()
    assert (vik.role, vik.email) == (Role.VIEWER, "vik@juniper.example")


def test_a_role_that_does_not_exist_is_refused(olive: Member, target: Member, client: Client) -> None:
    client.force_login(olive)
    assert client.post(reverse("team:access", args=[target.pk]), {"role": "root", "reach": "all"}).status_code == 422
    target.refresh_from_db()
    assert target.role == Role.AGENT


def test_the_team_page_costs_the_same_however_many(olive: Member, client: Client) -> None:
    client.force_login(olive)
    costs = []
    for count in (1, 3):
        for n in range(count):
            Member.objects.create_user(f"m{count}{n}@juniper.example", None, name=f"M{n}")
            actions.invite_member(f"i{count}{n}@juniper.example", Role.AGENT, by=olive)
        client.get("/settings/team/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/team/")
        costs.append(len(queries))
    assert costs[0] == costs[1]
