"""Reading what a member was told."""

import dataclasses
from collections.abc import Iterable

from perennial.team.models import Member, Notification
from perennial.team.notices import icon_of, within_border, words_of

PAGE = 40
RECENT = 5
MOST_COUNTED = 99


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A notification in words."""

    notification: Notification
    words: str
    icon: str


@dataclasses.dataclass(frozen=True, slots=True)
class Inbox:
    """One page of notifications; `before` goes on, `newest` is the newest of all that the page shows."""

    lines: list[Line]
    before: int | None
    newest: int | None


def count_unread(member: Member) -> int:
    """How many a member has not read, counted up to MOST_COUNTED; of what they may no longer see, none. One indexed query, and
    one more for who does not see everything."""
    found = Notification.objects.unread().filter(member=member).only("about_kind", "about_id").order_by("-at")
    return len(within_border(member, list(found[:MOST_COUNTED])))


def recent_of(member: Member) -> list[Notification]:
    """The newest few."""
    return within_border(member, _of(member, RECENT))


def inbox_page(member: Member, *, only_unread: bool = False, before: int | None = None) -> Inbox:
    """One page, newest first: two queries, and one for each kind of record whose border the member has."""
    found = _of(member, PAGE + 1, only_unread=only_unread, before=before)
    shown = found[:PAGE]
    further = shown[-1].pk if len(found) > PAGE else None
    return Inbox(lines_of(within_border(member, shown)), further, shown[0].pk if shown and before is None else None)


def lines_of(found: Iterable[Notification]) -> list[Line]:
    """Notifications in words, for a template."""
    return [Line(one, words_of(one), icon_of(one)) for one in found]


def _of(member: Member, limit: int, *, only_unread: bool = False, before: int | None = None) -> list[Notification]:
    found = Notification.objects.filter(member=member).select_related("actor").order_by("-at", "-id")
    if only_unread:
        found = found.unread()
    if before is not None and (last := Notification.objects.filter(pk=before, member=member).first()):
        found = found.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    return list(found[:limit])
