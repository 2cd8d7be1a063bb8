"""The moments that people keeps itself: how a customer's stage changed."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from perennial.kernel.manifests import Moment
from perennial.people.models import StageChange


def stage_moments(
    party_id: int, before: tuple[dt.datetime, int] | None, kinds: frozenset[str] | None, limit: int
) -> Sequence[Moment]:
    """The newest stage changes of a party before a position, for its timeline; one query."""
    if kinds is not None and "stage" not in kinds:
        return []
    changes = StageChange.objects.filter(party=party_id).select_related("by").order_by("-at", "-id")
    if before is not None:
        at, id_ = before
        changes = changes.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=id_))
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
        for change in changes[:limit]
    ]
