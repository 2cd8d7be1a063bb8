"""Audiences: what a segment costs beside a bare pass, how fast it is counted while it is written, and how soon a fact is known.

    python -m bench.audiences HOME[=DATABASE_URL] [--writes] [--record]     # a house of `perennial demo --customers …`, synced

Segment: an audience of orders and touchpoints, as it is compiled, beside one filtered pass over the same columns of the same
rows; CPU seconds. Live: `count_and_sample` of several conditions, wall and CPU. With `--writes` orders come in while these
audiences are kept, until each customer is in or out and scored anew: for this the house is written to, all of it in one
transaction that is rolled back.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

TIMES, ORDERS = 5, 200
EMAILS = {"did": "touched", "where": [{"field": "kind", "value": ["email"]}], "within": "last-60-days"}
TWICE = {"did": "bought", "within": "last-90-days", "value": 2}
CONDITIONS: dict[str, Any] = {
    "bought twice in 90 days, no e-mail for 60": {"all": [TWICE, {"not": EMAILS}]},
    "nothing bought in a year": {"did": "bought", "within": "last-365-days", "operator": "at-most", "value": 0},
    "of some stages, and bought twice": {"all": [{"field": "stage", "value": ["new", "active", "loyal"]}, TWICE]},
    "of one city, and bought": {"all": [{"field": "city", "operator": "is", "value": "Berlin"}, {"did": "bought"}]},
    "spent 500 in all": {"did": "bought", "measure": "sum", "value": 500},
    "never in touch": {"did": "touched", "operator": "at-most", "value": 0},
    "five times in touch, ever": {"did": "touched", "value": 5},
    "last in touch 60 days ago": {"did": "touched", "measure": "days_since_last", "value": 60},
    "a month apart on average": {"did": "bought", "measure": "average_gap_days", "operator": "at-most", "value": 30},
    "an e-mail, then an order within 14 days, this quarter": {
        "sequence": [EMAILS | {"within": "last-90-days"}, {"did": "bought", "within": "last-90-days"}],
        "within_days": 14,
    },
    "one stage": {"field": "stage", "value": ["loyal"]},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home")
    parser.add_argument("--writes", action="store_true")
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    home, _equals, url = given.home.partition("=")
    os.environ |= {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
    if url:
        os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    lines = [*_segment(), "", *_live(), *(["", *_writes()] if given.writes else [])]
    print("\n".join(lines))
    if given.record:
        from django.db import connection

        from bench.results import record

        title = f"Audiences, {'PostgreSQL' if connection.vendor == 'postgresql' else 'SQLite'}"
        record(title, "\n".join([*lines, "", f"`python -m bench.audiences {Path(home).name}`"]))


def _segment() -> list[str]:
    from perennial.audiences.asking import every_field, in_days_of_the_business
    from perennial.audiences.compiling import asked
    from perennial.audiences.reading import from_json
    from perennial.lake.queries import open_lake, status

    tree = from_json(CONDITIONS["bought twice in 90 days, no e-mail for 60"], every_field())
    rows = {fact.key: fact.rows for fact in status()}
    with open_lake() as lake, in_days_of_the_business() as today:
        sql = asked(tree, today).sql
        bare = [_bare(part) for part in sql.split("FROM ") if " WHERE day" in part]
        for text in (sql, *bare):
            lake.query(text)  # the files are in the memory of the machine
        whole = _median(lambda: lake.query(sql))
        least = _median(lambda: [lake.query(text) for text in (*bare, "SELECT SUM(customer_id) AS s FROM customers")])
        found = lake.query(sql).num_rows
    return [
        f"A segment over {rows['customers']:,} customers, {rows['touchpoints']:,} touchpoints and {rows['orders']:,} orders"
        f" ({found:,} fit): {whole:.2f} CPU seconds; one filtered pass over the columns that it reads: {least:.2f}:"
        f" **{whole / least:.2f} times** (goal: 3).",
    ]


def _bare(part: str) -> str:
    """The same rows and columns, and nothing done with them."""
    fact, _where, condition = part.partition(" WHERE ")
    condition = condition.split(" GROUP BY ")[0].split("\n")[0].rstrip(")")
    return f"SELECT SUM(customer_id) AS s FROM {fact} WHERE {condition}"


def _live() -> list[str]:
    from perennial.audiences.asking import every_field
    from perennial.audiences.queries import count_and_sample
    from perennial.audiences.reading import from_json
    from perennial.team.choices import Role
    from perennial.team.models import Member

    owner, fields = Member.objects.filter(role=Role.OWNER).first(), every_field()
    lines, walls, cpus = ["| counted while it is written | customers | wall s | CPU s |", "|---|---|---|---|"], [], []
    for name, condition in CONDITIONS.items():
        tree = from_json(condition, fields)
        number = count_and_sample(tree, owner).number
        took = [_took(partial(count_and_sample, tree, owner)) for _ in range(TIMES)]
        walls += [wall for wall, _cpu in took]
        cpus += [cpu for _wall, cpu in took]
        wall, cpu = (statistics.median(column) for column in zip(*took, strict=True))
        lines.append(f"| {name} | {number:,} | {wall:.2f} | {cpu:.2f} |")
    return [*lines, "", f"p95 of all: {_p95(walls):.2f} s, {_p95(cpus):.2f} CPU seconds (goal: under a second)."]


def _writes() -> list[str]:
    from django.db import transaction

    lines: list[str] = []
    with suppress(_TakenBackError), transaction.atomic():
        lines = _written()
        raise _TakenBackError
    return lines


class _TakenBackError(Exception):
    """Ends the transaction, so that nothing of it stays."""


def _written() -> list[str]:
    from perennial.audiences.models import Stay
    from perennial.foresight.actions import score_customers
    from perennial.kernel import clock
    from perennial.people.models import Party
    from perennial.purchases.actions import Line, place_order

    parties = list(Party.objects.kept().order_by("-pk")[: 2 * ORDERS])

    def order(party: Party) -> None:
        place_order(party, by=None, lines=[Line(name="Bench", total_minor=100)], placed_at=clock.now())

    without = [_took(partial(order, party)) for party in parties[:ORDERS]]
    with _audiences():
        took = [_took(partial(order, party)) for party in parties[ORDERS:]]
        known = Stay.objects.open().filter(audience__name="Bench 0", party__in=parties[ORDERS:]).count()
    scored = _p95([_took(partial(score_customers, [party.pk]))[0] for party in parties[ORDERS:]]) * 1000
    p95 = _p95([wall for wall, _cpu in took]) * 1000
    return [
        f"From an order to {len(CONDITIONS) + 1} audiences knowing it, without the commit: p95 {p95:.0f} ms"
        f" ({statistics.mean(cpu for _, cpu in took) * 1000:.1f} ms of CPU; without audiences"
        f" {statistics.mean(cpu for _, cpu in without) * 1000:.1f}; goal: 2 s); {known} of {ORDERS} were inside at once."
        f" Scored anew by the job behind it: p95 {scored:.0f} ms.",
    ]


@contextmanager
def _audiences() -> Iterator[None]:
    from perennial.audiences.actions import create_audience
    from perennial.audiences.asking import every_field
    from perennial.audiences.models import Audience
    from perennial.audiences.reading import from_json
    from perennial.kernel.jobs import Job

    conditions = [{"did": "bought"}, *CONDITIONS.values()]
    made = [
        create_audience(by=None, name=f"Bench {place}", condition=from_json(condition, every_field()))
        for place, condition in enumerate(conditions)
    ]
    Job.objects.filter(path__endswith="refresh_audience_job", args__args__0__in=[audience.pk for audience in made]).delete()
    try:
        yield
    finally:
        Audience.objects.filter(pk__in=[audience.pk for audience in made]).delete()


def _took(work: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _median(work: Callable[[], Any]) -> float:
    return statistics.median(_took(work)[1] for _ in range(TIMES))


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
