"""The one way in which touchpoints are deleted: erasure of a person, undo of an import, removal of sample data."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from perennial.timeline.actions.contacts import recompute_contacts
from perennial.timeline.models import Touchpoint, Unsealing
from perennial.timeline.models.touchpoint import TouchpointQuerySet


@contextmanager
def unsealed(because: str) -> Iterator[None]:
    """Within the block, and only in its transaction, touchpoints may be deleted or moved (`because`: "erasure", "undo").

    For whoever deletes parties, whose touchpoints go with them. The summaries of contact are the caller's to recompute for
    parties that stay.
    """
    with transaction.atomic():
        seal = Unsealing.objects.create(because=because)
        yield
        seal.delete()


def delete_touchpoints(touchpoints: TouchpointQuerySet, *, because: str) -> int:
    """Delete entries with their corrections and pins, and set the summaries of their parties right. Says how many went."""
    with unsealed(because):
        parties = list(touchpoints.order_by().values_list("party_id", flat=True).distinct())
        _, gone = touchpoints.delete()
        recompute_contacts(parties)
    return gone.get(Touchpoint._meta.label, 0)
