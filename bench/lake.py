"""The lake beside what the machine can do at best: copying, and counting.

    python -m bench.lake HOME[=DATABASE_URL] [--record]        # a house of `perennial demo --customers …`

Copying: the newest million touchpoints through a whole sync, beside the same rows read by ADBC and written as Parquet by
pyarrow, and nothing else. Counting: definitions in core SQL beside a bare pass over the columns that they read, or the bare
window. CPU seconds of this process and of its children; the lake of the house lies in a folder of its own and is taken away.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

NEW_ROWS = 1_000_000
TIMES = 3
FILTERED = "SELECT COUNT(*) AS n FROM touchpoints WHERE kind_id = 1 AND day > 20000"
NEXT = """
SELECT MAX(next_us) AS m
FROM (SELECT LEAD(at_us) OVER (PARTITION BY customer_id ORDER BY at_us, touchpoint_id) AS next_us FROM touchpoints) AS steps
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home")
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    home, _equals, url = given.home.partition("=")
    os.environ |= {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    if url:
        os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    with _own_lake():
        lines = [*_copying(), "", *_counting()]
    from django.db import connection

    from bench.results import record

    title = f"The lake, {'PostgreSQL' if connection.vendor == 'postgresql' else 'SQLite'}"
    print("\n".join(lines))
    if given.record:
        record(title, "\n".join([*lines, "", f"`python -m bench.lake {Path(home).name}`"]))


@contextmanager
def _own_lake() -> Iterator[None]:
    """A folder of its own, and nothing of it in the database afterwards."""
    from django.conf import settings

    from perennial.lake.models import Change, File, Progress

    with tempfile.TemporaryDirectory(prefix="lake-") as folder:
        settings.HOME = Path(folder)
        try:
            yield
        finally:
            for model in (Change, File, Progress):
                model.objects.all().delete()


def _copying() -> list[str]:
    from perennial.lake.extractor import begun, extracting, settled_id
    from perennial.lake.models import File, Progress
    from perennial.lake.places import folder
    from perennial.lake.sources import sources

    source = sources.get("timeline.Touchpoint")
    assert source is not None
    border = _border(source.table)
    whole, bare = [], []
    for _ in range(TIMES):
        File.objects.all().delete()
        Progress.objects.all().delete()
        shutil.rmtree(folder(), ignore_errors=True)
        progress = begun(source)
        Progress.objects.filter(pk=progress.pk).update(walked_to=border)
        progress.refresh_from_db()
        with extracting() as extractor:
            before = _spent()
            extractor.copy(source, progress, [], settled=settled_id(0))
            extractor.close()
            whole.append(_spent() - before)
        bare.append(_cpu(lambda: _bare(border)))
    rows = sum(File.objects.filter(fact="touchpoints").values_list("rows", flat=True))
    start = _cpu(lambda: _run("pass"))
    one, other = sorted(whole)[TIMES // 2], sorted(bare)[TIMES // 2]
    return [
        f"{rows:,} new touchpoints copied, with the start of the process, in {one:.2f} CPU seconds; read by ADBC and written",
        f"as Parquet, and nothing else, in {other:.2f} (a process with its start; an empty one takes {start:.2f}):",
        f"**{one / other:.2f} times** (goal: 2.2).",
    ]


def _border(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET {NEW_ROWS}")
        return int(cursor.fetchone()[0])


def _bare(border: int) -> None:
    from perennial.lake.places import database, folder

    _run(
        "import pyarrow.parquet as parquet\n"
        "from perennial.lake.extraction.reading import connect\n"
        f"with connect({database()!r}) as source, source.cursor() as cursor:\n"
        "    cursor.execute('SELECT id, party_id, kind, channel, direction, happened_at FROM timeline_touchpoint"
        f" WHERE id > {border}')\n"
        f"    parquet.write_table(cursor.fetch_arrow_table(), '{folder()}/bare.parquet', compression='zstd')\n"
    )


def _run(code: str) -> None:
    import subprocess

    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})


def _counting() -> list[str]:
    from perennial.lake.actions import sync
    from perennial.lake.core import definitions
    from perennial.lake.models import File, Progress
    from perennial.lake.queries import numbers_of, open_lake, status

    for model in (File, Progress):
        model.objects.all().delete()
    began = time.monotonic()
    used = _cpu(sync)
    rows, megabytes = sum(fact.rows for fact in status()), sum(fact.bytes for fact in status()) / 1e6
    lines = [
        f"The whole house: {rows:,} rows, {megabytes:,.0f} MB, in {used:.1f} CPU seconds"
        f" ({time.monotonic() - began:.0f} s); the most that a process held: {_most_mb():,.0f} MB.",
        "",
        "| what | CPU s |",
        "|---|---|",
    ]
    statuses = {word: numbers_of("status").get(word, 0) for word in ("cancelled", "refunded")}
    asked = {"as_of_day": 30_000, "currency": 1, "after": 0, "upto": 1 << 60, "every": 1, **statuses}
    bare = {
        "bare: a filter over two columns of the touchpoints": FILTERED,
        "bare: the next touchpoint of the same customer, for all": NEXT,
    }
    with open_lake() as lake:
        for name, sql in [*bare.items(), *((one.key, one.asked(**asked)) for one in definitions)]:
            took = sorted(_cpu(partial(lake.query, sql)) for _ in range(TIMES))[TIMES // 2]
            lines.append(f"| {name} | {took:.2f} |")
    return lines


def _cpu(work: Callable[[], Any]) -> float:
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _most_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
