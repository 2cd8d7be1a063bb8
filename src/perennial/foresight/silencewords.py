"""The curve of silence in words and as a picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.design.comparing import Curve, curve
from perennial.foresight.cardwords import number, share
from perennial.foresight.science.silences import ENOUGH, Silences


def silences_of(plain: Mapping[str, Any] | None) -> Silences | None:
    """The curve that was kept."""
    if plain is None:
        return None
    shares = {name: np.asarray(plain[name], np.float64) for name in ("gone", "low", "high")}
    days, known = (np.asarray(plain[name], np.int64) for name in ("days", "known"))
    return Silences(window=plain["window"], days=days, known=known, bend=plain["bend"], **shares)


def days_text(days: int) -> str:
    """So many days."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}


def sentence(found: Silences, day: int) -> str:
    """What so long a silence means, with how sure that is."""
    place = min(max(day, 0), len(found.days) - 1)
    return _(
        "Customers who have not bought for %(days)s are %(share)s likely not to come back within the %(window)s after "
        "(%(low)s to %(high)s; %(known)s silences were that long)."
    ) % {
        "days": days_text(int(found.days[place])),
        "share": share(found.gone[place]),
        "low": share(found.low[place]),
        "high": share(found.high[place]),
        "window": days_text(found.window),
        "known": number(int(found.known[place])),
    }


def row(found: Silences, day: int) -> tuple[str, str, str, str]:
    """The same as figures."""
    between = _("%(low)s to %(high)s") % {"low": share(found.low[day]), "high": share(found.high[day])}
    return days_text(day), share(found.gone[day]), between, number(int(found.known[day]))


def headline(found: Silences) -> str:
    """The day on which the curve bends, and what it means."""
    if found.bend is None:
        return _("The longer a silence, the likelier it is the end, evenly: there is no day at which it turns.")
    return _("After %(days)s of silence the odds turn: by then %(share)s do not come back within the %(window)s after.") % {
        "days": days_text(found.bend),
        "share": share(found.gone[found.bend]),
        "window": days_text(found.window),
    }


def too_little(ended: int) -> str:
    """What is missing."""
    return _(
        "It takes %(enough)s silences that an order ended, and %(enough)s that were long; so far %(ended)s were ended by an "
        "order. Until then Today goes by how long each customer has been silent for their own rhythm."
    ) % {"enough": number(ENOUGH), "ended": number(ended)}


def chart(found: Silences) -> SafeString:
    """The share who do not come back, by days of silence, with its interval and the bend."""
    places = found.places()
    days = [int(found.days[place]) for place in places]
    return curve(
        _("Share who do not come back, by days of silence"),
        [_("Silent for"), _("Do not come back"), _("Where it may lie (95 %)")],
        Curve(
            days,
            [float(found.gone[place]) for place in places],
            [(float(found.low[place]), float(found.high[place])) for place in places],
            (found.bend, days_text(found.bend)) if found.bend is not None else None,
        ),
        share,
        [days_text(day) for day in days],
    )
