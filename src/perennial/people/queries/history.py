"""The moments that people keeps itself: how a customer's stage changed."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from perennial.kernel.http.recall import once_a_page
from perennial.kernel.manifests import Moment
from perennial.kernel.prepared import prepared
from perennial.people.models import StageChange

_NEWEST = 40


def _changes(party_id: int) -> "QuerySet[StageChange]":
    return StageChange.objects.filter(party=party_id).select_related("by").order_by("-at", "-id")


@prepared
def _newest(party_id: int) -> "QuerySet[StageChange]":
    return _changes(party_id)[:_NEWEST]


def newest_stage_changes(party_id: int, limit: int) -> list[StageChange]:
    """The last few changes of a party's stage, up to forty; the parts of one page share a query."""
    return once_a_page((StageChange, party_id), lambda: _newest(party_id))[:limit]


def stage_moments(
    party_id: int, before: tuple[dt.datetime, int] | None, kinds: frozenset[str] | None, limit: int
) -> Sequence[Moment]:
    """The newest stage changes of a party before a position, for its timeline; one query."""
    if kinds is not None and "stage" not in kinds:
        return []
    if before is None and limit <= _NEWEST:
        changes: Sequence[StageChange] = newest_stage_changes(party_id, limit)
    else:
        found = _changes(party_id)
        if before is not None:
            at, id_ = before
            found = found.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=id_))
        changes = list(found[:limit])
    return [
        Moment(
            at=change.at,
            id=change.pk,
            kind="stage",
            title=_("%(before)s became %(after)s")
            % {"before": change.get_before_display(), "after": change.get_after_display().lower()},
            text=change.reason,
            icon="milestone",
            hue=300,
            who=str(change.by) if change.by else _("by rule"),
            recorded_at=change.at,
        )
        for change in changes
    ]
