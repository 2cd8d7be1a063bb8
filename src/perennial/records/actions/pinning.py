"""Which views stand among the tabs, and with which one a list opens."""

from django.db import transaction

from perennial.kernel.events import publish
from perennial.records.events import StartingViewSet
from perennial.records.models import Pin, StartingView, View
from perennial.team.deeds import record_deed
from perennial.team.models import Member


def pin_view(view: View, *, by: Member) -> None:
    """Put a view among the tabs of a member, who alone sees the difference."""
    Pin.objects.get_or_create(view=view, member=by)


def unpin_view(view: View, *, by: Member) -> None:
    """Take a view from the tabs of a member; it stays among all views."""
    Pin.objects.filter(view=view, member=by).delete()


@transaction.atomic
def set_starting_view(kind: str, view: View | None, *, by: Member, role: str = "") -> None:
    """Let a list open with a view (None: with everything): for `by`, or for everybody of a role who has chosen none. Tells
    `StartingViewSet`, nothing when it did so already. For a role the view must be shared."""
    whose = {"kind": kind, "member": None, "role": role} if role else {"kind": kind, "member": by}
    chosen = StartingView.objects.select_for_update().filter(**whose).first()
    if (chosen.view_id if chosen else None) == (view.pk if view else None):
        return
    StartingView.objects.filter(**whose).delete()
    if view is not None:
        StartingView.objects.create(**whose, view=view)
    before = str(chosen.view) if chosen else ""
    record_deed("records.view.started_with", by=by, on=view, changes={role or "me": (before, str(view) if view else "")})
    publish(
        StartingViewSet(view_id=view.pk if view else None, kind=kind, member_id=None if role else by.pk, role=role, by_id=by.pk)
    )
