"""A merge: two records of the same customer became one."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models

from perennial.kernel import clock
from perennial.kernel.ids import IdField

UNDOABLE_FOR = dt.timedelta(days=30)


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> "MergeQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def undoable(self) -> "MergeQuerySet":
        """Those that can still be undone."""
        return self.standing().filter(purged_at=None, at__gt=clock.now() - UNDOABLE_FOR)


class Merge(models.Model):
    """`absorbed` became a part of `survivor`: it is put away and leads on to whoever holds its history now.

    For 30 days it is kept what an undo needs: `fields` {name: [before, after]} of the survivor, `moved`
    {"purchases.Order.party": [ids]}, `primaries` (identities that came first before), `aside` (what was left out, see
    `people.actions.merging_aside`), and the absorbed record itself with what stayed with it. Then `purged_at` is set and all of
    that goes; only the way from the old id to the survivor stays. `left` says, item by item, what an undo could not take back.
    `run` is the job that merged it with many others, if one did.
    """

    id = IdField()
    survivor = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    absorbed = models.ForeignKey("people.Party", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    fields = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    primaries = models.JSONField(default=list)
    aside = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    left = models.JSONField(default=list)
    purged_at = models.DateTimeField(null=True)
    run = models.BigIntegerField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absorbed"], condition=models.Q(undone_at=None), name="absorbed_once"),
            models.CheckConstraint(condition=~models.Q(survivor=models.F("absorbed")), name="merge_of_two"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="merge_at"),
            models.Index(fields=["run"], name="merge_run", condition=models.Q(run__isnull=False)),
            models.Index(fields=["at"], name="merge_unpurged", condition=models.Q(purged_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.survivor_id}"

    @property
    def undoable_until(self) -> dt.datetime:
        """The moment from which it stays as it is."""
        return self.at + UNDOABLE_FOR

    @property
    def is_undoable(self) -> bool:
        return self.undone_at is None and self.purged_at is None and clock.now() < self.undoable_until
