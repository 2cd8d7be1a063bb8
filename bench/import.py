"""Imports through the product's own path beside the same rows by the raw driver into the same indexed tables.

    python bench/import.py [lines]                                   # SQLite
    python tests/with_postgres.py python bench/import.py [lines]     # PostgreSQL

A run: `perennial import orders` of a file of order lines (a fifth as many customers), undone, imported again; then the rows
that lie in all its tables afterwards into the same tables emptied, with their indexes and constraints, by executemany or COPY
alone, committed as often; then persons. CPU is that of the process with its start and, on PostgreSQL, that of the server.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TABLES = (
    "people_party", "people_identity", "people_searchterm", "people_stagechange", "purchases_product", "purchases_order",
    "purchases_orderline", "purchases_purchasesummary", "purchases_stageanswer",
)  # fmt: skip
COMMIT_EVERY = 10_000  # as many rows as an import commits at once
GIVEN = ["Ada", "Bo", "Cem", "Dana", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jon"]
FAMILY = ["Abel", "Berg", "Costa", "Dahl", "Evans", "Fischer", "Garcia", "Haas", "Ito", "Jensen"]


def write_lines(path: Path, lines: int) -> None:
    """Order lines, two and a half to an order, five to a customer, in the order of their days."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write("Order number,Customer id,Email,Customer name,Date,SKU,Product,Quantity,Amount\n")
        order = 0
        written = 0
        while written < lines:
            order += 1
            customer = dice.randrange(lines // 5)
            day = f"{2022 + order * 4 // lines}-{1 + order % 12:02}-{1 + order % 28:02}"
            name = f"{GIVEN[customer % 10]} {FAMILY[customer // 10 % 10]}"
            for _ in range(min(dice.choice((1, 2, 2, 3, 4)), lines - written)):
                sku = dice.randrange(500)
                quantity, amount = dice.randrange(1, 4), dice.randrange(1, 90)
                who = f"C{customer},c{customer}@x.example,{name}"
                file.write(f"N{order},{who},{day},S{sku},Thing {sku},{quantity},{amount}.50\n")
                written += 1


PEERS = {"Odoo 18": 870, "BottleCRM": 450, "DjangoCRM": 39, "EspoCRM": 33, "Frappe CRM": 26, "Twenty": "26 to 58"}


def write_persons(path: Path, count: int) -> None:
    """Persons with an id, a name, an e-mail address and a city."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Customer id,First name,Last name,Email,City\n")
        for n in range(count):
            file.write(f"P{n},{GIVEN[n % 10]},{FAMILY[n // 10 % 10]},p{n}@y.example,Town {n % 300}\n")


def perennial(home: Path, *arguments: str) -> tuple[dict[str, Any], float, float, str]:
    """(answer, wall s, CPU s, peak memory in words) of a command in a process of its own."""
    code = "from perennial.config.command import main; main()"
    environment = os.environ | {"PERENNIAL_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    began, server_began = time.monotonic(), server_cpu()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments, "--json"], env=environment, stdout=out, stderr=subprocess.DEVNULL
        )
        own = most = 0
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            held, peak = memory(process.pid)
            own, most = max(own, held), max(most, peak)
            time.sleep(0.1)
        _pid, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        told = out.read().decode()
    if status:
        raise SystemExit(f"{arguments} failed: {told}")
    cpu = usage.ru_utime + usage.ru_stime + server_cpu() - server_began
    return json.loads(told), time.monotonic() - began, cpu, f"{own / 1024:.0f} / {most / 1024:.0f}"


def memory(pid: int) -> tuple[int, int]:
    """kB that a process holds itself, and the most it had with mapped files, which the system may take back at any time."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0, 0
    told = {line.split()[0]: int(line.split()[1]) for line in status.splitlines() if line.startswith(("RssAnon", "VmHWM"))}
    return told.get("RssAnon:", 0), told.get("VmHWM:", 0)


def server_cpu() -> float:
    """CPU seconds of PostgreSQL so far, with its children; 0 on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return 0
    import psycopg

    with psycopg.connect(url) as server:
        (folder,) = server.execute("SHOW data_directory").fetchone() or ("",)
    master = Path(folder, "postmaster.pid").read_text(encoding="utf-8").split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if stat.parent.name == master:
            ticks += sum(map(int, fields[11:15]))  # its own, and of its children that ended
        elif fields[1] == master:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def by_driver(home: Path) -> tuple[int, float, float]:
    """(rows, wall s, CPU s): the same rows into the same tables emptied, with their indexes, by the driver alone."""
    os.environ |= {"PERENNIAL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    import django

    django.setup()
    from django.db import connection

    count = wall = cpu = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table} ORDER BY 1")
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        raw.execute("PRAGMA foreign_keys=OFF")
        for table in reversed(TABLES):
            raw.execute(f"DELETE FROM {table}")
        raw.execute("PRAGMA foreign_keys=ON")
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM kept_{table} ORDER BY 1")
            rows = cursor.fetchall()
        began, began_cpu = time.monotonic(), time.process_time() + server_cpu()
        for start in range(0, len(rows), COMMIT_EVERY):
            some = rows[start : start + COMMIT_EVERY]
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in some:
                        copy.write_row(row)
            else:
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(some[0]))})", some)
                raw.execute("COMMIT")
        wall, cpu, count = (
            wall + time.monotonic() - began,
            cpu + time.process_time() + server_cpu() - began_cpu,
            count + len(rows),
        )
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE kept_{table}")
    connection.close()
    return int(count), wall, cpu


def main() -> None:
    """Measure, print and write the results down."""
    from bench.results import record

    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as folder:
        home = Path(folder) / "home"
        file, persons = Path(folder) / "lines.csv", Path(folder) / "persons.csv"
        write_lines(file, lines)
        write_persons(persons, lines // 5)
        rows = [
            "| what | rows | wall s | CPU s | rows per CPU-s | peak MB: own / with mapped files |",
            "|---|---|---|---|---|---|",
        ]

        def told(what: str, count: int, wall: float, cpu: float, peak: str = "") -> float:
            rows.append(f"| {what} | {count:,} | {wall:.1f} | {cpu:.1f} | {count / cpu:,.0f} | {peak} |")
            print(rows[-1], flush=True)
            return cpu

        perennial(home, "export", "products", "--output", str(Path(folder) / "nothing.csv"))
        answer, wall, cpu, peak = perennial(home, "import", "orders", str(file))
        told(f"order lines, import ({answer['created']:,} orders)", answer["read"], wall, cpu, peak)
        undone, wall, cpu, peak = perennial(home, "import", "undo", str(answer["import_id"]))
        told(f"the same, undone ({undone['kept']} kept, {undone['failed']} failed)", undone["reversed"], wall, cpu, peak)
        answer, wall, cpu, peak = perennial(home, "import", "orders", str(file))
        again = told("the same, imported again", answer["read"], wall, cpu, peak)
        count, wall, raw = by_driver(home)
        told("the rows of all tables, raw driver", count, wall, raw)
        answer, wall, cpu, peak = perennial(home, "import", "persons", str(persons))
        told("persons, import", answer["read"], wall, cpu, peak)
        beside = (
            f"Contacts through the product's own path, rows per CPU-second: Perennial **{answer['read'] / cpu:,.0f}**; "
            + ", ".join(f"{peer} {rate}" for peer, rate in PEERS.items())
            + " (100,000 contacts each, measured earlier on two cores)."
        )
        share = (
            "The import of orders with everything around it (start, reading, matching, summaries, stages) runs at "
            f"**{100 * raw / again:.0f} %** of the raw driver, by CPU time of the process and the database server."
        )
        print(share)
        record(f"Import, {lines:,} order lines on {engine} (bench/import.py)", "\n".join(rows) + f"\n\n{share}\n\n{beside}")


if __name__ == "__main__":
    main()
