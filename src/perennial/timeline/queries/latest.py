"""Whom we dealt with of late."""

from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.team.models import AuditEntry, Member
from perennial.team.reach import sees_all
from perennial.timeline.models import Touchpoint


def parties_of_late(member: Member, limit: int = 8) -> list[Party]:
    """The customers of the entries that were written last, latest first; two queries over keys. For a member who does
    not see all: of the entries that they wrote, because those of others may lead to nobody they know."""
    entries = Touchpoint.objects.all() if sees_all(member) else Touchpoint.objects.filter(member=member)
    latest = entries.order_by("-pk").values_list("party_id", flat=True)[: limit * 5]
    ids = list(dict.fromkeys(latest))[:limit]
    known = visible_parties(member).in_bulk(ids)
    return [known[party_id] for party_id in ids if party_id in known]


def was_anything_logged() -> bool:
    """Whether a member ever logged something by hand: asked of the log's index, however many entries came from elsewhere."""
    return AuditEntry.objects.wholes().filter(action="timeline.touchpoint.logged").exists()
