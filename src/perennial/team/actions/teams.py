"""Making, naming and removing teams."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.team.actions.changing_reach import move_member
from perennial.team.deeds import record_deed
from perennial.team.events import TeamMade, TeamRemoved, TeamRenamed
from perennial.team.models import Member, Team


class TeamRefusedError(Exception):
    """Why a team cannot be called so; the message says what to do instead."""


@transaction.atomic
def make_team(name: str, *, by: Member, members: Iterable[Member] = ()) -> Team:
    """Make a team of some members, who leave the team where they were. Tells TeamMade. Refuses (TeamRefusedError) a name that
    another team has, in capitals or not."""
    team = Team(name=name.strip())
    _save(team)
    record_deed("team.team.made", by=by, on=team)
    publish(TeamMade(team_id=team.pk, by_id=by.pk))
    for member in members:
        move_member(member, team, by=by)
    return team


@transaction.atomic
def change_team(team: Team, *, name: str, members: Iterable[Member], by: Member) -> Team:
    """Call a team `name` and let exactly these members be in it. Tells TeamRenamed and a MemberMoved for everybody who comes or
    goes; what is so already changes nothing. Refuses (TeamRefusedError) a name that another team has."""
    before = team.name
    if before != name.strip():
        team.name = name.strip()
        _save(team)
        record_deed("team.team.renamed", by=by, on=team, changes={"name": (before, team.name)})
        publish(TeamRenamed(team_id=team.pk, by_id=by.pk))
    wanted = {member.pk: member for member in members}
    for member in team.members.exclude(pk__in=wanted):
        move_member(member, None, by=by)
    for member in wanted.values():
        move_member(member, team, by=by)
    return team


@transaction.atomic
def remove_team(team: Team, *, by: Member) -> None:
    """Take a team away; its members are in none afterwards, and who saw the team's customers sees their own. Tells a
    MemberMoved for each and TeamRemoved."""
    for member in team.members.all():
        move_member(member, None, by=by)
    record_deed("team.team.removed", by=by, on=team)
    publish(TeamRemoved(team_id=team.pk, by_id=by.pk))
    team.delete()


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise TeamRefusedError(_("There is a team called “%(name)s” already.") % {"name": team.name}) from None
