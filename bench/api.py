"""What the JSON API costs: CPU of the application and wall time per request, with one client.

PERENNIAL_HOME=… [DATABASE_URL=…] python bench/api.py

Measures the database that is there (`perennial demo --customers N --no-serve` makes one) in one process, through the whole
stack of middleware, as a program asks. On SQLite the CPU is that of the database too.
"""

import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
os.environ.setdefault("PERENNIAL_TESTING", "1")

import django

TIMES = 40
Asked = tuple[str, str, Any]  # method, path, body
GOALS = {"list": 9, "search": 13, "filter": 31, "record": 10, "create": 12}


def asked() -> Iterator[tuple[str, list[Asked]]]:
    """Each job: its name, the requests that are sent in turn."""
    from perennial.people.models import Party

    parties = Party.objects.filter(sample=True, kind="person").order_by("id")
    first, last = parties[0], parties.reverse()[0]
    step = (last.pk - first.pk) // TIMES
    some = [parties.filter(pk__gte=first.pk + step * turn)[0] for turn in range(TIMES)]
    city, surname = next(party.city for party in some if party.city), some[3].name.split()[-1]
    tree = quote(json.dumps({"any": [{"field": "city", "value": city}, {"field": "stage", "value": ["at_risk"]}]}))
    yield "list: 50 people by name", [("GET", "/people", None)]
    yield "list by value", [("GET", "/people?sort=-value", None)]
    yield "list with its count, capped", [("GET", "/people?count=capped", None)]
    yield "search: a surname", [("GET", f"/people/search?q={quote(surname)}", None)]
    yield "search: a name", [("GET", f"/people/search?q={quote(party.name)}", None) for party in some]
    yield "filter: one city", [("GET", f"/people?city={quote(city)}", None)]
    yield "filter: a city or a stage, by value", [("GET", f"/people?filter={tree}&sort=-value", None)]
    yield "record: a person", [("GET", f"/people/{party.pk}", None) for party in some]
    yield "orders, newest first", [("GET", "/orders", None)]
    yield "touchpoints, newest first", [("GET", "/touchpoints", None)]
    stamp, turns = time.time_ns(), count()
    mails = [[{"kind": "email", "value": f"bench{stamp}-{turn}@example.com"}] for turn in range(TIMES + 2)]
    new = [{"name": f"Bench Made {turn}", "identities": mail} for turn, mail in enumerate(mails)]
    yield "create: one person with an e-mail", [("POST", "/people", one) for one in new]
    keyed = [one | {"identities": [], "name": f"Bench Keyed {next(turns)}"} for one in new]
    yield "create: the same under an Idempotency-Key", [("POST", "/people", one) for one in keyed]


def deep_pages(program: Any) -> list[Asked]:
    """Cursors of pages that lie far behind the first."""
    pages, cursor = [], ""
    for turn in range(400):
        told = program.told("GET", f"/people?limit=200&cursor={cursor}")
        cursor = told["next"]
        if turn > 400 - TIMES - 3:
            pages.append(("GET", f"/people?cursor={cursor}", None))
    return pages


def measured(program: Any, name: str, turns: list[Asked]) -> str:
    """The median CPU and the p50 and p95 of the wall time in ms, from the third request on."""
    from perennial.team.rest.bearer import limits

    requests, cpu, wall, sizes = cycle(turns), [], [], []
    for turn in range(TIMES + 2):
        method, path, body = next(requests)
        headers = {"idempotency_key": f"{time.time_ns()}"} if "Key" in name else {}
        limits.forget()
        began, burned = time.perf_counter(), time.process_time()
        answer = program(method, path, body, **headers)
        took, used = time.perf_counter() - began, time.process_time() - burned
        if answer.status_code not in (200, 201):
            sys.exit(f"{path}: {answer.status_code} {answer.content[:300]!r}")
        if turn > 1:
            cpu.append(used * 1000)
            wall.append(took * 1000)
            sizes.append(len(answer.content))
    p50, p95 = statistics.median(wall), statistics.quantiles(wall, n=20)[-1]
    goal = GOALS.get(name.partition(":")[0], "") if ":" in name else ""
    return f"| {name} | {statistics.median(cpu):.1f} | {p50:.1f} | {p95:.1f} | {statistics.median(sizes) / 1000:.1f} | {goal} |"


def main() -> None:
    """Ask for everything, and write the table down."""
    warnings.simplefilter("ignore")
    django.setup()
    from django.db import connection

    from bench.results import record
    from perennial.people.models import Party
    from perennial.team.actions import revoke_token
    from perennial.team.models import Member
    from tests.apiclient import Program

    owner = Member.objects.owners().order_by("id")[0]
    program = Program(owner)
    program.client.defaults["HTTP_HOST"] = "localhost"
    size = round(Party.objects.count(), -4)
    lines = []
    for name, turns in [*asked(), ("list: a page behind 75,000 others", deep_pages(program))]:
        lines.append(measured(program, name, turns))
        print(lines[-1], flush=True)
    revoke_token(program.token, by=owner)
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    head = "| request | CPU ms | p50 ms | p95 ms | kB | goal, CPU ms |\n|---|---|---|---|---|---|\n"
    record(f"API, {size:,} customers on {vendor} (bench/api.py)", head + "\n".join(lines))


if __name__ == "__main__":
    main()
