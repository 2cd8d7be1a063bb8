"""Suspected pairs as a list shows them."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.translation import ngettext

from perennial.people.choices import IdentityKind
from perennial.people.matching.finding import CERTAIN, LIKELY
from perennial.people.matching.reasons import said_against, said_for
from perennial.people.merged_fields import better_first
from perennial.people.models import Identity, Party, Suspicion
from perennial.people.queries.duplicates import percent_of, taken_back


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of the two, with how to reach them."""

    party: Party
    reached: list[str]

    @property
    def facts(self) -> list[str]:
        """What tells it from others at a glance."""
        orders = ngettext("%(count)s order", "%(count)s orders", self.party.orders) % {"count": self.party.orders}
        return [text for text in (*self.reached, self.party.city, orders if self.party.orders else "") if text]


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair: the one that is suggested to stay first."""

    survivor: Side
    absorbed: Side
    confidence: float
    reasons: list[str]
    against: list[str]
    taken_back_at: dt.datetime | None = None

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.survivor, self.absorbed

    @property
    def percent(self) -> int:
        return percent_of(self.confidence)

    @property
    def level(self) -> str:
        """certain · likely · possible."""
        return "certain" if self.confidence >= CERTAIN else "likely" if self.confidence >= LIKELY else "possible"


def shown_pairs(suspicions: Sequence[Suspicion]) -> list[ShownPair]:
    """The pairs with their parties and ways to reach them, in three queries."""
    ids = {pk for one in suspicions for pk in (one.first_id, one.second_id)}
    parties = Party.objects.select_related("owner").in_bulk(ids)
    reached: dict[int, list[str]] = {}
    kinds = (IdentityKind.EMAIL, IdentityKind.PHONE)
    for identity in Identity.objects.filter(party__in=ids, kind__in=kinds).order_by("kind", "-is_primary", "id"):
        reached.setdefault(identity.party_id, []).append(identity.value)
    parted, shown = taken_back(suspicions), []
    for one in suspicions:
        stays, goes = better_first(parties[one.first_id], parties[one.second_id])
        first, second = (Side(party, reached.get(party.pk, [])[:2]) for party in (stays, goes))
        said = said_for(one.reasons), said_against(one.reasons)
        shown.append(ShownPair(first, second, one.confidence, *said, parted.get(one.pk)))
    return shown
