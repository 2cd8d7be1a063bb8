"""Changing many records at once and taking it back, beside a bare UPDATE of as many customers in the same run.

`python -m bench.bulk [--customers N] [--record]`: rows a second by the clock of the wall, on SQLite; with DATABASE_URL in the
environment (`python tests/with_postgres.py python -m bench.bulk`) on PostgreSQL. There are as many orders and follow-ups as
customers. The bare UPDATE sets one column of all customers and nothing else: no history, nothing to take it back by, no rights.

`python -m bench.bulk --house /a/home[=postgresql://…] [--record]`: the customers of one stage of a house that is there (see
bench/pages.py), without the bare UPDATE; each change is taken back, so that the house stays as it was.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

ACTS = (
    ("customers: set a column", "customers", "set.city", "Leith"),
    ("customers: assign", "customers", "set.owner", None),
    ("customers: stage", "customers", "set.stage", "active"),
    ("customers: add a tag", "customers", "tag", "vip"),
    ("customers: set a field of the business", "customers", "set.custom", None),
    ("orders: set the status", "orders", "set.status", "fulfilled"),
    ("orders: cancel", "orders", "cancel", "The fair was called off"),
    ("orders: delete", "orders", "delete", None),
    ("follow-ups: postpone", "follow_ups", "later", 7),
    ("follow-ups: done", "follow_ups", "done", None),
    ("follow-ups: delete", "follow_ups", "delete", None),
    ("customers: delete", "customers", "delete", None),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--house", default="", help="measure in this home instead of an empty one")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    if options.house:
        _in_a_house(options.house, is_kept=options.record)
        return
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"PERENNIAL_HOME": home, "DJANGO_SETTINGS_MODULE": "perennial.config.settings"}
        import django

        django.setup()
        from django.db import connection

        vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
        bare, told = _measured(options.customers)
    head = [
        f"{options.customers:,} customers on {vendor}, and as many orders and follow-ups: all of them changed by a job, then",
        f"taken back. Beside it a bare UPDATE of one indexed column of the customers: {bare:,.0f} rows a second. Every figure",
        "but that one includes the history of each record, what is needed to take it back, and the rights of the member, asked",
        "anew for each chunk.",
        "",
        "| what | rows a second | beside the bare UPDATE | taken back, rows a second | beside it |",
        "|---|---|---|---|---|",
    ]
    lines = [f"| {name} | {on:,.0f} | {bare / on:.1f} × | {off:,.0f} | {bare / off:.1f} × |" for name, on, off in told]
    text = "\n".join([*head, *lines])
    print(text)
    if options.record:
        from bench.results import record

        record(f"Changing many at once, {vendor}", text)


def _in_a_house(home: str, *, is_kept: bool) -> None:
    path, _equals, url = home.partition("=")
    os.environ |= {"PERENNIAL_HOME": path, "DATABASE_URL": url or f"sqlite:///{path}/perennial.sqlite3"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "perennial.config.settings"
    import django

    django.setup()
    from django.db import connection

    from bench.results import record
    from perennial.people.models import Party
    from perennial.records.choices import Operator
    from perennial.records.conditions import Is
    from perennial.team.models import Member

    owner = Member.objects.owners().order_by("id")[0]
    lapsed = Is("stage", Operator.ANY_OF, ("lapsed",))
    lines = []
    for name, kind, act, value in (ACTS[0], ACTS[3], ACTS[-1]):
        change = _begun(owner, kind, act, value, lapsed)
        on = _seconds(lambda change=change: _run(change))  # type: ignore[misc]  # mypy infers no default of a lambda
        change.refresh_from_db()
        off = _seconds(lambda change=change: _undo(change, owner))  # type: ignore[misc]  # the same
        lines.append(f"| {name} | {change.looked:,} | {change.looked / on:,.0f} | {change.looked / off:,.0f} |")
        print(lines[-1], flush=True)
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    size = round(Party.objects.count(), -4)
    head = "| what | records | rows a second | taken back, rows a second |\n|---|---|---|---|\n"
    if is_kept:
        record(f"Changing one stage of {size:,} customers, {vendor} (bench/bulk.py --house)", head + "\n".join(lines))


def _measured(count: int) -> tuple[float, list[tuple[str, float, float]]]:
    from django.core.management import call_command

    from perennial.kernel.statistics import refresh_statistics
    from perennial.people.models import Party
    from perennial.records.actions import define_field
    from perennial.team.models import Member, Workspace

    call_command("migrate", verbosity=0)
    Workspace.objects.create(name="Bench", currency="EUR", time_zone="UTC", country="DE")
    owner = Member.objects.create_user("olive@bench.example", None, name="Olive", role="owner")
    field = define_field(by=owner, holder="customers", type="text", name="Nickname")
    _fill(count, owner.pk)
    refresh_statistics()
    values = {"set.owner": ("set.owner", owner.pk), "set.custom": (f"set.{field.key}", [field.slot, "Ace"])}
    bare = count / _seconds(lambda: Party.objects.update(city="Bonn"))
    told = []
    for name, kind, key, value in ACTS:
        act, given = values.get(key, (key, value)) if kind == "customers" else (key, value)
        change = _begun(owner, kind, act, given)
        on = count / _seconds(lambda change=change: _run(change))  # type: ignore[misc]  # mypy infers no default of a lambda
        off = count / _seconds(lambda change=change: _undo(change, owner))  # type: ignore[misc]  # the same
        told.append((name, on, off))
    return bare, told


def _fill(count: int, owner_id: int) -> None:
    """Customers with an order and a follow-up each."""
    from django.db import transaction

    from perennial.kernel import clock
    from perennial.kernel.bulk import bulk_write
    from perennial.people.models import Party
    from perennial.promises.models import FollowUp
    from perennial.promises.words import FOLLOW_UPS
    from perennial.purchases.actions import settle_purchases
    from perennial.purchases.actions.bulk import OrderRow, write_orders

    with transaction.atomic():
        rows = ((f"Customer {n}", f"customer {n:08}", f"City {n % 1000}") for n in range(count))
        bulk_write(Party, ("name", "sort_name", "city"), rows)
        parties = list(Party.objects.order_by("pk").values_list("pk", flat=True))
        line, today = [("Tea", 1000, 2000, None)], clock.today()
        write_orders(OrderRow(f"A-{n:08}", pk, clock.now(), "EUR", 2000, line) for n, pk in enumerate(parties))
        calls = ((pk, f"Call {n}") for n, pk in enumerate(parties))
        bulk_write(FollowUp, ("party_id", "text"), calls, same={"owner_id": owner_id, "due_on": today})
        FOLLOW_UPS.add(list(FollowUp.objects.values_list("pk", "text")))
    settle_purchases(None)


def _begun(member: Any, key: str, act: str, value: Any, *asked: Any) -> Any:
    from perennial.records.bulk.starting import Chosen, start_bulk
    from perennial.records.conditions import All
    from perennial.records.kinds import kind_named
    from perennial.records.listing import Wanted

    kind = kind_named(key)
    wanted = Wanted(kind=kind, member=member, fields=kind.fields_for(member), condition=All(asked))
    return start_bulk(Chosen(wanted), act, value, by=member)


def _run(change: Any) -> None:
    from perennial.records.bulk.running import run_bulk

    run_bulk(change.pk)


def _undo(change: Any, member: Any) -> None:
    from perennial.records.bulk.starting import undo_bulk
    from perennial.records.bulk.undoing import run_undo

    change.refresh_from_db()
    undo_bulk(change, by=member)
    run_undo(change.pk)
    change.refresh_from_db()
    if (change.state, change.kept) != ("undone", 0):
        raise RuntimeError(f"not taken back: {change.state}, {change.kept} kept, {change.trouble}")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
