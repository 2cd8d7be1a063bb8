"""The JSON face of the team: whom the token speaks for, and who works here."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from perennial.team.choices import Role
from perennial.team.models import ApiToken, Member
from perennial.team.permissions import Permission
from perennial.team.rest import Asked, Flag, Id, OneOf, Routes, Shown, Sort, answer, member_of, moment, page_answer, page_of
from perennial.team.rest.schemas import Moment
from perennial.team.rules import may

team = Routes("Team", "Whom a token speaks for, and the members that records belong to.")


class MemberShown(Shown):
    id: Id
    name: str
    role: Annotated[str, OneOf(Role.values)]
    is_active: Flag


class MemberPage(Shown):
    items: list[MemberShown]
    next: str | None


class Speaker(Shown):
    """The token that was sent, and its member."""

    member: MemberShown
    token: str
    scopes: list[str]
    may: list[str]
    expires_at: Moment | None


@team.reads("/me", may=None, tells=Speaker)
def read_me(request: HttpRequest) -> HttpResponse:
    """Whom the token speaks for, and what it may do now: its scopes, as far as its member's role still grants them."""
    token: ApiToken = request.api_token  # type: ignore[attr-defined]
    told = {
        "member": member_shown(member_of(request)),
        "token": token.prefix,
        "scopes": token.scopes,
        "may": [permission for permission in Permission if permission in token.scopes and may(token.member, permission)],
        "expires_at": moment(token.expires_at),
    }
    return answer(told)


@team.reads("/members", may=Permission.SEE_CUSTOMERS, tells=MemberPage)
def list_members(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List who works or worked here, in the order in which they joined."""
    return page_answer(page_of(Member.objects.get_queryset(), "id", Sort("id"), asked), member_shown)


def member_shown(member: Member) -> dict[str, Any]:
    return {"id": str(member.pk), "name": member.name, "role": member.role, "is_active": member.is_active}


def routes() -> list[Routes]:
    """Every operation of this slice."""
    from perennial.team.rest.bulk import routes as together

    return [team, together]
