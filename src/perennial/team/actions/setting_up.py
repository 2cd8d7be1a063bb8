"""The first visit: one owner and the workspace come into being."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.team.choices import Role
from perennial.team.deeds import record_deed
from perennial.team.events import WorkspaceSetUp
from perennial.team.models import Member, Workspace


class AlreadySetUpError(Exception):
    """Somebody was first."""

    def __str__(self) -> str:
        return _("This workspace has an owner already. Sign in, or ask them for an invitation.")


@transaction.atomic
def set_up_workspace(*, name: str, email: str, password: str, workspace: Mapping[str, str], language: str = "") -> Member:
    """Create the owner and name the workspace; tells WorkspaceSetUp. Refuses (AlreadySetUpError) as soon as anybody is a
    member: the workspace's row is held meanwhile, so of two that come at once one is refused."""
    Workspace.objects.get_or_create(pk=1)
    place = Workspace.objects.select_for_update(no_key=True).get(pk=1)
    if Member.objects.exists():
        raise AlreadySetUpError
    for field, value in workspace.items():
        setattr(place, field, value)
    place.save()
    owner = Member.objects.create_user(
        email, password, name=name, role=Role.OWNER, language=language, time_zone=place.time_zone
    )
    record_deed("team.workspace.set_up", by=owner, on=place, changes={k: ("", v) for k, v in workspace.items()})
    publish(WorkspaceSetUp(owner_id=owner.pk))
    return owner
