"""What is said of a follow-up that was deleted."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from perennial.promises.models import DeletedFollowUp
from perennial.promises.queries import deleted_follow_up_for
from perennial.records.kinds import Gone


def gone_of(deleted: DeletedFollowUp) -> Gone:
    """What it was, for whom, and the way back."""
    return Gone(
        name=deleted.text,
        detail=deleted.party.name,
        by=deleted.deleted_by,
        at=deleted.deleted_at,
        restore_url=reverse("promises:restoration", args=[deleted.pk]),
    )


def gone(member: Any, follow_up_id: int) -> Gone | None:
    """A deleted follow-up, for a member who may restore it."""
    try:
        return gone_of(deleted_follow_up_for(member, follow_up_id))
    except Http404:
        return None
