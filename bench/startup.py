"""From the command to the first page, on an existing database; and how long stopping takes.

`python -m bench.startup [--times 7] [--record]`
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from bench.results import record
from tests.installation import Installation, fresh_database


def once(installation: Installation) -> tuple[float, float, float]:
    """Seconds until the sign-in page is there, the processor's seconds in that, and seconds until the process is gone."""
    begun = time.perf_counter()
    with installation.started("serve") as process:
        while installation.get("/accounts/login/")[0] not in (200, 302):
            time.sleep(0.01)
        up, worked = time.perf_counter(), cpu_seconds(process.pid)
        ending = time.perf_counter()
        process.terminate()
        process.wait()
        return up - begun, worked, time.perf_counter() - ending


def cpu_seconds(pid: int) -> float:
    """What a process and its children, also those that ended, have cost the processor."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children()]
    return sum(sum(process.cpu_times()[:4]) for process in tree)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        installation = Installation(Path(home), url)
        first = once(installation)[0]
        runs = [once(installation) for _ in range(options.times)]
    database = "PostgreSQL" if url else "SQLite"
    answer = {
        "database": database,
        "empty_home_s": round(first, 2),
        "start_median_s": round(statistics.median(up for up, _, _ in runs), 2),
        "start_worst_s": round(max(up for up, _, _ in runs), 2),
        "start_cpu_median_s": round(statistics.median(cpu for _, cpu, _ in runs), 2),
        "load": round(os.getloadavg()[0], 1),
        "stop_worst_s": round(max(down for _, _, down in runs), 2),
    }
    print(json.dumps(answer))
    if options.record:
        record(
            f"Start to first page, {database} (bench/startup.py)",
            f"On an existing database: median **{answer['start_median_s']} s**, worst of {options.times} runs "
            f"{answer['start_worst_s']} s, load {answer['load']}; **{answer['start_cpu_median_s']} s** of the processor. "
            f"On an empty home, with making the database and gathering static files: "
            f"{answer['empty_home_s']} s. Stopping: {answer['stop_worst_s']} s at worst.",
        )


if __name__ == "__main__":
    main()
