"""Imports through the product's own path beside the same rows by the raw driver into the same indexed tables.

    python bench/import.py [lines]                                   # SQLite
    python tests/with_postgres.py python bench/import.py [lines]     # PostgreSQL

A run: `perennial import orders` of a file of order lines (a fifth as many customers), undone, imported again; then the rows
that lie in the tables afterwards into the same tables emptied, by executemany or COPY alone; then persons.
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
TABLES = ("people_party", "people_identity", "people_searchterm", "purchases_product", "purchases_order", "purchases_orderline")
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


def write_persons(path: Path, count: int) -> None:
    """Persons with an id, a name, an e-mail address and a city."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Customer id,First name,Last name,Email,City\n")
        for n in range(count):
            file.write(f"P{n},{GIVEN[n % 10]},{FAMILY[n // 10 % 10]},p{n}@y.example,Town {n % 300}\n")


def perennial(home: Path, *arguments: str) -> tuple[dict[str, Any], float, float, float]:
    """(answer, wall s, CPU s, peak RSS in MB) of a command in a process of its own."""
    code = "from perennial.config.command import main; main()"
    environment = os.environ | {"PERENNIAL_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments, "--json"], env=environment, stdout=out, stderr=subprocess.DEVNULL
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        told = out.read().decode()
    if status:
        raise SystemExit(f"{arguments} failed: {told}")
    return json.loads(told), time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def by_driver(home: Path) -> tuple[int, float, float]:
    """(rows, wall s, CPU s): the same rows into emptied copies of the same tables with their indexes, by the driver alone."""
    os.environ |= {"PERENNIAL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    import django

    django.setup()
    from django.db import connection

    count = wall = cpu = 0.0
    read = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            read[table] = cursor.fetchall()
        for table in reversed(TABLES):
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {table} CASCADE")
    if connection.vendor == "sqlite":
        raw: Any = connection.connection
        raw.execute("PRAGMA foreign_keys=OFF")
        for table in reversed(TABLES):
            raw.execute(f"DELETE FROM {table}")
        raw.execute("PRAGMA foreign_keys=ON")
    for table in TABLES:
        began, began_cpu = time.monotonic(), time.process_time()
        rows = read.pop(table)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif rows:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            raw.execute("COMMIT")
        wall, cpu, count = wall + time.monotonic() - began, cpu + time.process_time() - began_cpu, count + len(rows)
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
        rows = ["| what | rows | wall s | CPU s | rows per CPU-s | peak RSS MB |", "|---|---|---|---|---|---|"]

        def told(what: str, count: int, wall: float, cpu: float, peak: float = 0) -> float:
            rows.append(f"| {what} | {count:,} | {wall:.1f} | {cpu:.1f} | {count / cpu:,.0f} | {peak:.0f} |")
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
        share = (
            "The import of orders with everything around it (reading, matching, summaries, stages) runs at "
            f"**{100 * raw / again:.0f} %** of the raw driver, by the CPU time of the client."
        )
        print(share)
        record(f"Import, {lines:,} order lines on {engine} (bench/import.py)", "\n".join(rows) + f"\n\n{share}")


if __name__ == "__main__":
    main()
