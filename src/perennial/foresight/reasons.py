"""Why a prediction is what it is, in words that a shop owner can repeat to a colleague."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.foresight.models import Score


def why_at_risk(score: Score, today: dt.date) -> str:
    """For Today: the silence against their own rhythm, and what is still to be hoped."""
    return _("%(silence)s %(chance)s") % {"silence": silence_of(score, today), "chance": chance_of(score)}


def silence_of(score: Score, today: dt.date) -> str:
    """How long they have been silent, and whether that is long for them."""
    silent = max((today - score.last_on).days, 0)
    said = ngettext("Silent for %(days)d day.", "Silent for %(days)d days.", silent) % {"days": silent}
    if score.alarming_on is None:
        return said
    day = date_format(score.alarming_on, pgettext("date format", "j M Y"))
    if score.alarming_on <= today:
        late = (today - score.alarming_on).days
        return ngettext(
            "Silent for %(silent)d days: since %(day)s, for %(late)d day, that is long for their own rhythm.",
            "Silent for %(silent)d days: since %(day)s, for %(late)d days, that is long for their own rhythm.",
            late,
        ) % {"silent": silent, "day": day, "late": late}
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
