"""The JSON face of people: persons, organisations, what is known of them, how they belong together, tags,
duplicates."""

from collections.abc import Sequence

from perennial.people.api import details, duplicates, parties, relations, tags
from perennial.team.rest import Routes


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    return [parties.people, parties.organisations, details.routes, relations.routes, tags.routes, duplicates.routes]
