"""Finding follow-ups by their words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.manifests import Hit
from perennial.people.ownercopies import of_party_owners
from perennial.promises.models import FollowUp
from perennial.promises.rules import may_see
from perennial.promises.words import FOLLOW_UPS
from perennial.search.queries import Wanted
from perennial.search.snippets import snippet
from perennial.team.reach import owners_within_reach


def follow_up_hits(actor: Any, text: str, limit: int) -> Sequence[Hit]:
    """Follow-ups for visible customers in whose text the typed words are: the open ones first, then the newest."""
    if not may_see(actor):
        return []
    wanted = Wanted.by(actor, text)
    visible: QuerySet[FollowUp] = FollowUp.objects.filter(of_party_owners(owners_within_reach(actor))).select_related("party")
    found = FOLLOW_UPS.find_rows(wanted, visible, limit)
    return [_hit(follow_up, wanted) for follow_up in sorted(found, key=lambda one: (not one.is_open, -one.pk))]


def _hit(follow_up: FollowUp, wanted: Wanted) -> Hit:
    open_page = reverse("promises:edit", args=[follow_up.pk])
    return Hit(
        url=open_page if follow_up.is_open else reverse("people:party", args=[follow_up.party_id]),
        title=follow_up.party.name,
        detail="" if follow_up.is_open else _("done"),
        icon="alarm-clock" if follow_up.is_open else "check",
        rank=float(follow_up.is_open),
        meant=wanted.meant,
        at=clock.start_of_day(follow_up.due_on) if follow_up.is_open else None,
        snippet=snippet(follow_up.text, wanted.words),
    )
