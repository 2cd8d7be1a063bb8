"""A follow-up: something we mean to do for a customer by a day."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.people.ownercopies import OfOwner, of_party_owners


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> "FollowUpQuerySet":
        """Not done, not dropped, of customers who are not deleted."""
        return self.filter(of_party_owners(None), is_open=True)

    def due(self, day: dt.date) -> "FollowUpQuerySet":
        """Open and due on this day or before."""
        return self.open().filter(due_on__lte=day)

    def within(self, owners: frozenset[int] | None) -> "FollowUpQuerySet":
        """With customers whom one of these members looks after; None: with all."""
        return self if owners is None else self.filter(of_party_owners(owners))


class FollowUp(OfOwner):
    """Open as long as it has no `Completion`; `is_open` repeats that so that the due ones are found by an index."""

    id = IdField()
    party = models.ForeignKey("people.Party", models.CASCADE, related_name="+", db_index=False)  # followup_party serves it
    text = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("due"))
    due_time = models.TimeField(_("at"), null=True, blank=True)  # in the owner's zone
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    mentions = models.JSONField(null=True, editable=False)  # {member's id: as written}, see team.mentions
    is_open = models.BooleanField(default=True, editable=False)
    version = models.IntegerField(default=1, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id", "party_owner"], name="followup_due", condition=Q(is_open=True)),
            models.Index(fields=["party_owner", "due_on", "id"], name="followup_party_owner_due", condition=Q(is_open=True)),
            models.Index(fields=["owner", "due_on", "id"], name="followup_owner_due", condition=Q(is_open=True)),
            models.Index(fields=["due_on", "id"], name="followup_day"),
            models.Index(fields=["party", "due_on"], name="followup_party"),
            models.Index(fields=["-id"], name="followup_ended", condition=Q(is_open=False)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def zone(self) -> dt.tzinfo | None:
        """The owner's zone, or None for the active one."""
        return clock.zone_named(self.owner.time_zone) if self.owner.time_zone else None

    @property
    def days_late(self) -> int:
        """Days since it was due for its owner; 0 on the day, negative before."""
        return (clock.today(self.zone) - self.due_on).days

    @property
    def due_at(self) -> dt.datetime:
        """The moment from which it is due: its time, or the start of its day, for its owner."""
        start = clock.start_of_day(self.due_on, self.zone)
        if self.due_time is None:
            return start
        zone = self.zone or timezone.get_current_timezone()
        return dt.datetime.combine(self.due_on, self.due_time, tzinfo=zone).astimezone(dt.UTC)


class Completion(models.Model):
    """How a follow-up ended: done, or dropped with a reason."""

    id = IdField()
    follow_up = models.OneToOneField(FollowUp, models.CASCADE, related_name="completion")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    dropped_because = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="completion_at")]

    def __str__(self) -> str:
        return f"completion of {self.follow_up_id}"


class Postponement(models.Model):
    """That a follow-up was moved from one day to another, and by whom."""

    id = IdField()
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="postponements")
    before = models.DateField()
    after = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
