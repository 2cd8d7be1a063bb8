"""Each field has an index, and the database uses it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.lookups import Exact, GreaterThan
from django.test.utils import CaptureQueriesContext

from perennial.kernel.bulk import bulk_write
from perennial.kernel.jobs.testing import run_jobs
from perennial.kernel.statistics import refresh_statistics
from perennial.people.actions import create_party
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.records.actions import change_field, convert_field, remove_field, restore_field
from perennial.records.choices import Operator
from perennial.records.compiling import compiled
from perennial.records.conditions import All, AnyOf, Is
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.indexes import existing_indexes, settle_indexes
from perennial.records.custom.types import read_value
from perennial.records.listing import page_of
from perennial.records.models import CustomField, IndexState, Option
from perennial.records.tests.defining import Define
from perennial.records.wanted import Wanted
from perennial.team.models import Member

SORTED = [
    ("text", "v7"),
    ("number", "7"),
    ("money", "7.50"),
    ("date", "2026-01-07"),
    ("yes_no", "yes"),
    ("choice", "One"),
    ("link", "https://v7.example"),
]


def _many(field: CustomField, stored: Any) -> None:
    """A few thousand customers, one in a hundred of whom has the value."""
    with transaction.atomic():
        rows = [(f"N{n}", f"n{n:05}", {field.stored_as: stored} if n % 100 == 0 else {"1": n}) for n in range(3000)]
        bulk_write(Party, ("name", "sort_name", "custom"), rows)
    refresh_statistics()


def _plan_of(query: Any) -> str:
    """The plan; PostgreSQL would read so small a table from end to end, so it is told not to: can it use the index?"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(query.explain())


@pytest.mark.parametrize(("type_", "given"), SORTED)
def test_a_filter_by_a_field_walks_along_its_index_in_the_order_of_the_list(define: Define, type_: str, given: str) -> None:
    field = define("Field", type_, *(["One", "Two"] if type_ == "choice" else []))
    settle_indexes()
    stored = read_value(field, given)
    _many(field, stored)
    asked = int(stored) if isinstance(stored, bool) else stored
    found = Party.objects.kept().filter(Exact(CustomValue(field), asked)).order_by("sort_name", "id")
    assert found.count() == 30
    plan = _plan_of(found[:5])
    assert f"custom_{field.slot}" in plan
    assert "TEMP B-TREE" not in plan
    assert connection.vendor == "sqlite" or "Sort" not in plan


def test_a_span_and_an_order_use_it_too(define: Define) -> None:
    field = define("Level", "number")
    settle_indexes()
    _many(field, 7.5)
    assert f"custom_{field.slot}" in _plan_of(Party.objects.kept().filter(GreaterThan(CustomValue(field), 7)))
    ordered = Party.objects.kept().order_by(CustomValue(field).desc(), "-sort_name", "-id")[:5]
    assert f"custom_{field.slot}" in _plan_of(ordered) or connection.vendor == "postgresql"  # NULLS stand elsewhere there


def test_indexes_follow_the_definitions(olive: Member, define: Define) -> None:
    field = define("Number", is_unique=True)
    text = define("Story", "long_text")
    run_jobs()
    assert existing_indexes() == {f"custom_{field.slot}", f"custom_{field.slot}_once"}
    assert CustomField.objects.get(pk=field.pk).index_state == IndexState.READY
    assert CustomField.objects.get(pk=text.pk).index_state == IndexState.READY
    convert_field(field, "number", by=olive)
    run_jobs()
    field = CustomField.objects.get(pk=field.pk)
    assert existing_indexes() == {f"custom_{field.slot}", f"custom_{field.slot}_once"}
    field, _archived = change_field(field, by=olive, is_unique=False)
    run_jobs()
    assert existing_indexes() == {f"custom_{field.slot}"}
    remove_field(field, by=olive)
    run_jobs()
    assert not existing_indexes()
    restore_field(field, by=olive)
    run_jobs()
    assert existing_indexes() == {f"custom_{field.slot}"}
    assert settle_indexes() == 0


