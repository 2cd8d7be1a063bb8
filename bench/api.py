"""What the JSON API costs beside six other systems: CPU of the whole server and of the database's, wall time with one client,
and how many customers a second eight clients can write.

python -m bench.api /home/one [/home/two=postgresql://… …] [--times 40] [--no-record]

Each home holds a house (see bench/pages.py). The peers were measured in the same way on the same kind of machine (two cores,
their database on it, one client over HTTP, 100,000 contacts); `BEST` has the lowest CPU among them for each job. A goal is half
of it, for a search a tenth. Half a minute a home.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.results import record
from bench.serving import Asked, Served

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")

CROWD, EACH_WRITES = 8, 100
TOKENS = 10  # each has its own allowance a minute
GOALS = {"list": 9, "search": 13, "filter": 31, "record": 10, "create": 12}
BEST = {
    "list": "Odoo 19",
    "search": "Frappe CRM 129",
    "filter": "Odoo 73",
    "record": "Twenty 20",
    "create": "Odoo 24",
    "writes": "Odoo 74",
}
WRITES_GOAL = 150


def main() -> None:
    """Measure each home in a process of its own, and write its table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("homes", nargs="+")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measured(Path(options.homes[0]), options.times)), flush=True)
        return
    for home in options.homes:
        path, _equals, url = home.partition("=")
        names = {"PERENNIAL_HOME": path, "DATABASE_URL": url or f"sqlite:///{path}/perennial.sqlite3"}
        command = [sys.executable, "-W", "ignore", "-m", "bench.api", "--inside", path, "--times", str(options.times)]
        ran = subprocess.run(command, env=os.environ | names, stdout=subprocess.PIPE, text=True, check=True)
        title, text = json.loads(ran.stdout.splitlines()[-1])
        print(f"{title}\n{text}\n")
        if not options.no_record:
            record(title, text)


def measured(home: Path, times: int) -> tuple[str, str]:
    """(the title of the section, its table)."""
    import django

    django.setup()
    from django.db import connection

    from perennial.people.models import Party
    from perennial.team.actions import make_token, revoke_token
    from perennial.team.models import Member
    from perennial.team.permissions import Permission

    owner = Member.objects.owners().order_by("id")[0]
    made = [make_token(by=owner, name="Bench", scopes=list(Permission)) for _ in range(TOKENS)]
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    size = round(Party.objects.count(), -4)
    jobs = list(asked(times))
    connection.close()
    try:
        lines = list(_lines(Served(home, os.environ["DATABASE_URL"] if vendor == "PostgreSQL" else ""), jobs, times, made))
    finally:
        for token, _text in made:
            revoke_token(token, by=owner)
    head = "| request | CPU ms | of it the database server's | p50 ms | p95 ms | kB | goal, CPU ms | met | best peer |\n"
    return f"API, {size:,} customers on {vendor} (bench/api.py)", head + "|---|---|---|---|---|---|---|---|---|\n" + "\n".join(
        lines
    )


def _lines(served: Served, jobs: Sequence[tuple[str, list[Asked]]], times: int, made: Sequence[Any]) -> Iterator[str]:
    bearers = cycle([f"Bearer {text}" for _token, text in made])
    keys = (f"{time.time_ns()}-{turn}" for turn in range(1_000_000))

    def sent(turns: Sequence[Asked], *, keyed: bool = False) -> Iterator[Asked]:
        for one in cycle(turns):
            more = {"Authorization": next(bearers), "Content-Type": "application/json"}
            more |= {"Idempotency-Key": next(keys)} if keyed else {}
            yield Asked(one.path, one.method, one.body, more)

    with served.running():
        for name, turns in jobs:
            cost = served.cost(sent(turns, keyed="Key" in name), {}, times=times)
            job = name.partition(":")[0] if ":" in name else ""
            goal = GOALS.get(job)
            met = "" if goal is None else "yes" if cost.cpu <= goal else "**no**"
            line = f"| {name} | {cost.cpu:.1f} | {cost.database:.1f} | {cost.p50:.1f} | {cost.p95:.1f} | {cost.size / 1000:.1f}"
            yield f"{line} | {goal or ''} | {met} | {BEST.get(job, '')} |"
            print(name, round(cost.cpu, 1), file=sys.stderr)
        began = time.perf_counter()
        cost = served.cost(sent(_new_people(CROWD * (EACH_WRITES + 2))), {}, times=EACH_WRITES, clients=CROWD)
        a_second = CROWD * (EACH_WRITES + 2) / (time.perf_counter() - began)
        met = "yes" if a_second >= WRITES_GOAL else "**no**"
        yield (
            f"| writes with 8 clients: **{a_second:.0f} a second** | {cost.cpu:.1f} | {cost.database:.1f} | {cost.p50:.1f}"
            f" | {cost.p95:.1f} | | {WRITES_GOAL} a second | {met} | {BEST['writes']} a second |"
        )


