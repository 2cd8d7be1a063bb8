"""How likely a silence is to be the end, from the silences of one business: those that an order ended, and those that go on.

A silence is the time from an order to the next one of the same customer. Silences that still go on are censored, so shares are
estimated after Kaplan and Meier (1958, “Nonparametric estimation from incomplete observations”), with the variance of Greenwood
(1926). Assumed: who fell silent lately will behave like those who did earlier, and one silence tells nothing of the next.
"""

import dataclasses
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from perennial.foresight.science.histories import Floats, Whole

ENOUGH = 30  # silences: no share is told of fewer
LONGEST_WINDOW, LONGEST_SILENCE, SHORTEST = 365, 730, 14  # days
_CLEAR = 0.1  # how far from the straight line the curve must run to have a bend
_Z = 1.959964  # of 95 %


@dataclasses.dataclass(frozen=True, slots=True)
class Silences:
    """Of the customers who were silent for `days[i]` days, the share `gone[i]` orders nothing in the `window` days after, with
    its interval of 95 %; `known[i]` silences went on for so long. `bend` is the day where the curve turns from steep to
    flat, None where it does nowhere."""

    window: int
    days: Whole
    gone: Floats
    low: Floats
    high: Floats
    known: Whole
    bend: int | None

    @classmethod
    def of(cls, silent_days: ArrayLike, ended: ArrayLike, still_silent: ArrayLike) -> Self | None:
        """From how many silences of so many days ended in an order, and how many go on. None where too few are known to say
        anything: fewer than 30 that ended, or none that long."""
        days, over, going = (np.asarray(part, np.int64) for part in (silent_days, ended, still_silent))
        if not len(days) or over.sum() < ENOUGH:
            return None
        ends, stays = (np.bincount(np.maximum(days, 0), weights=part).astype(np.float64) for part in (over, going))
        known = np.cumsum((ends + stays)[::-1])[::-1]  # at the beginning of each day
        reach = int(np.flatnonzero(known >= ENOUGH)[-1]) if (known >= ENOUGH).any() else 0
        window = min(LONGEST_WINDOW, reach // 2)
        if window < SHORTEST:
            return None
        return cls._over(ends[: reach + 1], known[: reach + 1], window)

    @classmethod
    def _over(cls, ends: Floats, known: Floats, window: int) -> Self:
        """On the scale of ln(−ln), on which no interval leaves 0 … 1 (Kalbfleisch, Prentice 1980)."""
        logs = np.cumsum(np.log1p(-np.minimum(ends / known, 1 - 1e-12)))
        spread = np.cumsum(ends / (known * np.maximum(known - ends, 0.5)))
        days = np.arange(min(len(ends) - window, LONGEST_SILENCE + 1))
        log_gone = logs[days + window] - logs[days]
        error = np.sqrt(spread[days + window] - spread[days]) / np.maximum(-log_gone, 1e-12)
        steps = np.exp(np.minimum(_Z * error, 50.0))
        gone = np.exp(log_gone)
        return cls(
            window=window,
            days=days,
            gone=gone,
            low=np.exp(log_gone * steps),
            high=np.exp(log_gone / steps),
            known=known[days].astype(np.int64),
            bend=bend_of(days.astype(np.float64), gone),
        )

    def places(self, most: int = 60) -> list[int]:
        """The places of so many days, evenly apart, that the curve can be drawn by; the bend and the last are among them."""
        every = max(1, -(-len(self.days) // most))
        taken = set(range(0, len(self.days), every)) | {len(self.days) - 1}
        return sorted(taken | ({self.bend} if self.bend is not None else set()))


def bend_of(x: Floats, y: Floats) -> int | None:
    """Where a rising curve that flattens is farthest above the straight line between its ends, both axes scaled to 0 … 1
    (“Kneedle”: Satopää, Albrecht, Irwin, Raghavan 2011, “Finding a ‘kneedle’ in a haystack”). None where it is nowhere far."""
    if len(x) < 3 or y.max() - y[0] <= 0:
        return None
    end = len(y) - 1 - int(y[::-1].argmax())  # the last day on which it is highest
    if end < 2:
        return None
    x, y = x[: end + 1], y[: end + 1]
    above = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
    best = int(above.argmax())
    return int(x[best]) if above[best] >= _CLEAR else None
