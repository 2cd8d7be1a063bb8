"""What every page costs on the real server: CPU of all its processes and of the database's, wall time, memory under load.

python -m bench.pages /home/one [/home/two=postgresql://… …] [--only WORDS] [--times 30] [--no-record]

Each home holds a house (`perennial demo --customers N --no-serve`, then `python -m bench.house`); a home on PostgreSQL is named
with its database. The server runs on port 8170 (PORT=…). With the four homes of 100,000 and 1,000,000 customers on both
databases it takes about twelve minutes. Wall times mean something only on a machine that does nothing else; CPU always does.
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
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode

from bench.results import record
from bench.serving import Asked, Cost, Served

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")

FRAGMENT = {"HX-Request": "true", "HX-Target": "div#results", "HX-Request-Type": "partial"}
SOME = 15
CROWD = 8
GOAL, GOAL_OF_CUSTOMER, GOAL_OF_P95 = 25, 40, 50  # ms of CPU; ms
CUSTOMER_PAGES = ("a customer", "a customer of five orders or more")
Rows = list[tuple[str, list[Asked]]]


def main() -> None:
    """Measure each house in a process of its own, then write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("homes", nargs="+")
    parser.add_argument("--only", default="", help="only what has these words in its name")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--busy", action="store_true", help="the machine is: CPU with one client, no p95 in the tables")
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measured(options.homes[0], options.only, options.times, busy=options.busy)), flush=True)
        return
    houses = [_aside(home, options) for home in options.homes]
    text = "\n\n".join(section(title, houses) for title, rows in houses[0]["tables"].items() if rows) + "\n\n" + memory(houses)
    print(text)
    if not options.no_record and not options.only:
        record("Pages (bench/pages.py)", text)


def _aside(home: str, options: argparse.Namespace) -> dict[str, Any]:
    path, _equals, url = home.partition("=")
    names = {"PERENNIAL_HOME": path, "DATABASE_URL": url or f"sqlite:///{path}/perennial.sqlite3"}
    asked = ["--inside", path, "--only", options.only, "--times", str(options.times), *(["--busy"] if options.busy else [])]
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.pages", *asked],
        env=os.environ | names,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def measured(home: str, only: str, times: int, *, busy: bool) -> dict[str, Any]:
    """Everything that one house is asked, as {table: {row: [cost with one client, cost with eight]}}."""
    import django

    django.setup()
    from django.db import connection

    from perennial.people.models import Party

    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    url = os.environ["DATABASE_URL"] if vendor == "PostgreSQL" else ""
    _owner, password = (Path(home) / "demo-sign-in.txt").read_text().split("\n")[:2]
    size = round(Party.objects.count(), -4)
    served, tables = Served(Path(home), url), {}
    with served.running():
        idle = served.memory()
        for title, member, asked in (
            ("Who sees all", "maya", everything()),
            ("Who sees 1.5 % (own)", "agent1", within("agent1")),
            ("Who sees 7.5 % (team)", "agent2", within("agent2")),
            ("Who sees 0.05 % (own)", "few1", within("few1")),
        ):
            headers = served.sign_in(f"{member}@juniper.example", password)
            tables[title] = {
                name: _told(served, name, turns, headers, times, 0 if busy else CROWD) for name, turns in asked if only in name
            }
        loaded = served.memory()
    return {"vendor": vendor, "size": size, "tables": tables, "memory": [*idle, *loaded]}


