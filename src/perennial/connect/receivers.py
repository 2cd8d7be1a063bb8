"""What connect hears: that a customer is erased."""

from perennial.connect.actions.forgetting import forget_person
from perennial.kernel.events import hears
from perennial.people.events import PartyErased


@hears(PartyErased)
def forget_what_files_said(event: PartyErased) -> None:
    """Files hold many people, so the ones that named this one go as a whole."""
    forget_person(event.party_id)
