"""Questions to a Spark cluster of two workers, through Spark Connect, and to DuckDB: are the answers equal, at what cost?

    python -m bench.cluster [--customers 100000] [--record]

A master, two workers of one core each and a Connect server are started on this machine from the package `pyspark` (needs Java),
and ended again. Each worker is a process of its own that reads the files of the lake by itself.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE_SECONDS = 120
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
        with cluster(Path(place)) as (address, processes):
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


@contextlib.contextmanager
def cluster(place: Path) -> Iterator[tuple[str, "list[subprocess.Popen[bytes]]"]]:
    """A standalone cluster and its Connect server: the address to ask at, and its processes (workers are the middle two)."""
    import pyspark

    home = Path(pyspark.__file__).parent
    master, connect, pages = _free(), _free(), [_free() for _ in range(3)]
    run = [str(home / "bin" / "spark-class")]
    around = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(place / "work"),
        "PYSPARK_PYTHON": sys.executable,
    }
    deploy = "org.apache.spark.deploy"
    commands = [
        [*run, f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(master), "--webui-port", str(pages[0])],
        *(
            [*run, f"{deploy}.worker.Worker", f"spark://127.0.0.1:{master}", "-c", "1", "-m", "1g", "--webui-port", str(page)]
            for page in pages[1:]
        ),
        [
            *(str(home / "bin" / "spark-submit"), "--class", CONNECT, "--master", f"spark://127.0.0.1:{master}"),
            *("--conf", f"spark.connect.grpc.binding.port={connect}", "--conf", "spark.executor.memory=1g"),
            *("--conf", "spark.sql.shuffle.partitions=4", "--conf", "spark.ui.enabled=false", "spark-internal"),
        ],
    ]
    processes = []
    try:
        for command, port in zip(commands, (master, None, None, connect), strict=True):
            log = (place / f"spark-{len(processes)}.log").open("wb")
            processes.append(
                subprocess.Popen(command, env=around, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            )
            if port:
                _wait_for(port, place / f"spark-{len(processes) - 1}.log")
        yield f"sc://127.0.0.1:{connect}", processes
    finally:
        for process in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
        for process in processes:
            process.wait(30)


def _free() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(port: int, log: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    sys.exit(f"Spark did not start:\n{log.read_text()[-2000:]}")


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
