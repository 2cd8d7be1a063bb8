"""Finding duplicates: how sure it is on the labelled customers, how long everybody takes, and how sure it is among so many.

python bench/duplicates.py 10000 [100000 1000000]    (DATABASE_URL: on a PostgreSQL, each size in a database of its own)

The customers are those of `tools/labelled_customers.py` (families, namesakes, father and son; one in five written down again,
with what goes wrong then), with the names, towns and streets of `tools/many_names.py`: a few very common ones and very many
rare ones.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.results import record

GROW = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import transaction
from perennial.kernel.bulk import chunks
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import AddressRow, IdentityRow, PartyRow, write_parties
from perennial.people.normalise import NotAnIdentity, normal_email, normal_phone
from tools.labelled_customers import World
from tools.many_names import countries, firm_words, streets
many, truth = int(sys.argv[1]), open(sys.argv[2], "w")
def identities(row):
    phone = lambda text: normal_phone(text, "DE")
    for kind, value, normal in (("email", row.email, normal_email), ("phone", row.phone, phone)):
        try:
            if value:
                yield IdentityRow(kind, value, normal=normal(value))
        except NotAnIdentity:
            pass
def parties(rows):
    for id_, row in zip(new_ids(len(rows)), rows):
        truth.write(f"{id_} {row.customer}\\n")
        day = tuple(map(int, row.birthday.split("-"))) if row.birthday else ()
        yield PartyRow(
            row.name, row.kind, row.given, row.family, website=row.website, city=row.city, source="Bench",
            identities=tuple(identities(row)), birthday=(*day[1:], day[0]) if day else None, id=id_,
            addresses=(AddressRow(row.street, row.city, postcode=row.postcode),) if row.street else (),
        )
world = World(7, countries(), streets(), firm_words(), 8000)
for some in chunks(world.rows(many), 10_000):
    with transaction.atomic():
        write_parties(parties(some))
"""
COMPARE = """
import json, resource, sys, time, django
django.setup()
from django.db import connection
from itertools import combinations
from perennial.people.actions.suspecting import compare_everybody, mark_uncompared
from perennial.people.models import MatchKey, Party, Suspicion
from django.db import transaction
with transaction.atomic():
    mark_uncompared(list(Party.objects.values_list("pk", flat=True)))
told = []
began, cpu = time.perf_counter(), time.process_time()
compare_everybody(lambda done, total: told.append((time.perf_counter(), total)))
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
customer, together = {}, {}
for line in open(sys.argv[1]):
    id_, number = map(int, line.split())
    customer[id_] = number
    together[number] = together.get(number, 0) + 1
true = sum(count * (count - 1) // 2 for count in together.values())
levels = {}
for least in (0.5, 0.8, 0.97):
    found = list(Suspicion.objects.filter(confidence__gte=least).values_list("first_id", "second_id"))
    right = sum(customer[one] == customer[other] for one, other in found)
    levels[least] = (right / max(len(found), 1), right / max(true, 1))
print(json.dumps({
    "customers": len(customer), "keys": MatchKey.objects.count(), "pairs": told[-1][1] if told else 0,
    "found": Suspicion.objects.count(), "certain": Suspicion.objects.filter(confidence__gte=0.97).count(),
    "seconds": round(seconds, 1), "cpu": round(cpu, 1), "memory": round(memory / 1024), "levels": levels,
}))
"""
MERGE = """
import json, time, django
django.setup()
from django.test import Client
from django.urls import reverse
from perennial.people.actions.merging_many import merge_certain_pairs
from perennial.people.actions.unmerging_many import undo_run
from perennial.people.models import Merge, Suspicion
from perennial.team.models import Member, Workspace
Workspace.objects.create(name="Bench", currency="EUR", time_zone="Europe/Berlin", country="DE")
by = Member.objects.create_user("bench@juniper.example", None, name="Bench", role="owner")
def timed(work):
    began, cpu = time.perf_counter(), time.process_time()
    return work(), time.perf_counter() - began, time.process_time() - cpu
member = Client(SERVER_NAME="localhost")
member.force_login(by)
def merge_by_form():
    for pair in pairs:
        sent = {"survivor_version": pair.first.version, "absorbed_version": pair.second.version}
        assert member.post(reverse("people:merge", args=[pair.first_id, pair.second_id]), sent).status_code == 303
    return len(pairs)
def undo_by_button():
    for pk in Merge.objects.values_list("pk", flat=True):
        assert member.post(reverse("people:undo_merge", args=[pk])).status_code == 303
    return len(pairs)
taken, pairs = set(), []
for pair in Suspicion.objects.filter(confidence__lt=0.97).order_by("-confidence").select_related("first", "second"):
    if not {pair.first_id, pair.second_id} & taken and len(pairs) < 200:
        taken |= {pair.first_id, pair.second_id}
        pairs.append(pair)
told = {"one pair, by the form of the page": timed(merge_by_form), "one pair parted, by its button": timed(undo_by_button)}
told["all that are certain, by the job"] = timed(lambda: merge_certain_pairs(by=by))
Merge.objects.filter(undone_at=None).update(run=1)
told["all of these parted, by the job"] = timed(lambda: undo_run(1, by=by))
print(json.dumps(told))
"""
MEASURE = """
import json, django
django.setup()
from perennial.people.matching.comparing import evidence_of
from perennial.people.matching.weights import confidence_of
from perennial.people.tests.labelled import labelled_pairs, records_in, rows_of, true_pairs
labelled = records_in(rows_of("labelled.csv"))
true = len(true_pairs(labelled))
weighed = [(confidence_of(evidence_of(a, b), len(labelled)), same) for a, b, same in labelled_pairs(labelled)]
rows = [(0.0, len(weighed), None, sum(same for _c, same in weighed) / true)]
for least in (0.4, 0.5, 0.8, 0.9, 0.97):
    found = [same for confidence, same in weighed if confidence >= least]
    rows.append((least, len(found), sum(found) / len(found), sum(found) / true))
print(json.dumps({"records": len(labelled), "true": true, "rows": rows}))
"""


