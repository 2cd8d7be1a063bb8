"""What members hear of follow-ups, in words."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.promises.actions.following import GIVEN, MENTION
from perennial.promises.rules import may_keep
from perennial.team.choices import Way
from perennial.team.models import Notification
from perennial.team.notices import NoticeKind, actor_of, notice_kinds


def _mention(told: Notification) -> str:
    parts = {"who": actor_of(told), "name": told.about_name, "text": told.parts.get("quote", "")}
    return _t("%(who)s mentioned you in a follow-up with %(name)s: “%(text)s”") % parts


def _given(told: Notification) -> str:
    if told.count > 1:
        words = ngettext("%(who)s gave you %(n)d follow-up", "%(who)s gave you %(n)d follow-ups", told.count)
        return words % {"who": actor_of(told), "n": told.count}
    day = date_format(dt.date.fromisoformat(told.parts["due_on"]))
    parts = {"who": actor_of(told), "name": told.about_name, "text": told.parts.get("text", ""), "day": day}
    return _t("%(who)s gave you a follow-up with %(name)s, due on %(day)s: “%(text)s”") % parts


notice_kinds.add(
    NoticeKind(
        key=MENTION,
        label=_("Somebody mentions you in a follow-up"),
        icon="at-sign",
        words=_mention,
        usual=Way.NOW,
        order=11,
    ),
    NoticeKind(key=GIVEN, label=_("You are given a follow-up"), icon="alarm-clock-plus", words=_given, may=may_keep, order=21),
)
