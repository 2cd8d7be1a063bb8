"""What the timeline hears: that a customer is erased."""

from perennial.kernel.events import hears
from perennial.people.events import PartyErased
from perennial.timeline.actions import delete_touchpoints
from perennial.timeline.models import Touchpoint


@hears(PartyErased)
def forget_touchpoints(event: PartyErased) -> None:
    """The touchpoints go first, because the database lets them go only while they are unsealed."""
    delete_touchpoints(Touchpoint.objects.filter(party=event.party_id), because="erasure")
