"""Why a prediction is what it is, in words that a shop owner can repeat to a colleague."""

import datetime as dt

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.foresight.models import Fit, Score
from perennial.foresight.reporting import TOO_FEW_CAME, TOO_LITTLE


def why_at_risk(score: Score, today: dt.date) -> str:
    """For Today: the silence against their own rhythm, what is still to be hoped, and what moved."""
    return " ".join(text for text in (silence_of(score, today), chance_of(score), moved(score)) if text)


def silence_of(score: Score, today: dt.date) -> str:
    """How long they have been silent, and whether that is long for them."""
    silent = max((today - score.last_on).days, 0)
    said = ngettext("Silent for %(days)d day.", "Silent for %(days)d days.", silent) % {"days": silent}
    if score.alarming_on is None:
        return said
    day = date_format(score.alarming_on, pgettext("date format", "j M Y"))
    if score.alarming_on <= today:
        return ngettext(
            "Silent for %(silent)d day; since %(day)s that is long for their own rhythm.",
            "Silent for %(silent)d days; since %(day)s that is long for their own rhythm.",
            silent,
        ) % {"silent": silent, "day": day}
    return _("%(said)s That becomes alarming on %(day)s.") % {"said": said, "day": day}


def chance_of(score: Score) -> str:
    """The chance as a number of customers like this one."""
    if score.any_90 < 50:
        return _("Fewer than 1 of 10 customers like this one order again within 90 days.")
    if score.any_90 >= 950:
        return _("Nearly every customer like this one orders again within 90 days.")
    return ngettext(
        "%(few)d of 10 customers like this one orders again within 90 days.",
        "%(few)d of 10 customers like this one order again within 90 days.",
        tenths(score),
    ) % {"few": tenths(score)}


def tenths(score: Score) -> int:
    """Of ten customers like this one so many order again within 90 days."""
    return min(max(round(score.any_90 / 100), 1), 9)


def moved(score: Score) -> str:
    """What moved since last month, in words; nothing where nothing was told or next to nothing moved."""
    before = score.before_90 if score.before_90 is not None else score.told_90
    change = score.any_90 - before
    if abs(change) < 30:
        return ""
    figures = {"before": round(before / 10), "now": round(score.any_90 / 10)}
    if change > 0:
        return _("Better than last month, when it was %(before)d of 100 and not %(now)d.") % figures
    return _("Worse than last month, when it was %(before)d of 100 and not %(now)d.") % figures


def next_order_of(score: Score) -> str:
    """When the next order is to be expected, if one comes."""
    if score.next_on is None or score.next_lo is None or score.next_hi is None:
        return _("No order is to be expected within a year.")
    short, with_year = pgettext("date format", "j M"), pgettext("date format", "j M Y")
    same = score.next_lo.year == score.next_hi.year
    return _("If they order again, then around %(day)s, most likely between %(low)s and %(high)s.") % {
        "day": date_format(score.next_on, with_year),
        "low": date_format(score.next_lo, short if same else with_year),
        "high": date_format(score.next_hi, with_year),
    }


def trust_in(score: Score) -> str:
    """What became of customers to whom about the same was said a quarter ago."""
    points = score.fit.points
    if not points:
        return ""
    near = min(points, key=lambda point: abs(point["said"] * 1000 - score.any_90))
    return _(
        "When this was tested on the last %(days)d days, %(said)s of 100 were said to order in the group of customers most "
        "like this one, and %(came)s did."
    ) % {
        "days": score.fit.horizon_days,
        "said": number_format(round(near["said"] * 100)),
        "came": number_format(round(near["came"] * 100)),
    }


def why_no_model(fit: Fit) -> str:
    """Why the rule of thumb speaks."""
    if fit.why in (TOO_LITTLE, TOO_FEW_CAME):
        return _("There is too little data yet to foresee what customers will do.")
    return _("Tested on the last %(days)d days, predictions were not better than a rule of thumb.") % {"days": fit.horizon_days}
