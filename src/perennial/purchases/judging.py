"""Who says which customers slip away: the rhythm of their purchases, unless a slice above knows better. This is the one place
that decides; Today and the customer's page ask here."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from perennial.kernel.manifests import AtStake, Owed, Whose
from perennial.kernel.registry import Registry
from perennial.people.models import Party
from perennial.purchases import panels, slipping
from perennial.records.fields import Rows


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judge:
    """A way to tell who slips. `speaks()` says whether it may, in one cheap query; `found()` are rows of whoever slips, with
    the customer's id as `pk`; the others are as in `OwedSource`. `panel` is the next step on the customer's page. `expected`
    are the days of the next order of those of whom something can be said (None: not expected)."""

    key: str
    speaks: Callable[[], bool]
    rows: Callable[[Whose, int, frozenset[str]], Sequence[Owed]]
    count: Callable[[Whose, frozenset[str]], int]
    stake: Callable[[Whose, int, frozenset[str]], AtStake]
    panel: Callable[[HttpRequest, Party], Mapping[str, Any] | None]
    found: Callable[[], Rows]
    expected: Callable[[Sequence[Party]], Mapping[int, dt.date | None]]
    order: int = 50


judges: Registry[Judge] = Registry("judge of who slips")
RHYTHM = Judge(
    key="purchases.rhythm",
    speaks=lambda: True,
    rows=slipping.owed_rows,
    count=slipping.owed_count,
    stake=slipping.owed_stake,
    panel=panels.slipping_panel,
    found=slipping.slipping_now,
    expected=panels.expected_days,
    order=90,
)
judges.add(RHYTHM)


def judge() -> Judge:
    """The first that may speak."""
    return next(one for one in judges if one.speaks())


def owed_rows(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """The most valuable of those who slip, as rows of Today."""
    return judge().rows(whose, limit, skip)


def owed_count(whose: Whose, skip: frozenset[str]) -> int:
    """How many there are."""
    return judge().count(whose, skip)


def owed_stake(whose: Whose, limit: int, skip: frozenset[str]) -> AtStake:
    """The most valuable of them, how many, and what is at stake."""
    return judge().stake(whose, limit, skip)


def purchases_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """What they bought; the rhythm foretells nothing where somebody speaks who knows better: one page foretells
    once."""
    return panels.purchases_panel(request, party, foretells=judge() is RHYTHM)


def slipping_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The next step while a customer slips, with the words of Today."""
    return judge().panel(request, party)
