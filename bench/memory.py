"""Memory of the whole process tree, idle, after it has served some pages (PSS: shared pages counted once).

`python -m bench.memory [--record]`; Linux only.
"""

import argparse
import json
import os
import re
import tempfile
import time
from pathlib import Path

from bench.results import record
from tests.installation import Installation, children_of, fresh_database


def pss_mb(pid: int) -> float:
    """The proportional share of a process, in MB."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        installation = Installation(Path(home), url)
        with installation.served() as process:
            for _ in range(30):
                for page in ("/healthz", "/accounts/login/", "/welcome/"):
                    installation.get(page)
            time.sleep(3)
            *web, worker = children_of(process.pid)
            everything = [process.pid, *web, worker]
            parts = {"supervisor": pss_mb(process.pid), "web": sum(map(pss_mb, web)), "worker": pss_mb(worker)}
            ticks = _cpu_seconds(everything)
            time.sleep(10)
            idle = (_cpu_seconds(everything) - ticks) / 10
    database = "PostgreSQL" if url else "SQLite"
    answer = {
        "database": database,
        "total_mb": round(sum(parts.values())),
        "idle_cpu_percent": round(idle * 100, 1),
    } | {f"{name}_mb": round(mb) for name, mb in parts.items()}
    print(json.dumps(answer))
    if options.record:
        each = ", ".join(f"{name} {mb:.0f}" for name, mb in parts.items())
        record(
            f"Memory idle, {database} (bench/memory.py)",
            f"**{answer['total_mb']} MB** of PSS for everything after 90 pages (goal: 200): {each}. "
            f"Idle CPU of all of them: {answer['idle_cpu_percent']} % of a core.",
        )


def _cpu_seconds(pids: list[int]) -> float:
    import psutil

    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


if __name__ == "__main__":
    main()
