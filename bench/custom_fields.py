"""Filtering many customers by a field of the business, beside filtering by a built-in column: the same page, the same database.

`python -m bench.custom_fields [--customers N] [--record]`: CPU of the process for one page of 50, in the list order.
SQLite works inside the process, so its work is in the figure.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

REPEATS = 30
CITIES = 1_000  # each value fits one customer in so many


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        told = _measured(options.customers)
    lines = [f"| {name} | {text} |" for name, text in told]
    text = "\n".join(
        [
            f"{options.customers:,} customers on SQLite, CPU ms of a page of 50 (median of {REPEATS}).",
            "",
            "| what | CPU |",
            "|---|---|",
            *lines,
        ]
    )
    print(text)
    if options.record:
        from bench.results import record

        record("Fields of the business", text)


def _measured(count: int) -> list[tuple[str, str]]:
    from django.core.management import call_command
    from django.db.models.lookups import Exact

    from perennial.kernel.statistics import refresh_statistics
    from perennial.people.models import Party
    from perennial.records.actions import OptionRow, define_field
    from perennial.records.custom.expressions import CustomValue
    from perennial.records.custom.indexes import settle_indexes
    from perennial.team.models import Workspace

    call_command("migrate", verbosity=0)
    Workspace.objects.create(name="Bench", currency="EUR", time_zone="UTC", country="DE")
    names = [OptionRow(f"Option {n}") for n in range(500)]
    choice = define_field(by=None, holder="customers", type="choice", name="Choice", options=names)
    number = define_field(by=None, holder="customers", type="number", name="Number")
    _fill(count, choice, number)
    began = time.process_time()
    settle_indexes()
    indexed = time.process_time() - began
    refresh_statistics()
    option = str(choice.options_in_order()[7].pk)
    kept = Party.objects.kept().order_by("sort_name", "id")
    asked: dict[str, Callable[[], Any]] = {
        "built-in city": lambda: kept.filter(city="City 7"),
        "choice": lambda: kept.filter(Exact(CustomValue(choice), option)),
        "number": lambda: kept.filter(Exact(CustomValue(number), 7)),
    }
    told = [(name, f"{_cpu_ms(lambda ask=ask: list(ask()[:50])):.2f} ms") for name, ask in asked.items()]  # type: ignore[misc]
    return [*told, ("making both indexes", f"{indexed:.1f} s")]


def _fill(count: int, choice: Any, number: Any) -> None:
    from django.db import transaction

    from perennial.kernel.bulk import bulk_write
    from perennial.people.models import Party

    options = [str(option.pk) for option in choice.options_in_order()]
    with transaction.atomic():
        rows = (
            (
                f"Customer {n}",
                f"customer {n:08}",
                f"City {n % CITIES}",
                {choice.stored_as: options[n % len(options)], number.stored_as: n % CITIES},
            )
            for n in range(count)
        )
        bulk_write(Party, ("name", "sort_name", "city", "custom"), rows)


def _cpu_ms(ask: Callable[[], Any]) -> float:
    ask()
    took = []
    for _ in range(REPEATS):
        began = time.process_time()
        ask()
        took.append((time.process_time() - began) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main()
