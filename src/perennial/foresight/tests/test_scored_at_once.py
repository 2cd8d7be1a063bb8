"""One customer's score, worked out twice at the same moment, or while everybody's is: the latest order counts."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from perennial.foresight.actions import score_customers
from perennial.foresight.models import Score
from perennial.foresight.tests.shop import scored_shop
from perennial.kernel import clock
from perennial.people.holding import hold_customers
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_score_that_waited_for_an_order_knows_it(workspace: Workspace) -> None:
    rosa = scored_shop()
    Score.objects.all().delete()  # so that there is something to write
    begun = threading.Event()

    def is_about_to_hold(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("BEGIN") or "FOR NO KEY UPDATE" in sql:
            begun.set()
        return execute(sql, params, many, context)

    def score() -> None:
        try:
            with connection.execute_wrapper(is_about_to_hold):
                score_customers([rosa.pk])
        finally:
            connection.close()

    thread = threading.Thread(target=score)
    with transaction.atomic():
        hold_customers([rosa.pk])
        place_order(rosa, by=None, lines=[Line(name="Record", total_minor=4_200)], placed_at=clock.now() - dt.timedelta(days=1))
        thread.start()
        assert begun.wait(30)
    thread.join()
    assert Score.objects.get(pk=rosa.pk).occasions == 13
    assert score_customers([rosa.pk]) == 0
