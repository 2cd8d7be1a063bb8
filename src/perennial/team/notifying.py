"""Telling members what concerns them: called by actions, in their transaction."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.kernel.jobs import enqueue_once
from perennial.kernel.live import signal
from perennial.team.choices import Mailing, Way
from perennial.team.models import Member, Notification, NotificationSettings
from perennial.team.notices import notice_kinds

MAILINGS = {Way.NOW: Mailing.NOW, Way.DAILY: Mailing.DAILY, Way.WEEKLY: Mailing.WEEKLY}
_COLUMNS = tuple(field.attname for field in Notification._meta.concrete_fields)
_RENEWED = ("about_kind", "about_id", "about_name", "parts", "url", "at")


def notify(
    members: Member | Iterable[Member],
    *,
    kind: str,
    by: Member | None,
    on: models.Model | None = None,
    url: str = "",
    group: str = "",
    count: int = 1,
    **parts: Any,
) -> int:
    """Tell members of something: `kind` is one of `notice_kinds`, `parts` are what its words need. Nobody is told of their own
    deeds, nor who left, nor who does not want to hear of the kind. News of the same `group` are one line with a count until it
    is read or mailed. Two queries, one where the members come with their settings; gives how many are told."""
    told = [members] if isinstance(members, Member) else list(members)
    notices = [
        notice_for(member, kind=kind, by=by, on=on, url=url, group=group, count=count, parts=parts)
        for member in _with_settings([m for m in told if m.is_active and (by is None or m.pk != by.pk)])
    ]
    return deliver(notices)


def notice_for(
    member: Member,
    *,
    kind: str,
    by: Member | None,
    on: models.Model | None = None,
    url: str = "",
    group: str = "",
    count: int = 1,
    parts: dict[str, Any] | None = None,
) -> Notification | None:
    """The row that tells one member, not yet written; None when they do not want to hear of it."""
    known = notice_kinds.get(kind)
    if known is None:
        raise LookupError(f"“{kind}” is not a kind of notification")
    way = _settings(member).way_of(kind, known.usual)
    if way == Way.NONE:
        return None
    return Notification(
        member=member,
        kind=kind,
        actor=by,
        about_kind=on._meta.label_lower if on is not None else "",
        about_id=on.pk if on is not None else None,
        about_name=str(on)[:200] if on is not None else "",
        parts=parts or {},
        url=url,
        count=count,
        open_group=group[:100] or None,
        mailing=MAILINGS.get(Way(way), Mailing.NO),
    )


def deliver(notices: Iterable[Notification | None]) -> int:
    """Write notifications in one statement and let the open pages of those who are told know. Several of the same group for one
    member must not come together. Gives how many there are."""
    rows = [notice for notice in notices if notice is not None]
    if not rows:
        return 0
    for row, id_ in zip(rows, new_ids(len(rows)), strict=True):
        row.pk, row.at = id_, clock.now()
    _write(rows)
    if any(row.mailing == Mailing.NOW for row in rows):
        from perennial.team.jobs import mail_notifications

        enqueue_once(mail_notifications, "team.mail_notifications")
    for member_id in {row.member_id for row in rows}:
        transaction.on_commit(partial(signal, "notifications", id=member_id))
    return len(rows)


def forget_notifications(about_kind: str, ids: Sequence[int], *, kind: str = "") -> None:
    """Nobody is told any longer of records that are erased; with a `kind`, only what is told so."""
    told = Notification.objects.filter(about_kind=about_kind, about_id__in=ids)
    (told.filter(kind=kind) if kind else told).delete()


def _write(rows: Sequence[Notification]) -> None:
    quote = connection.ops.quote_name
    table = quote(Notification._meta.db_table)
    fields = [Notification._meta.get_field(name) for name in _columns_by_field()]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]  # type: ignore[union-attr]
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    renewed = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in _RENEWED)
    same_actor = f"CASE WHEN {table}.actor_id = excluded.actor_id THEN excluded.actor_id END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quote(name) for name in _COLUMNS)}) VALUES {places}"  # noqa: S608 - names only
            f" ON CONFLICT (member_id, open_group) DO UPDATE SET {renewed}, count = {table}.count + excluded.count,"
            f" actor_id = {same_actor}",
            values,
        )


def _columns_by_field() -> list[str]:
    return [field.name for field in Notification._meta.concrete_fields]


def _settings(member: Member) -> NotificationSettings:
    try:
        return member.notification_settings
    except ObjectDoesNotExist:
        return NotificationSettings(member=member)


def _with_settings(members: list[Member]) -> list[Member]:
    """The members with their settings, fetched in one query for those who come without."""
    unknown = {m.pk: m for m in members if "notification_settings" not in m._state.fields_cache}
    if unknown:
        found = {one.member_id: one for one in NotificationSettings.objects.filter(member__in=list(unknown))}
        for pk, member in unknown.items():
            member._state.fields_cache["notification_settings"] = found.get(pk) or NotificationSettings(member=member)
    return members
