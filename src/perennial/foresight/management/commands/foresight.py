"""`perennial foresight backtest` and `score`, on a bare purchase log or on our own purchases; `fit` on the latter."""

import csv
import dataclasses
import datetime as dt
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from perennial.foresight.purchaselog import PurchaseLog, PurchaseLogError, read_purchase_log
from perennial.foresight.reporting import BETTER, NO_BETTER, TOO_FEW_CAME, TOO_LITTLE, verdict_on
from perennial.foresight.science.backtesting import FEW_BUYERS, as_plain, backtest
from perennial.foresight.science.forecasting import FEW_REPEATS, LITTLE, Forecast, forecast
from perennial.kernel.commands import PerennialCommand
from perennial.kernel.http.numbers import whole_number
from perennial.lake.commandwords import lake_in_words
from perennial.records.spreadsheet import neutral

_EPOCH = dt.date(1970, 1, 1)
_LAST_DAY = (dt.date.max - _EPOCH).days
_USUAL_HORIZON, _LONGEST_HORIZON = 90, 3_650
_COLUMNS = (
    "customer",
    "p_any",
    "expected_orders",
    "expected_value",
    "next_order_on",
    "next_order_lo",
    "next_order_hi",
    "model",
)

_SPOKEN = {
    BETTER: "Better than the rules of thumb: go by the predictions.",
    NO_BETTER: "Not better than the rules of thumb: go by those.",
    TOO_LITTLE: f"Too little to learn from ({LITTLE} customers, of whom {FEW_REPEATS} came again): go by a rule of thumb.",
    TOO_FEW_CAME: f"Fewer than {FEW_BUYERS} came, or did not, so nobody can say who was right: go by a rule of thumb.",
}


