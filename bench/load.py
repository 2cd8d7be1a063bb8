"""What the server holds in memory while eight clients work with it for minutes, and how fast it hands out a list of many rows.

python -m bench.load /home/one [/home/two=postgresql://… …] [--minutes 2] [--no-exports] [--no-record]

Each home holds a house (see bench/pages.py). Memory is the PSS of supervisor, web and worker, looked at every second. On SQLite
the database is in it: its page cache, and what it maps of its file, which the system may take back at any time (told apart:
PSS of files). The exports are those of a list: one stage, then everybody, as CSV and as a spreadsheet.
"""

import argparse
import csv
import io
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from bench.pages import CROWD, everything, new_customers
from bench.results import record
from bench.serving import Asked, Served, Visitor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")


def main() -> None:
    """Measure each home in a process of its own, and write its section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("homes", nargs="+")
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--no-exports", action="store_true")
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measured(Path(options.homes[0]), options.minutes * 60, exports=not options.no_exports)), flush=True)
        return
    for home in options.homes:
        path, _equals, url = home.partition("=")
        names = {"PERENNIAL_HOME": path, "DATABASE_URL": url or f"sqlite:///{path}/perennial.sqlite3"}
        rest = ["--minutes", str(options.minutes), *(["--no-exports"] if options.no_exports else [])]
        command = [sys.executable, "-W", "ignore", "-m", "bench.load", "--inside", path, *rest]
        ran = subprocess.run(command, env=os.environ | names, stdout=subprocess.PIPE, text=True, check=True)
        title, text = json.loads(ran.stdout.splitlines()[-1])
        print(f"{title}\n{text}\n")
        if not options.no_record:
            record(title, text)


def measured(home: Path, seconds: float, *, exports: bool) -> tuple[str, str]:
    """(the title of the section, its text)."""
    import django

    django.setup()
    from django.db import connection

    from perennial.people.models import Party

    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    size = round(Party.objects.count(), -4)
    requests = _endless([one for _name, turns in everything() for one in turns[:40] if one.method == "GET"])
    connection.close()
    served = Served(home, os.environ["DATABASE_URL"] if vendor == "PostgreSQL" else "")
    _owner, password = (home / "demo-sign-in.txt").read_text().split("\n")[:2]
    with served.running():
        idle = Memory(served).now()
        headers = served.sign_in("maya@juniper.example", password)
        text = _under_load(served, headers, requests, seconds, idle)
        if exports:
            text += "\n\n" + "\n".join(_exports(served, headers))
    return f"Under load, {size:,} customers on {vendor} (bench/load.py)", text


def _endless(reading: Sequence[Asked]) -> Iterator[Asked]:
    """Again and again; the customers who are added are others every time."""
    while True:
        yield from reading
        yield from new_customers()[:40]


class Memory:
    """Looks at what a server's processes hold, every second within the block."""

    def __init__(self, served: Served) -> None:
        self.served, self.seen, self._over = served, [(0.0, 0.0)], threading.Event()

    def now(self) -> tuple[float, float]:
        """(PSS of all, of it the PSS of files), in MB."""
        total = files = 0.0
        for process in (self.served.main, *self.served.main.children()):
            told = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            numbers = {name: int(kb) / 1024 for name, kb in re.findall(r"(?m)^(\w+):\s+(\d+) kB", told)}
            total, files = total + numbers["Pss"], files + numbers.get("Pss_File", 0)
        return total, files

    def __enter__(self) -> "Memory":
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(1):
            self.seen.append(self.now())

    def most(self) -> str:
        """The largest that was seen."""
        total, files = max(self.seen)
        return f"{total:.0f} MB ({total - files:.0f} without files)"


def _under_load(
    served: Served, headers: dict[str, str], requests: Iterator[Asked], seconds: float, idle: tuple[float, float]
) -> str:
    lock, walls, ends = threading.Lock(), list[float](), time.monotonic() + seconds

    def work() -> None:
        visitor = Visitor(headers)
        while time.monotonic() < ends:
            with lock:
                asked = next(requests)
            began = time.perf_counter()
            status, _body, _answer = visitor.ask(asked)
            if status < 400:
                walls.append((time.perf_counter() - began) * 1000)

    with Memory(served) as memory:
        clients = [threading.Thread(target=work) for _ in range(CROWD)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    time.sleep(5)
    after = Memory(served).now()
    p50, p95, each = statistics.median(walls), statistics.quantiles(walls, n=20)[-1], len(walls) / seconds
    return (
        f"PSS idle **{idle[0]:.0f} MB** ({idle[0] - idle[1]:.0f} without files), at most **{memory.most()}** while"
        f" {CROWD} clients walked through every page of bench/pages.py for {seconds:.0f} s ({each:.0f} requests a second,"
        f" p50 {p50:.0f} ms, p95 {p95:.0f} ms), five seconds later {after[0]:.0f} MB ({after[0] - after[1]:.0f} without files)."
    )


def _exports(served: Served, headers: dict[str, str]) -> Iterator[str]:
    yield "| export | rows | seconds | rows a second | rows per CPU-second | file, MB | PSS at most |"
    yield "|---|---|---|---|---|---|---|"
    for name, query in (("one stage", "stage=at_risk"), ("everybody", "sort=name")):
        for ending in ("csv", "xlsx"):
            burned = _cpu_seconds(served)
            began = time.perf_counter()
            with Memory(served) as memory:
                visitor = Visitor({**headers, "Accept-Encoding": "identity"})
                visitor.line.timeout = 1800
                status, body, _answer = visitor.ask(Asked(f"/lists/customers/export.{ending}?{query}"))
            took = time.perf_counter() - began
            burned = _cpu_seconds(served) - burned
            rows = _rows_of(body, ending) if status == 200 else 0
            told = f"{took:.1f} | {rows / took:,.0f} | {rows / max(burned, 0.001):,.0f} | {len(body) / 1e6:.0f}"
            yield f"| {name}, {ending.upper()} | {rows:,} | {told} | {memory.most()} |"
            print(name, ending, status, rows, round(took, 1), file=sys.stderr)


def _cpu_seconds(served: Served) -> float:
    """Of the server's processes, threads that have ended too, and of the database's."""
    own = sum(sum(one.cpu_times()[:2]) for one in (served.main, *served.main.children()))
    return own + (served.burned()[1] if served.postmaster else 0.0)


def _rows_of(body: bytes, ending: str) -> int:
    """How many records a file has, without its head."""
    if ending == "csv":
        return sum(1 for _row in csv.reader(io.StringIO(body.decode()))) - 1
    total = 0
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                with book.open(name) as sheet:
                    total += _counted(sheet) - 1
    return total


def _counted(sheet: IO[bytes]) -> int:
    """How many rows stand in a sheet; read in pieces, as it is large."""
    count, end = 0, b""
    while piece := sheet.read(1 << 20):
        count += (end + piece).count(b"<row ")
        end = piece[-4:]
    return count


if __name__ == "__main__":
    main()
