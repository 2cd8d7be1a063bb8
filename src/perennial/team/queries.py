"""Named questions about the team; each object is fetched through one function that asks the rules first."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404

from perennial.kernel.jobs import Job
from perennial.kernel.prepared import prepared
from perennial.team.choices import Role
from perennial.team.models import ApiToken, AuditEntry, Invitation, Member, Team
from perennial.team.permissions import GRANTS, LABELS, WHOLE_HOUSE, Permission
from perennial.team.rules import may_manage_jobs, may_manage_team

PAGE = 50


def nobody_is_here() -> bool:
    """Whether the installation still waits for its first owner."""
    return not Member.objects.exists()


def member_for(actor: Member, member_id: int) -> Member:
    """The member that `actor` may manage; otherwise there is none."""
    member = Member.objects.filter(pk=member_id).first() if may_manage_team(actor) else None
    if member is None:
        raise Http404
    return member


def invitation_for(actor: Member, invitation_id: int) -> Invitation:
    """The invitation that `actor` may manage; otherwise there is none."""
    invitation = Invitation.objects.filter(pk=invitation_id).first() if may_manage_team(actor) else None
    if invitation is None:
        raise Http404
    return invitation


def team_for(actor: Member, team_id: int) -> Team:
    """The team that `actor` may change; otherwise there is none."""
    team = Team.objects.filter(pk=team_id).first() if may_manage_team(actor) else None
    if team is None:
        raise Http404
    return team


def teams_for(actor: Member) -> list[Team]:
    """Every team with its active members, by name; two queries."""
    if not may_manage_team(actor):
        return []
    active = Prefetch("members", Member.objects.active().order_by("name", "id"), to_attr="people")
    return list(Team.objects.prefetch_related(active))


def job_for(actor: Member, job_id: int) -> Job:
    """The job that `actor` may steer; otherwise there is none."""
    job = Job.objects.filter(pk=job_id).first() if may_manage_jobs(actor) else None
    if job is None:
        raise Http404
    return job


def api_token_for(actor: Member, token_id: int) -> ApiToken:
    """The token that `actor` may end: their own, and every one for who manages the team; otherwise there is none."""
    token = api_tokens_seen_by(actor).filter(pk=token_id, revoked_at=None).first()
    if token is None:
        raise Http404
    return token


def api_tokens_for(actor: Member) -> list[ApiToken]:
    """The tokens that `actor` may end, the newest first, after them those that ended."""
    return list(
        api_tokens_seen_by(actor)
        .select_related("member", "revoked_by")
        .order_by(F("revoked_at").asc(nulls_first=True), "-id")[:500]
    )


def api_tokens_seen_by(actor: Member) -> QuerySet[ApiToken]:
    """Tokens are their maker's affair, and of who manages the team."""
    return ApiToken.objects.all() if may_manage_team(actor) else ApiToken.objects.filter(member=actor)


def members_for(actor: Member) -> list[Member]:
    """Everybody, the active ones first."""
    return list(Member.objects.order_by("-is_active", "name", "id").select_related("team")) if may_manage_team(actor) else []


def open_invitations_for(actor: Member) -> list[Invitation]:
    """Invitations that nobody has answered yet, expired ones too."""
    if not may_manage_team(actor):
        return []
    return list(Invitation.objects.unanswered().select_related("invited_by", "team").order_by("-id"))


@dataclasses.dataclass(frozen=True)
class RoleRow:
    """One line of the table of what each role may do; `is_for_all`: only for members who see all customers."""

    permission: Permission
    label: Any
    granted: Sequence[tuple[Role, bool]]
    is_for_all: bool


def role_table() -> list[RoleRow]:
    """What each role may do, straight from the one table of permissions."""
    return [RoleRow(p, LABELS[p], [(role, role in GRANTS[p]) for role in Role], p in WHOLE_HOUSE) for p in Permission]


OPENED_AMONG = 500  # so many of a member's last deeds are looked through
FADES = 0.97  # what was opened before something else weighs a little less


def often_opened(member: Any, action: str, limit: int = 100) -> dict[int, float]:
    """The records that a member opened lately, {id: weight}: the more often and the later, the more. One query over the index
    of the member's own last deeds, whatever they were."""
    weights: dict[int, float] = {}
    weight = 1.0
    for deed, object_id in _last_deeds(member.pk):
        if deed == action and object_id is not None:
            weights[object_id] = weights.get(object_id, 0.0) + weight
            weight *= FADES
    return dict(sorted(weights.items(), key=lambda each: -each[1])[:limit])


@prepared
def _last_deeds(member_id: int) -> "QuerySet[AuditEntry, tuple[str, int | None]]":
    return (
        AuditEntry.objects.wholes().filter(member=member_id).order_by("-id").values_list("action", "object_id")[:OPENED_AMONG]
    )


def last_to_change(record: Any, fields: Collection[str]) -> tuple[str, dt.datetime | None]:
    """Who was the last to change one of some fields of a record, and when; nobody when that is long ago. One query over the
    index of the record."""
    entries = AuditEntry.objects.filter(object_kind=record._meta.label_lower, object_id=record.pk).order_by("-id")
    for entry in entries.exclude(action__endswith=".viewed").select_related("member")[:PAGE]:
        if any(name.removesuffix("_minor") in fields for name in entry.changes):
            return str(entry.member or ""), entry.at
    return "", None