def asked(times: int) -> Iterator[tuple[str, list[Asked]]]:
    """Each job: its name, the requests that are sent in turn."""
    from perennial.people.models import Party

    parties = Party.objects.filter(sample=True, kind="person").order_by("id")
    first, last = parties[0], parties.reverse()[0]
    step = (last.pk - first.pk) // times
    some = [parties.filter(pk__gte=first.pk + step * turn)[0] for turn in range(times)]
    city, surname = next(party.city for party in some if party.city), some[3].name.split()[-1]
    tree = quote(json.dumps({"any": [{"field": "city", "value": city}, {"field": "stage", "value": ["at_risk"]}]}))
    both = quote(json.dumps({"all": [{"field": "city", "value": city}, {"field": "stage", "value": ["at_risk"]}]}))
    yield "list: 50 people by name", [_get("/people")]
    yield "list: by value", [_get("/people?sort=-value")]
    yield "list: with its count, capped", [_get("/people?count=capped")]
    yield "list: a page behind 5,000 others", _deep_pages()
    yield "search: a surname", [_get(f"/people/search?q={quote(surname)}")]
    yield "search: a name", [_get(f"/people/search?q={quote(party.name)}") for party in some]
    yield "filter: one city", [_get(f"/people?city={quote(city)}")]
    yield "filter: a city and a stage, by value", [_get(f"/people?filter={both}&sort=-value")]
    yield "filter: a city or a stage, by value", [_get(f"/people?filter={tree}&sort=-value")]
    yield "record: a person", [_get(f"/people/{party.pk}") for party in some]
    yield "orders, newest first", [_get("/orders")]
    yield "touchpoints, newest first", [_get("/touchpoints")]
    yield "create: one person with an e-mail", _new_people(times + 2)
    yield "create: the same under an Idempotency-Key", _new_people(times + 2)


def _get(path: str) -> Asked:
    return Asked(f"/api/v1{path}")


def _deep_pages() -> list[Asked]:
    """Cursors of pages that lie far behind the first."""
    from perennial.team.actions import revoke_token
    from perennial.team.models import Member
    from tests.apiclient import Program

    owner = Member.objects.owners().order_by("id")[0]
    program = Program(owner)
    program.client.defaults["HTTP_HOST"] = "localhost"
    pages, cursor = [], ""
    for turn in range(25):
        cursor = program.told("GET", f"/people?limit=200&cursor={cursor}")["next"]
        if turn > 20:
            pages.append(_get(f"/people?cursor={cursor}"))
    revoke_token(program.token, by=owner)
    return pages


def _new_people(count: int) -> list[Asked]:
    """Each with an address of their own."""
    stamp = time.time_ns()
    people = [
        {"name": f"Bench Made {turn}", "identities": [{"kind": "email", "value": f"bench{stamp}-{turn}@example.com"}]}
        for turn in range(count)
    ]
    return [Asked("/api/v1/people", "POST", json.dumps(person)) for person in people]


if __name__ == "__main__":
    main()
