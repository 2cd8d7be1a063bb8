"""Deleting a view and bringing it back."""

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.records.events import ViewDeleted, ViewRestored
from perennial.records.models import View
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def delete_view(view: View, *, by: Member) -> View:
    """Take a view away from everybody; it can be brought back. Tells `ViewDeleted`; a second time does nothing."""
    current = View.objects.select_for_update().get(pk=view.pk)
    if current.deleted_at is not None:
        return current
    current.deleted_at = clock.now()
    current.save(update_fields=["deleted_at"])
    record_deed("records.view.deleted", by=by, on=current)
    publish(ViewDeleted(view_id=current.pk, kind=current.kind, by_id=by.pk))
    return current


@transaction.atomic
def restore_view(view: View, *, by: Member) -> View:
    """Bring a deleted view back, with its tabs. Tells `ViewRestored`; a second time does nothing."""
    current = View.objects.select_for_update().get(pk=view.pk)
    if current.deleted_at is None:
        return current
    current.deleted_at = None
    current.save(update_fields=["deleted_at"])
    record_deed("records.view.restored", by=by, on=current)
    publish(ViewRestored(view_id=current.pk, kind=current.kind, by_id=by.pk))
    return current
