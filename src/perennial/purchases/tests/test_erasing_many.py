"""A customer with very many orders is erased whole, some rows at a time."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from perennial.people.actions import delete_party, erase_party
from perennial.people.models import Party
from perennial.purchases.actions.bulk import OrderRow, write_orders
from perennial.purchases.models import Order, OrderLine
from perennial.team.models import Member


@pytest.fixture
def few_values(db: None) -> Iterator[None]:
    """SQLite takes no more values in a statement than that: with its own limit it would be a quarter of a million orders."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1_000)
        yield
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)
    else:
        yield


def test_a_customer_with_very_many_orders_is_erased(few_values: None, rosa: Party, olive: Member) -> None:
    placed = rosa.created_at
    write_orders([OrderRow(f"A-{i}", rosa.pk, placed, "EUR", 5, lines=[("Tea", 1000, 5, None)]) for i in range(1_100)])
    counts = erase_party(delete_party(rosa, by=olive), by=olive, typed_name=rosa.name)
    assert (counts["purchases.Order"], counts["purchases.OrderLine"]) == (1_100, 1_100)
    assert not Order.objects.exists()
    assert not OrderLine.objects.exists()
