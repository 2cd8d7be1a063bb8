"""Deciding an audience anew over everybody: because its condition changed, or because a day has passed without an event."""

from collections.abc import Callable

import numpy as np
from django.db import transaction

from perennial.audiences.actions.entering import AT_ONCE, Moved, decide
from perennial.audiences.asking import in_days_of_the_business
from perennial.audiences.counting import everybody_who_fits
from perennial.audiences.events import AudienceRefreshed
from perennial.audiences.models import Audience, Size, Stay
from perennial.audiences.touching import tree_of
from perennial.audiences.tree import Tree
from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.live import signal

Tell = Callable[[int, int], None]


def nobody_is_told(done: int, total: int) -> None:
    """The default of `tell`."""


def refresh_audience(audience: Audience, *, tell: Tell = nobody_is_told, is_wanted: Callable[[], None] = lambda: None) -> Moved:
    """Find in the lake who fits, compare with who is inside, and decide on the rows of those who differ, some at a time:
    each part is a transaction of its own, and whoever is stopped goes on with those who still differ. Counts the size, tells
    `AudienceRefreshed`; not when it was deleted or given another condition meanwhile, which is decided by a job of its own.
    Raises `ConditionError` where the condition cannot be understood any more, `EngineError` of the lake."""
    tree = tree_of(audience)
    moved, differing = Moved(), _differing(audience, tree)
    for start in range(0, len(differing), AT_ONCE):
        is_wanted()
        if not _is_still_asked(audience):
            return moved
        some = decide([(audience, tree)], differing[start : start + AT_ONCE], tell=False)
        moved.entered, moved.left = moved.entered + some.entered, moved.left + some.left
        tell(min(start + AT_ONCE, len(differing)), len(differing))
    count_audience(audience, moved)
    return moved


def _is_still_asked(audience: Audience) -> bool:
    now = Audience.objects.kept().filter(pk=audience.pk).values_list("condition", flat=True).first()
    return now is not None and now == audience.condition


def _differing(audience: Audience, tree: Tree) -> list[int]:
    inside = Stay.objects.open().filter(audience=audience).order_by().values_list("party_id", flat=True)
    staying = np.fromiter(inside.iterator(10_000), np.int64)
    differing: list[int] = np.setxor1d(everybody_who_fits(tree).ids, staying, assume_unique=True).tolist()
    return differing


@transaction.atomic
def count_audience(audience: Audience, moved: Moved) -> None:
    """Keep how many are inside, now and for the day. Tells `AudienceRefreshed` if somebody entered or left."""
    size = Stay.objects.open().filter(audience=audience).count()
    Audience.objects.filter(pk=audience.pk).update(size=size, counted_at=clock.now())
    Audience.objects.filter(pk=audience.pk, tells_from=None).update(tells_from=clock.now())
    with in_days_of_the_business() as today:
        Size.objects.update_or_create(audience=audience, on=today, defaults={"size": size})
    if moved.entered or moved.left:
        publish(AudienceRefreshed(audience_id=audience.pk, entered=moved.entered, left=moved.left, size=size))
    signal("audience", id=audience.pk)
