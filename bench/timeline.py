"""A customer with a hundred thousand entries, and what is owed among a million customers.

`python -m bench.timeline [--entries 100000] [--customers 1000000] [--record] [--explain]`, with DATABASE_URL for PostgreSQL
(as `python tests/with_postgres.py python -m bench.timeline`). Works in a folder of its own.
"""

import argparse
import datetime as dt
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")
os.environ.setdefault("PERENNIAL_HOME", tempfile.mkdtemp(prefix="perennial-bench-"))
django.setup()

# ruff: noqa: E402 - what follows needs Django set up
from django.core.management import call_command
from django.db import connection

from bench.results import record
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.kernel.manifests import Whose
from perennial.people.models import Anniversary, Party
from perennial.promises import owed
from perennial.promises.actions import set_cadence
from perennial.promises.models import Cadence, FollowUp
from perennial.team.models import Member
from perennial.timeline.actions import correct_touchpoint, log_touchpoint, recompute_contacts, withdraw_touchpoint
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints
from perennial.timeline.models import Touchpoint
from perennial.timeline.queries import Choice, pinned_of, story_of

NONE: frozenset[str] = frozenset()
ALL = Whose()
KINDS = (
    ("note", "note", "none"),
    ("call", "phone", "both"),
    ("email", "email", "in"),
    ("email", "email", "out"),
    ("visit", "in_person", "both"),
)
STAGES = ("lead", "new", "active", "active", "active", "loyal", "at_risk", "lapsed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    parser.add_argument("--explain", action="store_true", help="show how the database answers")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    member = Member.objects.create_user("bench@juniper.example", None, name="Bench", role="owner")
    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    story = story_rows(member, options.entries, options.times, options.explain)
    owing = owed_rows(member, options.customers, options.times, options.explain)
    print(json.dumps({"database": database, "story_ms": dict(story), "owed_ms": dict(owing)}, indent=1))
    if options.record:
        text = (
            f"One customer with {options.entries:,} entries, 1 % of them corrected; the best of {options.times}, wall time.\n\n"
        )
        text += table(story) + f"\nWhat is owed among {options.customers:,} customers, up to 50 rows.\n\n" + table(owing)
        record(f"Timeline and what is owed, {database} (bench/timeline.py)", text)


def story_rows(member: Member, entries: int, times: int, explain: bool) -> list[tuple[str, float]]:
    """The pages of a very long story, and writing to it."""
    party = Party.objects.create(name="Long Story", sort_name="story long")
    write_touchpoints(_entries(party.pk, member.pk, entries))
    for touchpoint in Touchpoint.objects.filter(party=party)[: entries // 100]:
        Touchpoint.objects.create(
            party=party, kind=touchpoint.kind, happened_at=touchpoint.happened_at, text="corrected", corrects=touchpoint
        )
    recompute_contacts([party.pk])
    _analyse()
    middle = (clock.now() - dt.timedelta(hours=entries / 2), 0)
    fresh = log_touchpoint(party_id=party.pk, kind="note", by=member, text="x")
    if explain:
        page = Touchpoint.objects.standing().filter(party=party).order_by("-happened_at", "-pk")[:31]
        print(page.explain())
    measured: list[tuple[str, Callable[[], Any]]] = [
        ("newest page", lambda: story_of(party.pk)),
        ("a page in the middle", lambda: story_of(party.pk, before=middle)),
        ("only notes", lambda: story_of(party.pk, choice=Choice(group="notes"))),
        ("only what they said", lambda: story_of(party.pk, choice=Choice(direction="in"))),
        ("words that are in every hundredth", lambda: story_of(party.pk, choice=Choice(text="needle"))),
        ("words that are nowhere", lambda: story_of(party.pk, choice=Choice(text="no such words"))),
        ("pinned", lambda: pinned_of(party.pk)),
        ("log an entry", lambda: log_touchpoint(party_id=party.pk, kind="call", by=member, text="x")),
        ("correct an entry", lambda: correct_touchpoint(_last(fresh), by=member, text=str(time.monotonic_ns()))),
    ]
    return [(name, _best(act, times)) for name, act in measured] + [
        ("take an entry back (once)", _best(lambda: withdraw_touchpoint(fresh, by=member), 1))
    ]


def owed_rows(member: Member, customers: int, times: int, explain: bool) -> list[tuple[str, float]]:
    """The rows and counts that Today asks for."""
    _make_parties(customers)
    day = clock.today()
    FollowUp.objects.bulk_create(
        FollowUp(party_id=pk, text="Call", due_on=day - dt.timedelta(days=n % 60 - 30), owner=member)
        for n, pk in enumerate(Party.objects.values_list("pk", flat=True)[: customers // 20])
    )
    _analyse()
    measured: list[tuple[str, Callable[[], Any]]] = [
        ("follow-ups, rows", lambda: owed.follow_ups_due(ALL, 50, NONE)),
        ("follow-ups, count", lambda: owed.count_follow_ups_due(ALL, NONE)),
        ("greetings, rows", lambda: owed.greetings(ALL, 50, NONE)),
        ("greetings, count", lambda: owed.count_greetings(ALL, NONE)),
    ]
    rows = [(name, _best(act, times)) for name, act in measured]
    owners = Party.objects.filter(pk__in=Party.objects.values("pk")[: customers // 10])
    owners.update(owner=member)
    _analyse()
    for what, longest in (("many overdue", 60), ("few overdue", 729), ("none overdue", 900)):
        Cadence.objects.all().delete()
        for stage in ("active", "loyal"):
            set_cadence(by=member, stage=stage, ideal_days=10, max_days=longest)
        found = owed.count_check_ins(ALL, NONE)
        rows += [
            (f"check-ins, rows, {what} ({found})", _best(lambda: owed.check_ins(ALL, 50, NONE), times)),
            (f"check-ins, count, {what}", _best(lambda: owed.count_check_ins(ALL, NONE), times)),
            (f"check-ins of one owner, rows, {what}", _best(lambda: owed.check_ins(Whose(member.pk), 50, NONE), times)),
        ]
    return rows


def _entries(party_id: int, member_id: int, count: int) -> Iterator[TouchpointRow]:
    now = clock.now()
    for number in range(count):
        kind, channel, direction = KINDS[number % len(KINDS)]
        text = f"Spoke of order {number}" + (" needle" if number % 100 == 0 else "") + " and of how it went" * 4
        at = now - dt.timedelta(hours=number)
        yield TouchpointRow(
            party_id=party_id, kind=kind, channel=channel, direction=direction, happened_at=at, text=text, member_id=member_id
        )


def _make_parties(count: int) -> None:
    """Many customers in one statement: last spoken to between today and two years ago, every tenth never."""
    like = Party(name="Customer", sort_name="customer")
    ids = new_ids(count)
    known: dict[str, tuple[str, list[Any]]] = {
        "id": ("%s + n", [ids.start]),
        "name": ("'Customer ' || n", []),
        "sort_name": ("'customer ' || n", []),
        "stage": ("CASE n %% 8 " + " ".join(f"WHEN {n} THEN '{stage}'" for n, stage in enumerate(STAGES)) + " END", []),
        "value_minor": ("(n * 7919) %% 1000003", []),
        "last_contact_at": (_ago("(n * 31) %% 731"), [clock.now()]),
        "created_at": (_ago("731"), [clock.now()]),
    }
    columns, values, parameters = [], [], []
    for field in Party._meta.concrete_fields:
        assert field.column
        expression, more = known.get(field.column, ("%s", [field.get_db_prep_save(getattr(like, field.attname), connection)]))
        columns.append(field.column)
        values.append(expression)
        parameters += more
    numbers = (
        f"SELECT n FROM generate_series(CAST(0 AS bigint), {count - 1}) AS n"
        if connection.vendor == "postgresql"
        else f"WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {count - 1}) SELECT n FROM c"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_party ({', '.join(columns)}) SELECT {', '.join(values)} FROM ({numbers}) numbers", parameters
        )
    days = ((n * 7 % 12 + 1, n // 12 % 28 + 1) for n in range(count))
    Anniversary.objects.bulk_create(
        (Anniversary(party_id=pk, month=m, day=d) for pk, (m, d) in zip(ids, days, strict=True) if pk % 3 == 0),
        batch_size=20_000,
    )


def _ago(days: str) -> str:
    if connection.vendor == "postgresql":
        return f"CAST(%s AS timestamptz) - ({days}) * interval '1 day'"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S.000000', %s, '-' || ({days}) || ' days')"


def _last(touchpoint: Touchpoint) -> Touchpoint:
    return Touchpoint.objects.filter(corrects=touchpoint).order_by("-pk").first() or touchpoint


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _best(act: Callable[[], Any], times: int) -> float:
    spans = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        spans.append((time.perf_counter() - begun) * 1000)
    return round(min(spans), 1)


def table(rows: list[tuple[str, float]]) -> str:
    """Rows as Markdown."""
    return "| what | ms |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


if __name__ == "__main__":
    main()
