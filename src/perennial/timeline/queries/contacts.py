"""How customers were last reached."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from perennial.timeline.choices import Direction
from perennial.timeline.kinds import contact_kinds
from perennial.timeline.models import ContactSummary, Touchpoint


def last_two_way_of(party_ids: Iterable[int]) -> dict[int, str]:
    """{party: the kind of the touchpoint at the moment of the last real contact}, in one query over the parties' index."""
    at_that_moment = (
        Touchpoint.objects.standing()
        .filter(party=OuterRef("party"), happened_at=OuterRef("last_two_way_at"), kind__in=contact_kinds())
        .exclude(direction=Direction.INTERNAL)
        .order_by("-id")
    )
    found = (
        ContactSummary.objects.filter(party__in=list(party_ids))
        .annotate(kind=Subquery(at_that_moment.values("kind")[:1]))
        .exclude(kind=None)
    )
    return dict(found.values_list("party_id", "kind"))
