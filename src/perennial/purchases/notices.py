"""What members hear of purchases, in words."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel.money import Money
from perennial.purchases.actions.announcing import ORDERED
from perennial.team.models import Notification
from perennial.team.notices import NoticeKind, notice_kinds


def _ordered(told: Notification) -> str:
    if told.parts.get("batch"):
        words = ngettext(
            "An import brought %(n)d order of customers you follow",
            "An import brought %(n)d orders of customers you follow",
            told.count,
        )
        return words % {"n": told.count}
    if told.parts.get("many"):
        words = ngettext("%(n)d order of customers you follow", "%(n)d orders of customers you follow", told.count)
        return words % {"n": told.count}
    if told.count > 1:
        words = ngettext("%(name)s ordered %(n)d time", "%(name)s ordered %(n)d times", told.count)
        return words % {"n": told.count, "name": told.about_name}
    total = Money(int(told.parts["minor"]), str(told.parts["currency"])).shown()
    return _t("%(name)s ordered for %(total)s") % {"name": told.about_name, "total": total}


notice_kinds.add(
    NoticeKind(
        key=ORDERED,
        label=_("A customer you follow orders"),
        help=_("What an import brings is one line, however much it is"),
        icon="shopping-bag",
        words=_ordered,
        order=40,
    )
)
