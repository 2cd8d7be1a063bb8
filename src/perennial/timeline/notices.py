"""What members hear of the timeline, in words."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.team.choices import Way
from perennial.team.models import Notification
from perennial.team.notices import NoticeKind, actor_of, notice_kinds
from perennial.timeline.choices import COMPLAINED, MENTION


def _mention(told: Notification) -> str:
    parts = {"who": actor_of(told), "name": told.about_name, "text": told.parts.get("quote", "")}
    return _t("%(who)s mentioned you at %(name)s: “%(text)s”") % parts


def _complained(told: Notification) -> str:
    if told.parts.get("many") or told.count > 1:
        words = ngettext("%(n)d complaint of customers you follow", "%(n)d complaints of customers you follow", told.count)
        return words % {"n": told.count}
    if told.parts.get("quote"):
        return _t("%(name)s complained: “%(text)s”") % {"name": told.about_name, "text": told.parts["quote"]}
    return _t("%(name)s complained") % {"name": told.about_name}


notice_kinds.add(
    NoticeKind(
        key=MENTION,
        label=_("Somebody mentions you"),
        help=_("With @ and your name, in a note or an entry about a customer"),
        icon="at-sign",
        words=_mention,
        usual=Way.NOW,
        order=10,
    ),
    NoticeKind(key=COMPLAINED, label=_("A customer you follow complains"), icon="frown", words=_complained, order=50),
)