class Command(PerennialCommand):
    help = (
        "Predict who buys again, or test such predictions at a date in the past: from a file of purchases, of which nothing is "
        "imported, or without one from this installation's own."
    )
    needs_database = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "task",
            choices=["backtest", "score", "fit"],
            help="test at a past date, predict from the log's end, or learn anew and keep the scores of all (no file)",
        )
        parser.add_argument(
            "--orders",
            type=Path,
            metavar="FILE.csv",
            help="columns: customer,date and, if known, quantity,amount; without it the installation's own purchases",
        )
        parser.add_argument("--as-of", type=_date, metavar="D", help="the last day that may be known, such as 2026-03-31")
        parser.add_argument("--horizon-days", type=_horizon, default=_USUAL_HORIZON, metavar="N", help="how far to look ahead")
        parser.add_argument("--out", type=Path, metavar="P.csv", help="write one line for each customer known by then")

    def run(self, **options: Any) -> dict[str, Any]:
        with lake_in_words():
            if options["task"] == "fit":
                return self._fit(options)
            purchases = _read(options["orders"]) if options["orders"] else self._own(options["as_of"])
        if not len(purchases.log.day):
            raise CommandError("Nothing was ever bought: all of it was given back.")
        first, last = int(purchases.log.day.min()), int(purchases.log.day.max())
        if options["out"] and options["orders"] and options["out"].exists() and options["out"].samefile(options["orders"]):
            raise CommandError("--out would overwrite the purchases. Name another file.")
        if options["task"] == "score":
            as_of = _number_of(options["as_of"]) if options["as_of"] else last
            if as_of < first:
                raise CommandError(f"--as-of must not lie before the first purchase ({_date_of(first)}).")
            return self._score(purchases, as_of, options)
        if not options["as_of"]:
            raise CommandError("Say which day to test at: --as-of 2026-03-31.")
        as_of = _number_of(options["as_of"])
        if not first <= as_of < last:
            raise CommandError(
                f"--as-of must lie between the first purchase ({_date_of(first)}) and the last ({_date_of(last)})."
            )
        return self._backtest(purchases, as_of, options)

    def _own(self, as_of: dt.date | None) -> PurchaseLog:
        """The installation's purchases as the end of a day knew them; its customers are called by their ids."""
        from perennial.foresight.hindsight import own_log
        from perennial.lake.actions import sync

        self.prepare_database()
        sync()
        purchases = own_log(_number_of(as_of) if as_of else None)
        if not purchases.names:
            raise CommandError("There are no orders yet. Import some, or name a file of purchases: --orders FILE.csv.")
        return purchases

    def _fit(self, options: dict[str, Any]) -> dict[str, Any]:
        """Learn from the installation's purchases and keep everybody's scores, as the job does by night."""
        if options["orders"] or options["out"] or options["as_of"]:
            raise CommandError("“fit” learns from this installation's own purchases. For a file, use “score” or “backtest”.")
        from perennial.foresight.actions import NothingBoughtError, fit_models, flag_customers, score_everybody
        from perennial.lake.actions import sync

        self.prepare_database()
        sync()
        try:
            fit = fit_models()
        except NothingBoughtError:
            raise CommandError("There are no orders yet to learn from.") from None
        changed = score_everybody(fit)
        flagged = flag_customers()
        self.say(f"Learnt from {fit.customers:,} customers; {changed:,} scores changed; {flagged:,} new at risk.")
        self.say(_SPOKEN[fit.why])
        return {
            "as_of": fit.as_of,
            "customers": fit.customers,
            "model": fit.model,
            "use_model": fit.use_model,
            "why": fit.why,
            "changed": changed,
            "flagged": flagged,
            "verdict": fit.verdict,
        }

    def _backtest(self, purchases: PurchaseLog, as_of: int, options: dict[str, Any]) -> dict[str, Any]:
        card = backtest(purchases.log, as_of, options["horizon_days"], has_amounts=purchases.has_amounts)
        verdict = verdict_on(card)
        _write(options["out"], card.forecast, purchases)
        last = int(purchases.log.day.max())
        answer = as_plain(card) | {
            "as_of": str(_date_of(as_of)),
            "log_ends": str(_date_of(last)),
            "days_known": self._days_known(purchases, as_of, options["horizon_days"]),
            "whole_horizon_seen": last >= as_of + options["horizon_days"],
            "verdict": dataclasses.asdict(verdict),
        }
        if not purchases.has_amounts:
            answer |= {"value": None, "value_deciles": []}
        for way in card.ways:
            self.say(
                f"{way.name:26}  AUC {_told(way.auc)}  log loss {_told(way.log_loss)}  Brier {_told(way.brier)}"
                f"  orders off by {_told(way.count_mae)}"
            )
        self.say(f"{card.came:,} of {len(card.actual_orders):,} customers came within {card.forecast.horizon:,} days.")
        for why in dict.fromkeys((verdict.why, verdict.why if card.tells else TOO_FEW_CAME)):
            self.say(_SPOKEN[why])
        return answer

    def _score(self, purchases: PurchaseLog, as_of: int, options: dict[str, Any]) -> dict[str, Any]:
        said = forecast(purchases.log, as_of, options["horizon_days"])
        _write(options["out"], said, purchases)
        self.say(f"{len(said.customer):,} customers; {said.chance.sum():,.0f} of them are expected to buy again.")
        return {
            "as_of": str(_date_of(as_of)),
            "horizon_days": said.horizon,
            "days_known": self._days_known(purchases, as_of, said.horizon),
            "customers": len(said.customer),
            "expected_buyers": float(said.chance.sum()),
            "expected_orders": float(said.orders.sum()),
            "expected_value": float(said.value.sum()) if purchases.has_amounts else None,
            "model": said.choice.model,
        }

    def _days_known(self, purchases: PurchaseLog, as_of: int, horizon: int) -> int:
        """Days from the first purchase on; with a warning where they are fewer than those to be foretold."""
        days = as_of - int(purchases.log.day.min()) + 1
        if days < horizon:
            self.say(f"Purchases of {days:,} days only are known: what is foretold of {horizon:,} is little more than a guess.")
        return days


def _read(path: Path) -> PurchaseLog:
    try:
        return read_purchase_log(path)
    except PurchaseLogError as error:
        raise CommandError(str(error)) from None


def _write(path: Path | None, said: Forecast, purchases: PurchaseLog) -> None:
    """One line for each customer. The dates say when the next order comes, if it comes within the horizon."""
    if path is None:
        return
    days = [_date_of(said.as_of + day) for day in range(said.horizon + 1)]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            figures = zip(
                said.customer.tolist(),
                said.chance.tolist(),
                said.orders.tolist(),
                said.value.tolist(),
                *(part.round().astype(int).tolist() for part in (said.next_day, said.next_low, said.next_high)),
                strict=True,
            )
            for customer, chance, orders, value, middle, low, high in figures:
                worth = f"{value:.2f}" if purchases.has_amounts else ""
                row = (neutral(purchases.names[customer]), f"{chance:.6f}", f"{orders:.6f}", worth)
                writer.writerow((*row, days[middle], days[low], days[high], said.choice.model))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text[:40]} is no date: write it as 2026-03-31") from None


def _horizon(text: str) -> int:
    days = whole_number(text)
    if days is None or not 1 <= days <= _LONGEST_HORIZON:
        raise ArgumentTypeError(f"{text[:40]} is no number of days between 1 and {_LONGEST_HORIZON}")
    return days


def _number_of(day: dt.date) -> int:
    return (day - _EPOCH).days


def _date_of(day: int) -> dt.date:
    """The date of a day; at the end of time the last one there is."""
    return _EPOCH + dt.timedelta(days=min(day, _LAST_DAY))


def _told(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"
