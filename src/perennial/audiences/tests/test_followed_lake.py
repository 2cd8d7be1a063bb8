"""Audiences counted at the moment at which the lake is brought up to date."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from perennial.audiences.actions import create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Stay
from perennial.audiences.tests.conftest import NOW
from perennial.audiences.text import from_text
from perennial.lake.actions import sync
from perennial.people.models import Party
from perennial.purchases.actions.bulk import OrderRow, write_orders


@pytest.mark.django_db(transaction=True)
def test_what_a_sync_brings_while_somebody_counts_is_not_overlooked(juno: Party) -> None:
    """The files are listed, the sync ends, and nothing says any more what they do not know."""
    sync()
    audience = create_audience(by=None, name="Bought", condition=from_text("bought()", every_field()))
    write_orders([OrderRow("A-1", juno.pk, NOW - dt.timedelta(days=3), "EUR", 900)])  # as an import does: nothing is told
    seen: list[str] = []

    def sync_behind_the_list(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if seen == ["listed"]:
            seen.append("synced")
            sync()
        elif not seen and 'FROM "lake_file"' in sql:
            seen.append("listed")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(sync_behind_the_list):
        refresh_audience(audience)
    assert seen == ["listed", "synced"]
    assert list(Stay.objects.open().values_list("party_id", flat=True)) == [juno.pk]
