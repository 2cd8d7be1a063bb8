"""The kinds of notification: each slice names its own here, in words, and says who may still be told of a record."""

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel.manifests import Label, anyone
from perennial.kernel.registry import Registry
from perennial.team.choices import Way
from perennial.team.models import Notification


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of notification. `words(notification)` says it in the reader's language, `label` names it in the settings; `usual`
    is how a member hears of it unless they chose another way."""

    key: str
    label: Label
    help: Label = ""
    icon: str
    words: Callable[[Notification], str]
    usual: Way = Way.APP
    may: Callable[[Any], bool] = anyone
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Border:
    """Who may be told of a kind of record (`key`, a model's label): `visible(member, ids)` gives those that a member sees."""

    key: str
    visible: Callable[[Any, Collection[int]], Collection[int]]
    order: int = 50


notice_kinds: Registry[NoticeKind] = Registry("kind of notification")
borders: Registry[Border] = Registry("border of a kind of record")


def words_of(notification: Notification) -> str:
    """A notification in words."""
    kind = notice_kinds.get(notification.kind)
    return kind.words(notification) if kind else _("Something happened with %(name)s") % {"name": notification.about_name}


def icon_of(notification: Notification) -> str:
    """Its icon."""
    kind = notice_kinds.get(notification.kind)
    return kind.icon if kind else "bell"


def actor_of(notification: Notification) -> str:
    """Who did it, for the beginning of a sentence."""
    return str(notification.actor) if notification.actor else _("Somebody")


def within_border(member: Any, found: Collection[Notification]) -> list[Notification]:
    """Those that the member may still be told of: at most one query for each kind of record, none for who sees everything."""
    asked: dict[str, set[int]] = {}
    for one in found:
        if one.about_id is not None and one.about_kind in borders:
            asked.setdefault(one.about_kind, set()).add(one.about_id)
    seen = {kind: set(border.visible(member, ids)) for kind, ids in asked.items() if (border := borders.get(kind))}
    return [one for one in found if one.about_kind not in seen or one.about_id in seen[one.about_kind] or one.about_id is None]
