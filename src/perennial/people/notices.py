"""What members hear of customers, in words."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.people.actions.following import MERGED, OWNER_CHANGED, OWNER_GIVEN, STAGE_CHANGED
from perennial.people.choices import Stage
from perennial.people.queries import visible_parties
from perennial.people.rules import may_create, may_see
from perennial.team.models import Notification
from perennial.team.notices import Border, NoticeKind, actor_of, borders, notice_kinds
from perennial.team.reach import owners_within_reach


def _visible(member: Any, ids: Collection[int]) -> Collection[int]:
    """The customers among these that the member sees; no query for who sees everybody and nobody was deleted since."""
    if owners_within_reach(member) is None and may_see(member):
        return ids
    return set(visible_parties(member).filter(pk__in=ids).values_list("pk", flat=True))


def _owner_given(told: Notification) -> str:
    if told.count > 1:
        return ngettext(
            "%(who)s made you responsible for %(n)d customer", "%(who)s made you responsible for %(n)d customers", told.count
        ) % {"who": actor_of(told), "n": told.count}
    return _t("%(who)s made you responsible for %(name)s") % {"who": actor_of(told), "name": told.about_name}


def _owner_changed(told: Notification) -> str:
    if told.parts.get("many"):
        return ngettext(
            "%(n)d customer whom you follow has another owner", "%(n)d customers whom you follow have another owner", told.count
        ) % {"n": told.count}
    owner = told.parts.get("owner")
    words = _t("%(name)s belongs to %(owner)s now") if owner else _t("Nobody is responsible for %(name)s any more")
    return words % {"name": told.about_name, "owner": owner}


def _stage_changed(told: Notification) -> str:
    if told.parts.get("many"):
        return ngettext(
            "%(n)d customer whom you follow is in another stage",
            "%(n)d customers whom you follow are in another stage",
            told.count,
        ) % {"n": told.count}
    stage = dict(Stage.choices).get(told.parts.get("after", ""), "")
    return _t("%(name)s is now: %(stage)s") % {"name": told.about_name, "stage": stage}


def _merged(told: Notification) -> str:
    if told.count > 1 or told.parts.get("many"):
        words = ngettext(
            "%(n)d duplicate of customers whom you follow was merged",
            "%(n)d duplicates of customers whom you follow were merged",
            told.count,
        )
        return words % {"n": told.count}
    return _t("%(other)s was merged into %(name)s") % {"name": told.about_name, "other": told.parts.get("other", "")}


borders.add(Border(key="people.party", visible=_visible))
notice_kinds.add(
    NoticeKind(
        key=OWNER_GIVEN,
        label=_("You become responsible for a customer"),
        icon="user-round-check",
        words=_owner_given,
        may=may_create,
        order=20,
    ),
    NoticeKind(
        key=OWNER_CHANGED, label=_("A customer you follow changes hands"), icon="users-round", words=_owner_changed, order=60
    ),
    NoticeKind(
        key=STAGE_CHANGED,
        label=_("A customer you follow changes stage"),
        help=_("By hand or by the rules: at risk, lapsed, won back"),
        icon="milestone",
        words=_stage_changed,
        order=61,
    ),
    NoticeKind(key=MERGED, label=_("A customer you follow is merged"), icon="merge", words=_merged, order=62),
)
