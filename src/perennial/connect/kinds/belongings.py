"""What customers have already, for what an import says of them."""

from collections import defaultdict
from collections.abc import Iterable

from perennial.kernel.bulk import bulk_find
from perennial.people.actions.bulk import AddressRow
from perennial.people.models import Address, Anniversary, Identity, Tagging
from perennial.people.models.anniversary import BIRTHDAY


class Belongings:
    """What the parties of a chunk have already, in four queries."""

    def __init__(self, parties: Iterable[int]) -> None:
        ids = list(parties)
        self.identities: defaultdict[int, set[tuple[str, str, str]]] = defaultdict(set)
        self.tags: defaultdict[int, set[str]] = defaultdict(set)
        self.addresses: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
        for party_id, *identity in bulk_find(Identity, "party_id", ids, ("party_id", "kind", "system", "normal")):
            self.identities[party_id].add(tuple(identity))
        for party_id, tag in Tagging.objects.filter(party__in=ids).values_list("party_id", "tag__name") if ids else ():
            self.tags[party_id].add(tag.casefold())
        for party_id, *address in bulk_find(Address, "party_id", ids, ("party_id", *AddressRow._fields)):
            self.addresses[party_id].add(tuple(address))
        days = bulk_find(Anniversary, "party_id", ids, ("party_id", "name", "month", "day", "year"))
        self.birthdays = {party_id: day for party_id, name, *day in days if name == BIRTHDAY}
