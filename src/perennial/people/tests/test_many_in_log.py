"""How the audit log says which customers were meant by a change of many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.people.tests.together import chosen, do
from perennial.records.actions import remove_field
from perennial.records.bulk.starting import start_bulk
from perennial.records.choices import Operator
from perennial.records.conditions import EVERYTHING, All, AnyOf, Condition, Is, Not
from perennial.records.models import BulkChange
from perennial.records.tests.defining import Define
from perennial.team.auditing import AuditFilter, audit_page_for
from perennial.team.deedwords import lines_of
from perennial.team.models import AuditEntry, Member

BONN = Is("city", Operator.IS, "Bonn")
LEADS = Is("stage", Operator.ANY_OF, ("lead", "active"))


@pytest.fixture
def leads(olive: Member) -> list[Party]:
    return [create_party(by=olive, owner=olive, name=f"Lead {n}", city="Bonn") for n in range(3)]


def begun(change: BulkChange, reader: Member) -> list[tuple[str, str]]:
    entry = AuditEntry.objects.get(action="records.bulk.begun", object_id=change.pk)
    return [(line.label, line.after) for line in lines_of([entry], reader)[entry.pk]]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (EVERYTHING, "All customers"),
        (BONN, "City is Bonn"),
        (All((LEADS, Not(BONN))), "Stage is any of Lead, Active and City is not Bonn"),
        (AnyOf((Is("tag", Operator.EMPTY), BONN)), "Tags is empty or City is Bonn"),
    ],
)
def test_a_filter_is_said_as_the_list_says_it(leads: list[Party], olive: Member, condition: Condition, words: str) -> None:
    change = start_bulk(chosen(olive, condition), "set.city", "Trier", by=olive)
    assert begun(change, olive) == [("Filter", words)]


def test_the_page_says_it_too(leads: list[Party], olive: Member, client: Client) -> None:
    start_bulk(chosen(olive, BONN), "set.city", "Trier", by=olive)
    client.force_login(olive)
    page = client.get("/settings/audit/").content.decode()
    assert "City is Bonn" in page
    assert "operator" not in page


def test_of_chosen_ones_it_says_how_many(leads: list[Party], olive: Member) -> None:
    change = do(olive, "set.city", "Trier", ids=[one.pk for one in leads[:2]])
    assert begun(change, olive) == [("Records", "2")]


def test_a_filter_that_is_not_understood_any_more_is_a_count(leads: list[Party], olive: Member, define: Define) -> None:
    plan = define("Plan", "text")
    asked = Not(Is(plan.key, Operator.IS, "Gold"))
    change, waits = do(olive, "set.city", "Trier", condition=asked), start_bulk(chosen(olive, asked), "tag", "x", by=olive)
    remove_field(plan, by=olive)
    assert begun(change, olive) == [("Filter", "3 customers")]
    assert begun(waits, olive) == [("Filter", "Customers")]


def test_a_hidden_field_is_neither_said_nor_found(
    leads: list[Party], olive: Member, magnus: Member, define: Define, client: Client
) -> None:
    grade = define("Grade", "text", seen_by=["owner"])
    asked = All((Not(Is(grade.key, Operator.IS, "hushed")), BONN))
    change = start_bulk(chosen(olive, asked), "set.city", "Trier", by=olive)
    assert begun(change, olive) == [("Filter", "Grade is not hushed and City is Bonn")]
    assert begun(change, magnus) == [("Filter", "matches a condition on a field that you may not see and City is Bonn")]
    for reader, value, found in ((olive, "hushed", 1), (magnus, "hushed", 0), (magnus, grade.key, 0), (magnus, "bonn", 1)):
        assert len(audit_page_for(reader, AuditFilter(value=value)).entries) == found, (reader.name, value)
    client.force_login(magnus)
    for address in ("/settings/audit/", "/settings/audit/export.csv"):
        answer = client.get(address)
        told = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        assert b"hushed" not in told


def test_many_entries_cost_what_one_costs(leads: list[Party], olive: Member) -> None:
    costs = []
    for count in (1, 3):
        for _ in range(count):
            start_bulk(chosen(olive, All((LEADS, Is("tag", Operator.EMPTY)))), "set.city", "Trier", by=olive)
        entries = list(AuditEntry.objects.filter(action="records.bulk.begun"))
        with CaptureQueriesContext(connection) as queries:
            lines_of(entries, olive)
        costs.append(len(queries))
    assert costs[0] == costs[1]
