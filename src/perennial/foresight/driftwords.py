"""What came of what was told, in words and as a line over months."""

import datetime as dt
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perennial.design.charts import Series, lines
from perennial.foresight.cardwords import NONE, number, share
from perennial.foresight.drifting import Drift


def month_text(month: int) -> str:
    """May 2026."""
    return date_format(dt.date(month // 12, month % 12 + 1, 1), "YEAR_MONTH_FORMAT")


def chart(months: Sequence[Drift]) -> SafeString:
    """Orders that were said and that came, by the month in which they were said."""
    return lines(
        _("Orders within 90 days, said and come, by month"),
        [month_text(one.month) for one in months],
        [
            Series(_("Said"), [round(one.orders.said) for one in months]),
            Series(_("Came"), [round(one.orders.came) for one in months]),
        ],
        number,
    )


def warning(newest: Drift) -> str:
    """A plain warning about the newest month; empty where there is nothing to warn of."""
    told = {"month": month_text(newest.month), "said": number(newest.orders.said), "came": number(newest.orders.came)}
    if newest.is_far_off:
        return (
            _(
                "What was said in %(month)s was far off: %(said)s orders were said, %(came)s came. Something has changed that "
                "orders do not tell, or it is a season. Go by the predictions with care until they are learnt anew."
            )
            % told
        )
    if newest.has_no_skill:
        return _("What was said in %(month)s told customers apart no better than chance. Go by the rule of thumb.") % told
    return ""


def row(one: Drift) -> tuple[str, ...]:
    """The month in figures."""
    off = one.orders.bias
    return (
        month_text(one.month),
        number(one.customers),
        number(one.orders.said),
        number(one.orders.came),
        NONE if off is None else share(off, 1),
        NONE if one.auc is None else number(one.auc, 3),
        NONE if one.skill is None else share(one.skill, 1),
    )