def test_the_database_itself_refuses_a_value_twice(olive: Member, define: Define) -> None:
    field = define("Number", is_unique=True)
    run_jobs()
    create_party(by=olive, name="Juno", custom={field.key: "A1"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(name="Rosa", custom={field.stored_as: "A1"})
    Party.objects.create(name="Rosa", custom={})
    Party.objects.create(name="Rosa", custom={})


def test_values_that_stand_twice_leave_the_field_marked(olive: Member, define: Define) -> None:
    field = define("Number", is_unique=True)
    for name in ("Juno", "Rosa"):
        Party.objects.create(name=name, custom={field.stored_as: "A1"})
    if connection.vendor == "sqlite":
        run_jobs()
        assert CustomField.objects.get(pk=field.pk).index_state == IndexState.FAILED
        assert existing_indexes() == {f"custom_{field.slot}"}


def test_several_choices_are_found_by_their_picks(olive: Member, define: Define) -> None:
    field = define("Likes", "choices", "Tea", "Coffee")
    juno = create_party(by=olive, name="Juno", custom={field.key: "Tea"})
    tea = Option.objects.get(name="Tea")
    assert list(Party.objects.filter(pk__in=tea.picks.values("record"))) == [juno]


@pytest.mark.parametrize(("type_", "value"), [("number", Decimal("7.5")), ("choice", None), ("date", dt.date(2026, 1, 7))])
def test_a_condition_of_a_view_asks_the_very_expression_of_the_index(
    olive: Member, define: Define, type_: str, value: Any
) -> None:
    field = define("Field", type_, *(["One", "Two"] if type_ == "choice" else []))
    settle_indexes()
    option = str(field.options_in_order()[0].pk) if type_ == "choice" else ""
    _many(field, option or read_value(field, value))
    fields = CUSTOMERS.fields_for(olive)
    asked = Is(field.key, Operator.ANY_OF, (option,)) if option else Is(field.key, Operator.IS, value)
    found = compiled(asked, fields).on(Party.objects.kept()).order_by("sort_name", "id")
    assert found.count() == 30
    assert f"custom_{field.slot}" in _plan_of(found[:5])
    sorting = fields[field.key].sorting
    assert sorting is not None
    assert sorting.then == ("sort_name", "id")


def test_an_index_without_what_is_asked_along_is_made_anew(define: Define) -> None:
    field = define("Wants mail", "yes_no")
    settle_indexes()
    name = f"custom_{field.slot}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")
        cursor.execute(f"CREATE INDEX {name} ON people_party (sort_name)")
    assert settle_indexes() == 1
    assert settle_indexes() == 0
    _many(field, 1 if connection.vendor == "sqlite" else True)
    with_stage = Party.objects.kept().filter(Exact(CustomValue(field), 1), stage="lead").order_by()
    assert with_stage.count() == 30
    assert name in _plan_of(with_stage.values("pk"))


@pytest.mark.postgres
def test_the_planner_knows_how_common_a_value_is(olive: Member, define: Define) -> None:
    field = define("Level", "number")
    settle_indexes()
    _many(field, 7.5)
    asked = [Party.objects.kept().filter(Exact(CustomValue(field), value)) for value in (7.5, 8.5)]
    rows = [int(_plan_of(rows).split("rows=")[1].split()[0]) for rows in asked]
    assert 20 <= rows[0] <= 40
    assert rows[1] <= 2
    remove_field(field, by=olive)
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_statistic_ext WHERE stxname LIKE 'custom%%'", [])
        assert cursor.fetchone() == (0,)


def test_a_field_with_the_stage_is_asked_by_its_own_index(olive: Member, define: Define) -> None:
    field = define("Wants mail", "yes_no")
    settle_indexes()
    _many(field, 1 if connection.vendor == "sqlite" else True)
    fields = CUSTOMERS.fields_for(olive)
    stage, wants = Is("stage", Operator.ANY_OF, ("lead",)), Is(field.key, Operator.IS, True)
    both = compiled(All((wants, stage)), fields).on(Party.objects.kept()).order_by()
    assert both.count() == 30
    assert f"custom_{field.slot}" in _plan_of(both.values("pk"))
    either = compiled(AnyOf((All((wants, stage)), stage)), fields).on(Party.objects.kept()).order_by()
    assert either.count() == 3000
    assert connection.vendor == "postgresql" or str(either.query).count("+") == 1


def test_a_common_value_and_the_stage_are_read_from_one_index_though_statistics_advise_against_it(
    olive: Member, define: Define
) -> None:
    field = define("Wants mail", "yes_no")
    settle_indexes()
    wants, no = (1, 0) if connection.vendor == "sqlite" else (True, False)
    rows = [
        (f"N{n}", f"n{n:05}", "at_risk" if n % 8 else "lead", {field.stored_as: wants if n % 2 else no}) for n in range(3000)
    ]
    bulk_write(Party, ("name", "sort_name", "stage", "custom"), rows)
    refresh_statistics()
    asked = All((Is("stage", Operator.ANY_OF, ("at_risk",)), Is(field.key, Operator.IS, True)))
    wanted = Wanted(kind=CUSTOMERS, member=olive, fields=CUSTOMERS.fields_for(olive), condition=asked)
    with CaptureQueriesContext(connection) as queries:
        page = page_of(wanted)
    assert (page.count, [party.name for party in page.rows[:4]]) == (1500, ["N1", "N3", "N5", "N7"])
    if connection.vendor == "sqlite":  # PostgreSQL knows how often each value occurs
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            assert f"custom_{field.slot}" in str(cursor.fetchall())
