"""Named questions about customers; the only door to one of them is `party_for`."""

from perennial.people.queries.anniversaries import (
    Celebration,
    anniversaries_between,
)
from perennial.people.queries.history import newest_stage_changes
from perennial.people.queries.keysets import ALONG, KEYSETS, KeysetList, of_visible
from perennial.people.queries.parties import (
    Owners,
    deleted_parties_for,
    deleted_party_for,
    follows,
    heir_of,
    holders_of,
    holders_seen_by,
    known_as,
    names_of,
    owners_seen,
    party_for,
    tags_in_use,
    visible_parties,
)
from perennial.people.queries.relations import last_to_relate, relation_for, removed_relation_for, removed_relations_for
from perennial.people.queries.searching import Found, find_parties, recent_parties
from perennial.people.queries.spans import spans_of_parties
from perennial.records.anniversaries import falling_within, next_occurrence

__all__ = [
    "ALONG",
    "KEYSETS",
    "Celebration",
    "Found",
    "KeysetList",
    "Owners",
    "anniversaries_between",
    "deleted_parties_for",
    "deleted_party_for",
    "falling_within",
    "find_parties",
    "follows",
    "heir_of",
    "holders_of",
    "holders_seen_by",
    "known_as",
    "last_to_relate",
    "names_of",
    "newest_stage_changes",
    "next_occurrence",
    "of_visible",
    "owners_seen",
    "party_for",
    "recent_parties",
    "relation_for",
    "removed_relation_for",
    "removed_relations_for",
    "spans_of_parties",
    "tags_in_use",
    "visible_parties",
]
