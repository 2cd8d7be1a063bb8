"""Keeping an entry on top of its customer's timeline."""

from django.db import transaction

from perennial.kernel.events import publish
from perennial.kernel.live import signal
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.timeline.events import TouchpointPinned, TouchpointUnpinned
from perennial.timeline.models import Pin, Touchpoint


@transaction.atomic
def pin_touchpoint(touchpoint: Touchpoint, *, by: Member) -> Pin:
    """Pin an entry (its original, so that corrections stay pinned). Tells `TouchpointPinned`. Pinning twice is once."""
    pin, fresh = Pin.objects.get_or_create(
        touchpoint_id=touchpoint.original_id, defaults={"party_id": touchpoint.party_id, "by": by}
    )
    if fresh:
        record_deed("timeline.touchpoint.pinned", by=by, on=touchpoint)
        publish(TouchpointPinned(touchpoint_id=touchpoint.original_id, party_id=touchpoint.party_id, by_id=by.pk))
        signal("party", id=touchpoint.party_id)
    return pin


@transaction.atomic
def unpin_touchpoint(touchpoint: Touchpoint, *, by: Member) -> None:
    """Take the pin off. Tells `TouchpointUnpinned` if there was one."""
    gone, _ = Pin.objects.filter(touchpoint_id=touchpoint.original_id).delete()
    if gone:
        record_deed("timeline.touchpoint.unpinned", by=by, on=touchpoint)
        publish(TouchpointUnpinned(touchpoint_id=touchpoint.original_id, party_id=touchpoint.party_id, by_id=by.pk))
        signal("party", id=touchpoint.party_id)
