"""Working out how likely a silence is to be the end, for this business."""

import dataclasses
from typing import Any

from perennial.foresight.actions.reporting import keep_report
from perennial.foresight.models import Report, ReportKind
from perennial.foresight.ownpurchases import money_in, silences_in, today
from perennial.foresight.science.histories import Whole
from perennial.foresight.science.silences import Silences
from perennial.lake.queries import open_lake

_DIGITS = 4


def learn_silences() -> Report | None:
    """Keep the curve of all silences until yesterday; one that says nothing where too few are known. None without orders."""
    as_of = today() - 1
    with open_lake() as lake:
        days, ended, going = silences_in(lake, as_of)
        currency = money_in(lake, as_of).main
    return keep_silences(days, ended, going, as_of, currency=currency) if len(days) else None


def keep_silences(days: Whole, ended: Whole, going: Whole, as_of: int, *, currency: str) -> Report:
    """From how many silences of so many days an order ended, and how many go on."""
    curve = Silences.of(days, ended, going)
    content = {"ended": int(ended.sum()), "going": int(going.sum()), "curve": _plain(curve) if curve else None}
    return keep_report(ReportKind.SILENCE, as_of, curve.window if curve else 0, content, currency=currency)


def _plain(curve: Silences) -> dict[str, Any]:
    plain = dataclasses.asdict(curve)
    for name in ("gone", "low", "high"):
        plain[name] = [round(float(value), _DIGITS) for value in plain[name]]
    return plain | {name: plain[name].tolist() for name in ("days", "known")}
