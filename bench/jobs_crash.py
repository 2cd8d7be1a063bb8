"""Jobs under kill -9 and SIGSTOP: is anything lost, does anything happen twice?

`python -m bench.jobs_crash [--kills 50] [--zombies 12] [--jobs 400] [--record]` on SQLite, or on what DATABASE_URL names
(`python tests/with_postgres.py python -m bench.jobs_crash`). Prints one JSON object.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.results import record
from tests.installation import COMMAND, ROOT, Installation, fresh_database

LEASE_SECONDS = 3


def start_worker(installation: Installation) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*COMMAND, "worker", "--threads", "2", "--lease", str(LEASE_SECONDS)],
        env=installation.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def is_working(worker: "subprocess.Popen[bytes]", seconds: float = 20) -> bool:
    """Wait until this worker, and no dead one, runs a job."""
    from perennial.kernel.jobs import Job

    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if Job.objects.running().filter(worker__endswith=f":{worker.pid}").exists():
            return True
        time.sleep(0.01)
    return False


def kill_workers(installation: Installation, kills: int) -> int:
    """Kill a worker with everything in it, so many times, while it works."""
    killed = 0
    for _ in range(kills):
        worker = start_worker(installation)
        if is_working(worker):
            time.sleep(random.uniform(0, 0.3))
            killed += 1
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    return killed


def stop_workers_for_a_while(installation: Installation, zombies: int) -> int:
    """Two workers; one after the other sleeps for longer than its lease and goes on as if nothing had been."""
    workers = [start_worker(installation) for _ in range(2)]
    stopped = 0
    for number in range(zombies):
        zombie = workers[number % 2]
        if not is_working(zombie):
            break
        os.killpg(zombie.pid, signal.SIGSTOP)
        time.sleep(LEASE_SECONDS + 1.5)
        os.killpg(zombie.pid, signal.SIGCONT)
        stopped += 1
        time.sleep(0.3)
    for worker in workers:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait()
    return stopped


def drain(installation: Installation, seconds: float = 180) -> None:
    from perennial.kernel.jobs import Job

    worker = start_worker(installation)
    ends = time.monotonic() + seconds
    while Job.objects.unfinished().exists() and time.monotonic() < ends:
        time.sleep(0.2)
    os.killpg(worker.pid, signal.SIGTERM)
    worker.wait()


def enqueue(count: int) -> None:
    from bench.tasks import effect
    from perennial.kernel.jobs import Job, enqueue_many
    from perennial.kernel.live.models import LiveSignal

    Job.objects.all().delete()
    LiveSignal.objects.all().delete()
    enqueue_many(effect, [[number] for number in range(count)])


def count_effects(jobs: int) -> dict[str, int]:
    from perennial.kernel.jobs import Job
    from perennial.kernel.live.models import LiveSignal

    effects = Counter(int(data["number"]) for data in LiveSignal.objects.filter(topic="effect").values_list("data", flat=True))
    return {
        "jobs": jobs,
        "lost": sum(1 for number in range(jobs) if not effects[number]),
        "doubled": sum(times - 1 for times in effects.values() if times > 1),
        "ran_more_than_once": Job.objects.filter(attempts__gt=1).count(),
        "unfinished": Job.objects.unfinished().count(),
    }


def measure(kills: int, zombies: int, jobs: int) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="perennial-crash-") as home,
        fresh_database(os.environ.get("DATABASE_URL", "")) as url,
    ):
        installation = Installation(Path(home), url)
        os.environ |= installation.environment | {"DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
        installation.run("worker", "--once")
        import django
        from django.db import connection

        django.setup()
        answer: dict[str, Any] = {"database": connection.vendor}
        if kills:
            enqueue(jobs)
            killed = kill_workers(installation, kills)
            drain(installation)
            answer["kill -9"] = {"times": killed, **count_effects(jobs)}
        if zombies:
            many = max(jobs, zombies * 60)
            enqueue(many)
            stopped = stop_workers_for_a_while(installation, zombies)
            drain(installation)
            answer["SIGSTOP"] = {"times": stopped, **count_effects(many)}
        connection.close()
    return answer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--zombies", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=400)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    answer = measure(options.kills, options.zombies, options.jobs)
    print(json.dumps(answer))
    rows = [(what, found) for what, found in answer.items() if isinstance(found, dict)]
    if options.record:
        lines = ["| what | times | jobs | lost | doubled | ran more than once |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {what} | {f['times']} | {f['jobs']} | **{f['lost']}** | **{f['doubled']}** | {f['ran_more_than_once']} |"
            for what, f in rows
        ]
        record(f"Jobs under kill -9 and SIGSTOP, {answer['database']} (bench/jobs_crash.py)", "\n".join(lines))
    return int(any(found["lost"] or found["doubled"] or found["unfinished"] for _, found in rows))


if __name__ == "__main__":
    sys.exit(main())
