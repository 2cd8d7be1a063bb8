"""Reading notifications, and saying how one wants to hear of things."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from perennial.kernel import clock
from perennial.kernel.live import signal
from perennial.team.deeds import changes_between, record_deed
from perennial.team.models import Member, Notification, NotificationSettings
from perennial.team.models.notification import NotificationQuerySet, settings_of

SETTINGS = ("ways", "digest_hour", "digest_weekday", "quiet_from", "quiet_until")


@transaction.atomic
def read_notification(notification: Notification, *, by: Member) -> None:
    """Mark one of the member's notifications as read. Doing it twice changes nothing."""
    _read(Notification.objects.filter(pk=notification.pk, member=by), by)


@transaction.atomic
def unread_notification(notification: Notification, *, by: Member) -> None:
    """Mark one of the member's notifications as not read, so that it is not forgotten."""
    if Notification.objects.filter(pk=notification.pk, member=by).exclude(read_at=None).update(read_at=None):
        signal("notifications", id=by.pk)


@transaction.atomic
def read_all_notifications(*, by: Member, up_to: int | None = None) -> int:
    """Mark all of the member's notifications as read, or those up to the newest that the member saw; gives how many."""
    found = Notification.objects.filter(member=by)
    return _read(found.filter(pk__lte=up_to) if up_to else found, by)


@transaction.atomic
def set_notifications(values: Mapping[str, Any], *, by: Member) -> NotificationSettings:
    """Say how the member wants to hear of each kind, when mails that gather come, and when none may. What is waiting keeps the
    way that held when it happened."""
    kept = settings_of(Member.objects.select_for_update(no_key=True).get(pk=by.pk))
    changes = changes_between({name: getattr(kept, name) for name in SETTINGS}, values)
    if changes:
        for name in changes:
            setattr(kept, name, values[name])
        kept.save()
        record_deed("team.member.notifications_set", by=by, on=by, changes=changes)
    return kept


def _read(found: NotificationQuerySet, member: Member) -> int:
    count = found.unread().update(read_at=clock.now(), open_group=None)
    if count:
        signal("notifications", id=member.pk)
    return count
