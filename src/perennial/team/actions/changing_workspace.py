"""Changing what is true of the whole business."""

from collections.abc import Mapping

from django.db import transaction

from perennial.kernel.events import publish
from perennial.team.deeds import changes_between, record_deed
from perennial.team.events import WorkspaceChanged
from perennial.team.models import Member, Workspace

FIELDS = ("name", "currency", "country", "time_zone", "language", "called")


class WorkspaceChangedMeanwhileError(Exception):
    """Somebody else saved the workspace after the form was opened. Nothing was written."""


@transaction.atomic
def change_workspace(values: Mapping[str, str], *, by: Member, version: int | None = None) -> Workspace:
    """Set name, currency, country, time zone, language or what customers are called; tells WorkspaceChanged. The same values
    again change nothing. Refuses (WorkspaceChangedMeanwhileError) when the workspace is no longer at `version`."""
    Workspace.objects.get_or_create(pk=1)
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=1)
    changes = changes_between({field: getattr(workspace, field) for field in FIELDS}, values)
    if not changes:
        return workspace
    if version not in (None, workspace.version):
        raise WorkspaceChangedMeanwhileError
    for field in changes:
        setattr(workspace, field, values[field])
    workspace.version += 1
    workspace.save(update_fields=[*changes, "version"])
    record_deed("team.workspace.changed", by=by, on=workspace, changes=changes)
    publish(WorkspaceChanged(by_id=by.pk, fields=tuple(changes)))
    return workspace
