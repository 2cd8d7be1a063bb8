"""What every page costs: CPU of the application and wall time per request, with one client.

PERENNIAL_HOME=… [DATABASE_URL=…] python bench/pages.py

Measures the database that is there (`perennial demo --customers N --no-serve` makes one) in one process, through the whole
stack of middleware and with gzip, as a browser asks. On SQLite the CPU is that of the database too.
"""

import os
import statistics
import sys
import time
import warnings
from collections.abc import Iterator
from itertools import cycle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
os.environ.setdefault("PERENNIAL_TESTING", "1")  # static files under their own names: there is nobody to gather them

import django

TIMES = 15
CONDITIONS = (
    '{"any":[{"all":[{"field":"stage","value":"at_risk"},{"field":"value","operator":"from","value":200}]},'
    '{"not":{"field":"last_order","operator":"empty"}}]}'
)
HTMX = {"HX-Request": "true", "HX-Target": "div#results"}


def asked() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Each page: its name, the addresses that are asked for in turn, the headers."""
    from perennial.people.models import Identity, Party
    from perennial.purchases.models import Order

    parties = Party.objects.filter(sample=True).order_by("id")  # not those that an earlier run made
    first, last = parties[0], parties.reverse()[0]
    step = (last.pk - first.pk) // TIMES
    some = [parties.filter(pk__gte=first.pk + step * turn)[0] for turn in range(TIMES)]
    buyers = list(parties.filter(orders__gte=5, pk__gte=first.pk + step)[:TIMES])
    rare, city = some[3], next(party.city for party in some if party.city)
    phone = Identity.objects.filter(kind="phone", party__in=[party.pk for party in some])[0].normal
    number = Order.objects.exclude(number="").order_by("-id")[0].number
    for sort in ("name", "-name", "value", "-value", "last_order", "last_contact", "created"):
        yield f"customers by {sort}", [f"/customers/?sort={sort}"], {}
    yield "customers, page 200", ["/customers/?page=200"], {}
    yield "customers by value, page 200", ["/customers/?sort=value&page=200"], {}
    yield "filtered by city", [f"/customers/?city={city}"], {}
    yield "filtered by stage", ["/customers/?stage=at_risk"], {}
    yield "filtered by stage, by value", ["/customers/?stage=at_risk&sort=value"], {}
    yield "filtered by stage, by last order", ["/customers/?stage=lapsed&sort=last_order"], {}
    yield "filtered by conditions", [f"/customers/?where={CONDITIONS}"], {}
    yield "grouped by stage", ["/customers/?group=stage"], {}
    yield "filtered by text, a surname", [f"/customers/?q={rare.name.split()[-1]}"], HTMX
    yield "filtered by text, two letters", ["/customers/?q=ma"], HTMX
    yield "filtered by text, two letters, by value", ["/customers/?q=ma&sort=value"], HTMX
    yield "search, two letters", ["/search/?q=ma"], HTMX
    yield "search, a name", [f"/search/?q={party.name}" for party in some], HTMX
    yield "search, two beginnings", ["/search/?q=ma s"], HTMX
    yield "search, a phone number", [f"/search/?q={phone.replace('+', '%2B')}"], HTMX
    yield "search, an order number", [f"/search/?q={number}"], HTMX
    yield "palette", ["/search/"], HTMX
    yield "a customer", [f"/customers/{party.pk}/" for party in some], {}
    yield "a customer of five orders or more", [f"/customers/{party.pk}/" for party in buyers], {}
    yield "Today, mine", ["/"], {}
    yield "Today, the team's", ["/?scope=team"], {}
    yield "Today, those who slip", ["/today/groups/purchases.slipping/?scope=team"], {}
    yield "orders", ["/orders/"], {}


def measured(client, turns, headers) -> str:  # type: ignore[no-untyped-def]
    """The median CPU and the p50 and p95 of the wall time in ms, from the second request of each kind on."""
    addresses = cycle(turns)
    cpu, wall = [], []
    for turn in range(TIMES + 2):
        address = next(addresses)
        began, burned = time.perf_counter(), time.process_time()
        answer = client.get(address, headers=headers)
        took, used = time.perf_counter() - began, time.process_time() - burned
        if answer.status_code != 200:
            sys.exit(f"{address}: {answer.status_code}")
        if turn > 1:
            cpu.append(used * 1000)
            wall.append(took * 1000)
    return f"{statistics.median(cpu):.1f} | {statistics.median(wall):.1f} | {statistics.quantiles(wall, n=20)[-1]:.1f}"


def created(client) -> str:  # type: ignore[no-untyped-def]
    """The same for a customer that is written down in the form."""
    cpu, wall = [], []
    for turn in range(TIMES):
        values = {"kind": "person", "name": f"Bench Made {turn}", "email": f"bench{time.time_ns()}@example.com"}
        began, burned = time.perf_counter(), time.process_time()
        answer = client.post("/customers/new/", values)
        took, used = time.perf_counter() - began, time.process_time() - burned
        if answer.status_code != 303:
            sys.exit(f"create: {answer.status_code}")
        cpu.append(used * 1000)
        wall.append(took * 1000)
    return f"{statistics.median(cpu):.1f} | {statistics.median(wall):.1f} | {statistics.quantiles(wall, n=20)[-1]:.1f}"


def main() -> None:
    """Ask for everything, and write the table down."""
    warnings.simplefilter("ignore")
    django.setup()
    from django.db import connection
    from django.test import Client

    from bench.results import record
    from perennial.people.models import Party
    from perennial.team.models import Member

    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(Member.objects.order_by("id")[0])
    lines = []
    for name, turns, headers in asked():
        if len(sys.argv) > 1 and sys.argv[1] not in name:
            continue
        lines.append(f"| {name} | {measured(client, turns, headers)} |")
        print(lines[-1], flush=True)
    if len(sys.argv) > 1:
        return
    lines.append(f"| a new customer, by form | {created(client)} |")
    size = round(Party.objects.count(), -4)
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    head = "| page | CPU ms | p50 ms | p95 ms |\n|---|---|---|---|\n"
    record(f"Pages, {size:,} customers on {vendor} (bench/pages.py)", head + "\n".join(lines))


if __name__ == "__main__":
    main()
