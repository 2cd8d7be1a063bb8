"""Synthetic populations: how long `perennial demo --customers N` takes, how much memory, and how long Today takes on them.

python bench/population.py 100000 [1000000 …]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.results import record

ASK = """
import os, statistics, time, django
django.setup()
from django.test import Client
from perennial.team.models import Member
client = Client(headers={"host": "localhost"})
client.force_login(Member.objects.order_by("id")[0])
for path in ("/", "/?scope=team", "/today/groups/purchases.slipping/?scope=team"):
    client.get(path)
    took = []
    for _ in range(7):
        begin = time.process_time()
        assert client.get(path).status_code == 200
        took.append((time.process_time() - begin) * 1000)
    print(round(statistics.median(took)))
"""


def grow(customers: int, home: str) -> tuple[dict[str, object], float, float]:
    """What the command said, its CPU seconds and its largest memory in MB."""
    command = [sys.executable, "-c", "from perennial.config.command import main; main()", "demo", "--no-serve", "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, "--customers", str(customers), "--seed", "7"],
        env=os.environ | {"PERENNIAL_HOME": home},
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), cpu, after.ru_maxrss / 1024


def pages(home: str) -> list[str]:
    """Median CPU milliseconds of Today (mine, the team's) and of one page of those who slip."""
    names = {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings", "PERENNIAL_TESTING": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK], env=os.environ | names, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def main() -> None:
    """Grow each size in a folder of its own, and write the table down."""
    rows = []
    for customers in map(int, sys.argv[1:] or ["100000"]):
        with tempfile.TemporaryDirectory() as home:
            told, cpu, memory = grow(customers, home)
            size = sum(file.stat().st_size for file in Path(home).glob("*.sqlite3")) / 1e6
            counts = f"{customers:,} | {told['orders']:,} | {told['touchpoints']:,}"
            rows.append(
                f"| {counts} | {cpu:.0f} | {told['seconds']} | {memory:.0f} | {size:,.0f} | {' / '.join(pages(home))} |"
            )
    record(
        "Synthetic population (bench/population.py)",
        "| customers | orders | touchpoints | CPU s | wall s | peak MB | database MB | Today CPU ms: mine / team / slipping |\n"
        "|---|---|---|---|---|---|---|---|\n" + "\n".join(rows),
    )


if __name__ == "__main__":
    main()
