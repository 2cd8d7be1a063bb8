"""Putting an owed row off, with a reason and a day, and bringing it back."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel import clock, manifests
from perennial.kernel.events import publish
from perennial.people.models import Party
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.today.events import OwedRowSnoozed, OwedRowWoken
from perennial.today.models import Snooze, StepsPutAway
from perennial.today.rules import may_snooze

LONGEST_SNOOZE = dt.timedelta(days=366)
LONGEST_KEY, LONGEST_REASON = 80, 200


class SnoozeRefused(ValueError):  # noqa: N818 - said to people
    """A snooze that cannot be: the message says what is wrong with it."""


@transaction.atomic
def snooze_row(*, source: str, key: str, party: Party, until: dt.date, reason: str, by: Member) -> Snooze:
    """Hide one owed row from everybody until a day, and tell `OwedRowSnoozed`. Snoozing it again moves the day. Refuses a
    source that nobody offers, a day that is not ahead or more than a year away, and an empty reason."""
    if not may_snooze(by):
        raise PermissionDenied
    _refuse_nonsense(source, key, until, reason)
    snooze, _created = Snooze.objects.update_or_create(
        source=source,
        key=key,
        defaults={"party": party, "until": until, "reason": reason.strip(), "by": by, "at": clock.now()},
    )
    record_deed(
        "today.row.snoozed",
        by=by,
        on=party,
        changes={"until": (None, until), "reason": (None, snooze.reason), source: (None, key)},
    )
    publish(OwedRowSnoozed(source=source, key=key, party_id=party.pk, until=until, reason=snooze.reason, by_id=by.pk))
    return snooze


@transaction.atomic
def wake_row(snooze: Snooze, *, by: Member) -> None:
    """Bring a snoozed row back now, and tell `OwedRowWoken`. Waking it twice changes nothing the second time."""
    if not may_snooze(by):
        raise PermissionDenied
    gone, _by_model = Snooze.objects.filter(pk=snooze.pk).delete()
    if not gone:
        return
    record_deed(
        "today.row.woken", by=by, on=snooze.party, changes={"until": (snooze.until, None), snooze.source: (snooze.key, None)}
    )
    publish(OwedRowWoken(source=snooze.source, key=snooze.key, party_id=snooze.party_id, by_id=by.pk))


def _refuse_nonsense(source: str, key: str, until: dt.date, reason: str) -> None:
    if source not in manifests.owed_sources or not key or len(key) > LONGEST_KEY:
        raise SnoozeRefused(_("This is not on Today any more."))
    if not reason.strip():
        raise SnoozeRefused(_("Say why it can wait, so that the others know."))
    if len(reason.strip()) > LONGEST_REASON:
        raise SnoozeRefused(_("Say it in at most 200 characters."))
    if until <= clock.today():
        raise SnoozeRefused(_("Choose a day after today."))
    if until > clock.today() + LONGEST_SNOOZE:
        raise SnoozeRefused(_("Choose a day within a year."))


@transaction.atomic
def put_steps_away(*, by: Member) -> None:
    """Show the first steps to this member no more. Twice changes nothing. It is a view of their own: nobody is told."""
    StepsPutAway.objects.get_or_create(member=by)