ABOUT = (
    "Keys renewed and everybody compared, from nothing, in one process. Invented customers as above, in any number: names, "
    "towns and streets by Zipf and Mandelbrot (60,000 surnames, 4,000 given names in each of 16 countries, six in ten "
    "customers in one; `tools/many_names.py` says after which figures). µs of CPU are the program's own, MB with the mapped "
    "pages of the database; the last columns are precision / recall among so many, by confidence:"
)
WHY = (
    "The work is so much a customer (their keys) and so much a pair that is compared. Pairs a customer grow with their number "
    "until every key is as common as one may be that is still looked at (`people/matching/keys.py`), and no further."
)
HEAD = (
    "| customers | keys | pairs compared | suspected | certain | seconds | CPU seconds | µs of CPU a customer | MB "
    "| from 0.5 | from 0.8 | from 0.97 |"
)


def python(code: str, home: str, *arguments: str, url: str = "") -> str:
    """What a program of its own printed last."""
    names = {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings", "PERENNIAL_TESTING": "1"}
    names |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, env=os.environ | names, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


@contextmanager
def database(home: str) -> Iterator[str]:
    """The DATABASE_URL of an empty database: on the server that the environment names, else "" for SQLite in `home`."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def sureness(home: str) -> str:
    """Precision and recall by confidence, as a table."""
    told = json.loads(python(MEASURE, home))
    lines = [
        f"On {told['records']:,} labelled records with {told['true']} pairs of one customer (`people/tests/labelled.csv`, "
        "other people than the weights were learned from; some pairs share nothing by which anybody could know them):",
        "",
        "| confidence from | pairs | precision | recall |",
        "|---|---|---|---|",
    ]
    for least, pairs, precision, recall in told["rows"]:
        sure = f"{precision:.1%}" if precision is not None else "–"
        lines.append(f"| {least or 'all that meet'} | {pairs:,} | {sure} | {recall:.1%} |")
    return "\n".join(lines)


def merging(home: str, url: str = "") -> str:
    """How fast pairs are merged and parted, as a table."""
    lines = [
        "Pairs of the first size of “Duplicates”, each in a transaction of its own with its audit entries, its event, and all "
        "that an undo needs. A page is the whole request; CPU is the program's own, beside that of the database server.",
        "",
        "| what | pairs | seconds | CPU ms a pair | pairs a CPU second |",
        "|---|---|---|---|---|",
    ]
    for what, (pairs, seconds, cpu) in json.loads(python(MERGE, home, url=url)).items():
        each = cpu / max(pairs, 1)
        lines.append(f"| {what} | {pairs:,} | {seconds:.0f} | {each * 1000:.1f} | {1 / each:.0f} |")
    return "\n".join(lines)


def everybody(size: int, *, and_merge: bool = False) -> tuple[str, str]:
    """One size, as a row of a table, and how fast its certain ones are merged."""
    with tempfile.TemporaryDirectory() as home, database(home) as url:
        truth = str(Path(home) / "truth")
        python(GROW, home, str(size), truth, url=url)
        told = json.loads(python(COMPARE, home, truth, url=url))
        merged = merging(home, url) if and_merge else ""
    return row_of(told), merged


def row_of(told: dict[str, Any]) -> str:
    """What was measured, as a row of the table."""
    each = told["cpu"] / told["customers"] * 1e6
    sure = " | ".join(f"{precision:.1%} / {recall:.1%}" for precision, recall in told["levels"].values())
    return (
        f"| {told['customers']:,} | {told['keys']:,} | {told['pairs']:,} | {told['found']:,} | {told['certain']:,} | "
        f"{told['seconds']} | {told['cpu']} | {each:.0f} | {told['memory']} | {sure} |"
    )


def main() -> None:
    """Measure the labelled set, then each size in a folder of its own."""
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    with tempfile.TemporaryDirectory() as home:
        text = [sureness(home), ""] if engine == "SQLite" else []
    text += [ABOUT, "", HEAD, "|---|" + "---|" * 11]
    command = f"`python bench/duplicates.py {' '.join(sys.argv[1:])}`"
    for place, size in enumerate(map(int, sys.argv[1:])):
        row, merged = everybody(size, and_merge=place == 0)
        text.append(row)
        print(row, flush=True)
        if merged:
            record(f"Merging customers, {engine} (bench/duplicates.py)", f"{merged}\n\n{command}")
    record("Duplicates" if engine == "SQLite" else "Duplicates on PostgreSQL", "\n".join([*text, "", WHY, "", command]))


if __name__ == "__main__":
    main()
