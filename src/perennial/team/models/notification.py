"""What a member is told, and how they want to be told."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.team.choices import Mailing, Way
from perennial.team.models.member import Member


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def unmailed(self) -> "NotificationQuerySet":
        """Those that a mail should tell of, and none did. What was read meanwhile needs no mail."""
        return self.exclude(mailing=Mailing.NO).filter(mailed_at=None, read_at=None)


class Notification(models.Model):
    """One line of the notification centre: `kind` and `parts` (ids, numbers, names) are said in the reader's language.

    `about_kind` and `about_id` name the record whose border decides who may still be told. News of one `open_group` are one
    line, with a `count`, as long as nobody read or mailed it."""

    id = IdField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_name = models.CharField(max_length=200, blank=True)
    parts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    count = models.IntegerField(default=1)
    open_group = models.CharField(max_length=100, null=True)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    mailing = models.CharField(max_length=6, choices=Mailing.choices, default=Mailing.NO, blank=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "open_group"], name="notification_open_once")]
        indexes: ClassVar = [
            models.Index(fields=["member", "-at", "-id"], name="notification_member"),
            models.Index(fields=["member", "-at"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["about_kind", "about_id"], name="notification_about"),
            models.Index(
                fields=["member"], name="notification_unmailed", condition=Q(mailed_at=None, read_at=None) & ~Q(mailing="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_name}"


class NotificationSettings(models.Model):
    """How a member wants to be told: `ways` holds {kind: way} where it is not the kind's own; a mail that gathers comes at
    `digest_hour` of the member's zone (a weekly one on `digest_weekday`, Monday is 0), and none within the quiet hours."""

    id = IdField()
    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_settings")
    ways = models.JSONField(default=dict)
    digest_hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(_("day of the week"), default=0)
    quiet_from = models.TimeField(_("from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name_plural = "notification settings"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(digest_hour__lt=24, digest_weekday__lt=7), name="notification_digest_time")
        ]

    def __str__(self) -> str:
        return f"settings of {self.member_id}"

    def way_of(self, kind: str, usual: str) -> str:
        """How the member wants to hear of a kind."""
        way = self.ways.get(kind, usual)
        return way if way in Way.values else usual

    def daily_slot(self, here: dt.datetime) -> dt.datetime:
        """The last moment at or before `here`, in the member's zone, at which a daily mail was meant."""
        slot = here.replace(hour=self.digest_hour, minute=0, second=0, microsecond=0)
        return slot if slot <= here else slot - dt.timedelta(days=1)

    def weekly_slot(self, here: dt.datetime) -> dt.datetime:
        """The same for a weekly mail."""
        slot = self.daily_slot(here)
        return slot - dt.timedelta(days=(slot.weekday() - self.digest_weekday) % 7)

    def is_quiet_at(self, moment: dt.time) -> bool:
        """Whether a time of the member's day lies in the quiet hours, which may go past midnight."""
        begin, end = self.quiet_from, self.quiet_until
        if begin is None or end is None or begin == end:
            return False
        return begin <= moment < end if begin < end else moment >= begin or moment < end


def settings_of(member: Member) -> NotificationSettings:
    """The settings of a member, saved or as they are for everybody."""
    found: Any = NotificationSettings.objects.filter(member=member).first()
    return found or NotificationSettings(member=member)
