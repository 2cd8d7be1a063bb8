"""What a search costs the server: CPU (application and database together) and time, through the page itself.

`python -m bench.search [--times 40] [--record] [--explain]` on the population that PERENNIAL_HOME or DATABASE_URL names, as
`perennial demo --customers 1000000 --seed 1 --no-serve` writes it. It adds notes with rare words once and changes nothing else.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.results import record
from perennial.kernel import clock
from perennial.people.actions import note_view
from perennial.people.models import Identity, Party
from perennial.purchases.models import Order
from perennial.search.models import Word
from perennial.team.models import Member
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints
from perennial.timeline.models import Touchpoint

HTMX = {"HX-Request": "true"}
RARE = ("zinnias", "dahlias", "marigold", "cornflower", "hellebore", "foxglove", "lavender", "peonies")
Words = Sequence[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    parser.add_argument("--explain", action="store_true", help="show the slowest statements of each kind of search")
    options = parser.parse_args()
    chance = random.Random(1)
    member = Member.objects.filter(role="owner").order_by("pk")[0]
    parties = _some_parties(chance, options.times)
    for party in parties[:20]:
        note_view(party, by=member)
    _write_rare_words(parties, member)
    client = Client(headers={"host": "localhost"})
    client.force_login(member)
    rows = []
    for name, texts in _kinds(chance, parties, options.times):
        rows.append((name, *_measured(client, texts)))
        if options.explain:
            _explain(client, name, texts[0])
    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    title = f"Search, {Party.objects.count():,} customers on {database} (bench/search.py)"
    text = f"{Touchpoint.objects.count():,} touchpoints, {Word.objects.count():,} distinct words; each text is another one.\n\n"
    text += "| typed | CPU ms | p50 ms | p95 ms |\n|---|---|---|---|\n"
    text += "\n".join(f"| {name} | {cpu:.1f} | {p50:.1f} | {p95:.1f} |" for name, cpu, p50, p95 in rows)
    print(f"{title}\n\n{text}")
    if options.record:
        record(title, text)


def _some_parties(chance: random.Random, count: int) -> list[Party]:
    """Customers from all over the ids, each found by a look into the index."""
    ids = Party.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ids[0], ids.reverse()[0]
    found = (Party.objects.kept().filter(pk__gte=chance.randint(first, last)).order_by("pk").first() for _ in range(count * 3))
    return [party for party in found if party and party.given_name and party.family_name.isalpha()][:count]


def _write_rare_words(parties: Sequence[Party], member: Member) -> None:
    if Word.objects.filter(term=RARE[0]).exists():
        return
    rows = (
        TouchpointRow(party.pk, "note", clock.now(), text=f"Asked for {RARE[n % 8]} and a blue glaze", member_id=member.pk)
        for n, party in enumerate(parties * 5)
    )
    write_touchpoints(rows)


def _kinds(chance: random.Random, parties: Sequence[Party], times: int) -> list[tuple[str, Words]]:
    phones = Identity.objects.filter(kind="phone", party__in=_wide()).values_list("value", flat=True)
    orders = Order.objects.filter(party__in=[party.pk for party in parties]).values_list("number", flat=True)
    emails = Identity.objects.filter(kind="email", party__in=[p.pk for p in parties]).values_list("value", flat=True)
    family = [party.family_name for party in parties]
    return [
        ("two letters", [name[:2] for name in family]),
        ("a name, whole", [party.name for party in parties]),
        ("a surname's beginning", [name[:4] for name in family]),
        ("a surname, misspelt", [_misspelt(chance, name) for name in family]),
        ("a whole name, misspelt", [_misspelt(chance, party.name) for party in parties]),
        ("two beginnings", [f"{party.family_name[:3]} {party.given_name[:2]}" for party in parties]),
        ("a phone number", [phone.replace(" ", "") for phone in phones[:times]]),
        ("an e-mail's beginning", [email[:9] for email in emails[:times]]),
        ("an e-mail's domain", ["@example.c"] * times),
        ("an order number", list(orders[:times])),
        ("a rare word of notes", [RARE[n % 8] for n in range(times)]),
        ("a rare word, misspelt", [_misspelt(chance, RARE[n % 8]) for n in range(times)]),
        ("a word of every third touchpoint", ["order", "orde", "arrive", "picked"] * (times // 4)),
        ("two common words", ["order way", "asked order", "ready picked", "five stars"] * (times // 4)),
        ("two common words, never together", ["stars tomorrow"] * times),
        ("nonsense", ["".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9)) for _ in range(times)]),
        ("10,000 characters", ["x" * 10_000] * times),
        ("nothing yet (the palette opens)", [""] * times),
    ]


def _wide() -> list[int]:
    return list(Party.objects.order_by("pk").values_list("pk", flat=True)[:2000])


def _misspelt(chance: random.Random, text: str) -> str:
    """One letter of the middle gone, doubled, swapped or another."""
    place = chance.randrange(1, max(2, len(text) - 2))
    other = chance.choice("aeiounrst")
    return chance.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + text[place] + text[place:],
            text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :],
            text[:place] + other + text[place + 1 :],
        )
    )


def _measured(client: Client, texts: Words) -> tuple[float, float, float]:
    """(CPU, median and 95th percentile of the time) of a request, in milliseconds."""
    _ask(client, texts[0])
    times, begun = [], _cpu()
    for text in texts:
        start = time.perf_counter()
        _ask(client, text)
        times.append((time.perf_counter() - start) * 1000)
    cpu = (_cpu() - begun) * 1000 / len(texts)
    return cpu, statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _ask(client: Client, text: str) -> None:
    answer = client.get("/search/", {"q": text}, headers=HTMX)
    assert answer.status_code == 200


def _cpu() -> float:
    """Of this process, and of the database's where it is another."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        import psutil

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            used = psutil.Process(cursor.fetchone()[0]).cpu_times()
        spent += used.user + used.system
    return spent


def _explain(client: Client, name: str, text: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        _ask(client, text)
    slowest: Callable[[dict[str, str]], float] = lambda query: -float(query["time"])  # noqa: E731
    print(f"\n{name} “{text[:40]}”: {len(asked)} queries")
    for query in sorted(asked.captured_queries, key=slowest)[:3]:
        print("  ", query["time"], query["sql"][:300])


if __name__ == "__main__":
    main()
