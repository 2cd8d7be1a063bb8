"""Questions to a Spark cluster of two workers, through Spark Connect, and to DuckDB: are the answers equal, at what cost?

    python -m bench.cluster [--customers 100000] [--record]

A master, two workers of one core each and a Connect server are started on this machine from the package `pyspark` (needs Java),
and ended again. Each worker is a process of its own that reads the files of the lake by itself.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.spark import started

TIMES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
    import django

    django.setup()
    from bench.results import record
    from bench.synthetic_lake import make
    from perennial.lake.engines import DuckDBEngine, SparkEngine
    from perennial.lake.queries import schemas

    with tempfile.TemporaryDirectory(prefix="cluster-", ignore_cleanup_errors=True) as place:
        files = make(given.customers, Path(place, "lake"))
        duck = DuckDBEngine(memory="2GB", scratch=Path(place, "scratch"))
        duck.hold(files, schemas())
        with started(Path(place), workers=2) as (address, processes):
            spark = SparkEngine(address)
            spark.hold(files, schemas())
            lines = _compared(duck, spark, processes)
            spark.close()
    told = [
        f"{given.customers:,} customers, {20 * given.customers:,} touchpoints; a master, two workers of one core each.",
        "CPU seconds of all processes, the median of three.",
        "",
        "| definition | rows | equal | DuckDB | Spark, two workers | workers that did some of it |",
        "|---|---|---|---|---|---|",
        *lines,
        "",
        f"`python -m bench.cluster --customers {given.customers}`",
    ]
    print("\n".join(told))
    if given.record:
        record("The lake on a Spark cluster of two workers (bench/cluster.py)", "\n".join(told))


def _compared(duck: Any, spark: Any, processes: "list[subprocess.Popen[bytes]]") -> list[str]:
    from bench.synthetic_lake import NUMBERS
    from perennial.lake.core import definitions

    lines = []
    for definition in definitions:
        sql = definition.asked(**NUMBERS)
        answers, costs = [], []
        workers = [_of_tree(process.pid) for process in processes[1:3]]
        for engine, pids in ((duck, [os.getpid()]), (spark, [process.pid for process in processes])):
            used = []
            for _ in range(TIMES):
                before = sum(map(_of_tree, pids))
                table = definition.cast(engine.query(sql))
                used.append(sum(map(_of_tree, pids)) - before)
            answers.append(np.array(sorted(zip(*table.to_pydict().values(), strict=True)), float))
            costs.append(sorted(used)[TIMES // 2])
        one, other = answers
        is_equal = one.shape == other.shape and np.allclose(one, other, rtol=1e-9)
        busy = sum(_of_tree(process.pid) > was for process, was in zip(processes[1:3], workers, strict=True))
        cells = (definition.key, f"{len(one):,}", "yes" if is_equal else "**no**", *(f"{cost:.2f}" for cost in costs), busy)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def _of_tree(pid: int) -> float:
    """CPU seconds of a process and of all that it started and that still runs."""
    import psutil

    root = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:2]) for process in (root, *root.children(recursive=True)))


if __name__ == "__main__":
    main()