def _told(
    served: Served, name: str, turns: Sequence[Asked], headers: dict[str, str], times: int, clients: int
) -> list[list[float]]:
    requests = cycle(turns)
    alone = served.cost(requests, headers, times=times)
    told = [alone] if not clients else [alone, served.cost(requests, headers, times=max(3, times // 4), clients=clients)]
    print(f"{name:60}", *(f"{cost.cpu:6.1f} {cost.p50:6.1f} {cost.p95:6.1f}  " for cost in told), file=sys.stderr)
    return [_numbers(cost) for cost in told]


def _numbers(cost: Cost) -> list[float]:
    return [round(cost.cpu, 1), round(cost.p50, 1), round(cost.p95, 1), round(cost.database, 1)]


def everything() -> Iterator[tuple[str, list[Asked]]]:
    """What the owner asks for."""
    from perennial.people.models import Identity, Party
    from perennial.purchases.models import Order

    some, buyers = _spread(Party.objects.filter(sample=True)), _spread(Party.objects.filter(sample=True, orders__gte=5))
    rare, city = some[3], next(party.city for party in some if party.city)
    phone = Identity.objects.filter(kind="phone", party__in=[party.pk for party in some])[0].normal
    number = Order.objects.exclude(number="").order_by("-id")[0].number
    yield from _lists(city, rare.name.split()[-1])
    yield "search, two letters", _found(["ma"])
    yield "search, a name", _found([party.name for party in some])
    yield "search, two beginnings", _found(["ma s"])
    yield "search, a phone number", _found([phone])
    yield "search, an order number", _found([number])
    yield "search, a word of many touchpoints", _found(["tomorrow", "newsletter"])
    yield "palette", _found([""])
    yield "a customer", [Asked(f"/customers/{party.pk}/") for party in some]
    yield "a customer of five orders or more", [Asked(f"/customers/{party.pk}/") for party in buyers]
    yield "a customer's timeline, a piece", [Asked(f"/customers/{party.pk}/timeline/", headers=FRAGMENT) for party in some]
    yield "Today, mine", [Asked("/")]
    yield "Today, the team's", [Asked("/?scope=team")]
    yield "Today, those who slip", [Asked("/today/groups/purchases.slipping/?scope=team")]
    yield "orders", [Asked("/orders/")]
    yield "products", [Asked("/products/")]
    yield "a new customer, by form", new_customers()


def _lists(city: str, surname: str) -> Iterator[tuple[str, list[Asked]]]:
    """The customers' list in all its ways."""
    own = _own_fields()
    stage, sparse = {"field": "stage", "value": ["at_risk"]}, {"field": "value", "operator": "from", "value": 2000}
    yield "customers by name", [Asked("/customers/?sort=name")]
    yield "the same, a piece", _pieces("sort=name")
    for sort in ("-name", "value", "-value", "last_order", "last_contact", "created"):
        yield f"customers by {sort}", _pieces(f"sort={sort}")
    yield "customers, page 200", _pieces("page=200")
    yield "customers by value, page 200", _pieces("sort=value&page=200")
    yield "filter: city", _pieces(f"city={quote(city)}")
    yield "filter: stage", _pieces("stage=at_risk")
    yield "filter: stage, by value", _pieces("stage=at_risk&sort=value")
    yield "filter: stage, by last order", _pieces("stage=lapsed&sort=last_order")
    yield "filter: dense or, by name", _where({"any": [stage, {"field": "city", "value": city}]})
    yield "filter: dense and, by value", _where({"all": [stage, {"field": "orders", "operator": "from", "value": 2}]}, "value")
    yield "filter: sparse and", _where({"all": [stage, sparse, {"field": "city", "value": city}]})
    yield (
        "filter: sparse or, by last contact",
        _where(
            {"any": [{"all": [sparse, {"field": "city", "value": city}]}, {"field": "name", "value": surname}]}, "last_contact"
        ),
    )
    yield "filter: not, dense", _where({"not": {"field": "stage", "value": ["lapsed", "lead"]}})
    yield "filter: own choice, dense", _where({"field": own["segment"], "value": [own["option"]]})
    yield "filter: own number, sparse", _where({"field": own["score"], "operator": "is", "value": 77})
    yield (
        "filter: own date, a range, by value",
        _where({"field": own["renewal"], "operator": "before", "value": "2026-12-24"}, "value"),
    )
    yield "filter: own yes or no and stage", _where({"all": [{"field": own["newsletter"], "value": True}, stage]})
    yield "filter: tag", _where({"field": "tag", "operator": "any_of", "value": [own["tag"]]})
    yield "grouped by stage", _pieces("group=stage")
    yield "text, a surname", _pieces(f"q={quote(surname)}")
    yield "text, two letters", _pieces("q=ma")
    yield "text, two letters, by value", _pieces("q=ma&sort=value")


def within(name: str) -> Iterator[tuple[str, list[Asked]]]:
    """What somebody asks for who does not see all."""
    from perennial.people.models import Party
    from perennial.people.queries import visible_parties
    from perennial.team.models import Member

    member = Member.objects.get(email=f"{name}@juniper.example")
    some = _spread(visible_parties(member))
    city = next((party.city for party in some if party.city), "")
    stage = {"field": "stage", "value": ["at_risk"]}
    yield "customers by name", _pieces("sort=name")
    yield "customers by value", _pieces("sort=value")
    yield "customers by last contact", _pieces("sort=last_contact")
    yield "customers, page 10", _pieces("page=10")
    yield "customers by value, page 200", _pieces("sort=value&page=200")
    yield "filter: city", _pieces(f"city={quote(city)}")
    yield "filter: stage, by value", _pieces("stage=at_risk&sort=value")
    yield "filter: or, by last order", _where({"any": [stage, {"field": "city", "value": city}]}, "last_order")
    yield "grouped by stage", _pieces("group=stage")
    yield "text, two letters", _pieces("q=ma")
    yield "search, two letters", _found(["ma"])
    yield "search, a name", _found([party.name for party in some])
    yield "search, a stranger's name", _found([party.name for party in _spread(Party.objects.filter(owner=None))])
    yield "search, a word of many touchpoints", _found(["tomorrow", "newsletter"])
    yield "a customer", [Asked(f"/customers/{party.pk}/") for party in some]
    yield "Today, mine", [Asked("/")]
    yield "Today, the team's", [Asked("/?scope=team")]
    yield "orders", [Asked("/orders/")]


def _spread(parties: Any) -> list[Any]:
    """Some customers from everywhere among these."""
    first, last = parties.order_by("id").first(), parties.order_by("-id").first()
    step = (last.pk - first.pk) // SOME
    return [parties.filter(pk__gte=first.pk + step * turn).order_by("id")[0] for turn in range(SOME)]


def _own_fields() -> dict[str, str]:
    from perennial.people.models import Tag
    from perennial.records.models import CustomField

    kept = {field.name.casefold(): field for field in CustomField.objects.kept()}
    option = str(kept["segment"].options_in_order()[1].pk)
    return {name: field.key for name, field in kept.items()} | {
        "option": option,
        "tag": str(Tag.objects.get(name="Newsletter").pk),
    }


def _pieces(query: str) -> list[Asked]:
    return [Asked(f"/customers/?{query}", headers=FRAGMENT)]


def _where(tree: dict[str, Any], sort: str = "") -> list[Asked]:
    return _pieces(urlencode({"where": json.dumps(tree)} | ({"sort": sort} if sort else {})))


def _found(texts: Sequence[str]) -> list[Asked]:
    return [Asked(f"/search/?{urlencode({'q': text})}", headers=FRAGMENT) for text in texts]


def new_customers() -> list[Asked]:
    """More than are asked for, each with an address of its own."""
    stamp = time.time_ns()
    people = [
        {"kind": "person", "name": f"{token_hex(4)} {token_hex(5)}", "email": f"bench{stamp}-{turn}@example.com"}
        for turn in range(500)
    ]
    return [Asked("/customers/new/", "POST", urlencode(person)) for person in people]


def section(title: str, houses: Sequence[dict[str, Any]]) -> str:
    """What each page costs in each house beside its goal, and how much more it costs a million than a hundred thousand; on a
    quiet machine also how long it takes, alone and among eight."""
    rows = houses[0]["tables"][title]
    names = [f"{house['size']:,} {house['vendor']}" for house in houses]
    flats = _flats(houses)
    head = ["page", "goal", *names, *(f"{vendor}: million / hundred thousand" for vendor, _small, _large in flats)]
    lines = [_line(head), "|" + "---|" * len(head)]
    for row in rows:
        costs = [house["tables"][title][row] for house in houses]
        ratios = [f"{costs[large][0][0] / max(0.1, costs[small][0][0]):.1f} ×" for _vendor, small, large in flats]
        lines.append(_line([row, str(_goal(row)), *(_cpu(row, cost[0]) for cost in costs), *ratios]))
    table = f"**{title}**; CPU ms a request (of it the database server's); **bold** is over the goal\n\n" + "\n".join(lines)
    is_quiet = all(len(costs) == 2 for house in houses for costs in house["tables"][title].values())
    return table + "\n\n" + _summary(title, houses) + ("\n\n" + _times(title, houses, names) if is_quiet else "")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _flats(houses: Sequence[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """(database, place of the smaller house, place of the larger) where both were measured."""
    places: dict[str, list[int]] = {}
    for place, house in sorted(enumerate(houses), key=lambda each: int(each[1]["size"])):
        places.setdefault(house["vendor"], []).append(place)
    return [(vendor, found[0], found[-1]) for vendor, found in places.items() if len(found) > 1]


def _summary(title: str, houses: Sequence[dict[str, Any]]) -> str:
    """How many of the pages meet the goals."""
    told = []
    for house in houses:
        rows = house["tables"][title]
        met = sum(costs[0][0] <= _goal(row) for row, costs in rows.items())
        soon = sum(costs[0][2] <= GOAL_OF_P95 for costs in rows.values())
        told.append(f"{house['size']:,} {house['vendor']}: CPU {met} of {len(rows)}, p95 alone {soon} of {len(rows)}")
    return "Goals met: " + "; ".join(told) + "."


def _times(title: str, houses: Sequence[dict[str, Any]], names: Sequence[str]) -> str:
    head = ["page", *(f"{name}: {way}" for name in names for way in ("alone", "of 8"))]
    lines = [_line(head), "|" + "---|" * len(head)]
    for row in houses[0]["tables"][title]:
        costs = [house["tables"][title][row] for house in houses]
        lines.append(_line([row, *(_wall(each, one=place == 0) for cost in costs for place, each in enumerate(cost))]))
    return f"p50 / p95 in ms, one client and eight at once; **bold** is over {GOAL_OF_P95} ms alone\n\n" + "\n".join(lines)


def _wall(cost: Sequence[float], *, one: bool) -> str:
    text = f"{cost[1]:.0f} / {cost[2]:.0f}"
    return f"**{text}**" if one and cost[2] > GOAL_OF_P95 else text


def _goal(row: str) -> int:
    return GOAL_OF_CUSTOMER if row in CUSTOMER_PAGES else GOAL


def _cpu(row: str, alone: Sequence[float]) -> str:
    text = f"**{alone[0]:.1f}**" if alone[0] > _goal(row) else f"{alone[0]:.1f}"
    return f"{text} ({alone[3]:.1f})" if alone[3] else text


def memory(houses: Sequence[dict[str, Any]]) -> str:
    """What the server's processes held before and after all of it."""
    lines = ["| house | PSS idle, MB | PSS after the load, MB | RSS of the web process, MB |", "|---|---|---|---|"]
    for house in houses:
        idle, _web, loaded, web = house["memory"]
        lines.append(f"| {house['size']:,} {house['vendor']} | {idle:.0f} | {loaded:.0f} | {web:.0f} |")
    return "**Memory** of supervisor, web and worker, without the database server\n\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
