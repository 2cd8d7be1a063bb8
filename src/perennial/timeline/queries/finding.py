"""Finding touchpoints by what was said in them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from perennial.kernel.manifests import Hit
from perennial.people.models import LookedUp, of_visible
from perennial.search.queries import Wanted
from perennial.search.snippets import snippet
from perennial.timeline.kinds import kind_named
from perennial.timeline.models import Touchpoint
from perennial.timeline.rules import may_see
from perennial.timeline.words import ENTRIES


def entry_hits(actor: Any, text: str, limit: int) -> Sequence[Hit]:
    """The newest entries, of customers whom the member may see, in whose text the typed words are."""
    if not may_see(actor):
        return []
    wanted = Wanted.by(actor, text)
    visible: QuerySet[Touchpoint] = Touchpoint.objects.filter(of_visible(actor, way=LookedUp)).select_related("party")
    return [_hit(entry, wanted) for entry in ENTRIES.find_rows(wanted, visible, limit)]


def entry_url(entry: Touchpoint) -> str:
    """The story of the customer from this entry on."""
    at = {"before": f"{entry.happened_at.isoformat()}~{entry.pk + 1}"}
    return f"{reverse('timeline:story', args=[entry.party_id])}?{urlencode(at)}#entry-{entry.pk}"


def _hit(entry: Touchpoint, wanted: Wanted) -> Hit:
    kind = kind_named(entry.kind)
    return Hit(
        url=entry_url(entry),
        title=entry.party.name,
        detail=str(kind.label),
        icon=kind.icon,
        meant=wanted.meant,
        at=entry.happened_at,
        snippet=snippet(entry.text, wanted.words),
    )
