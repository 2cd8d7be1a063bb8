"""What acting changed, in words that promise no more than the numbers hold."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.foresight.outcomes import ENOUGH, Group, Outcome


def headline(outcome: Outcome) -> str:
    """The first sentence."""
    shown = outcome.shown
    if not shown.customers:
        return _("Nobody was flagged long enough ago to be judged.")
    return ngettext(
        "Of %(all)s customer at risk who stood on Today, %(back)s came back.",
        "Of %(all)s customers at risk who stood on Today, %(back)s came back.",
        shown.customers,
    ) % {"all": _number(shown.customers), "back": _number(shown.came_back)}


def groups(outcome: Outcome) -> list[dict[str, str]]:
    """Each group as a row: how many, how many came back, and where the share may lie."""
    named = (
        (_("Stood on Today"), outcome.shown),
        (_("… and were spoken to"), outcome.acted),
        (_("Held out by lot"), outcome.held_out),
    )
    return [_row(name, group) for name, group in named]


def difference(outcome: Outcome) -> str:
    """What standing on Today changed: never more than the interval says."""
    found = outcome.difference
    if found is None:
        return _(
            "Too few yet to say what getting in touch changes: from %(enough)d customers in each group on, the difference is "
            "told with its interval."
        ) % {"enough": ENOUGH}
    low, high = round(found.low * 100), round(found.high * 100)
    if low > 0:
        return _("Of 100 customers who stand on Today, %(low)d to %(high)d more come back than of those held out.") % {
            "low": low,
            "high": high,
        }
    if high < 0:
        return _("Of 100 customers who stand on Today, %(low)d to %(high)d fewer come back than of those held out.") % {
            "low": -high,
            "high": -low,
        }
    return _(
        "No difference can be told yet: of 100 customers who stand on Today, between %(fewer)d fewer and %(more)d more come "
        "back than of those held out."
    ) % {"fewer": -low, "more": high}


def _row(name: str, group: Group) -> dict[str, str]:
    share = group.interval
    told = _("%(low)d to %(high)d of 100") % {"low": round(share.low * 100), "high": round(share.high * 100)} if share else ""
    return {"name": name, "customers": _number(group.customers), "came_back": _number(group.came_back), "share": told}


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
