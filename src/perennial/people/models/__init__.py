from perennial.people.models.address import Address
from perennial.people.models.anniversary import Anniversary
from perennial.people.models.following import Following
from perennial.people.models.identity import Identity
from perennial.people.models.matching import Distinction, MatchKey, Suspicion, Uncompared
from perennial.people.models.merge import Merge
from perennial.people.models.party import LookedUp, Party, of_kept, of_owned, of_visible
from perennial.people.models.relation import Relation, RemovedRelation
from perennial.people.models.remembrance import Remembrance
from perennial.people.models.searchterm import SearchTerm
from perennial.people.models.stage import StageChange
from perennial.people.models.tag import Tag, Tagging

__all__ = [
    "Address",
    "Anniversary",
    "Distinction",
    "Following",
    "Identity",
    "LookedUp",
    "MatchKey",
    "Merge",
    "Party",
    "Relation",
    "Remembrance",
    "RemovedRelation",
    "SearchTerm",
    "StageChange",
    "Suspicion",
    "Tag",
    "Tagging",
    "Uncompared",
    "of_kept",
    "of_owned",
    "of_visible",
]
