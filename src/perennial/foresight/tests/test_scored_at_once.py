"""One customer's score, worked out twice at the same moment, or while everybody's is: the latest order counts."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from perennial.foresight.actions import flagging, score_customers, scoring
from perennial.foresight.models import Fit, Flag, Score
from perennial.foresight.ownpurchases import purchases_of, today
from perennial.foresight.tests.shop import scored_shop
from perennial.kernel import clock
from perennial.people.actions import delete_party, erase_party
from perennial.people.holding import hold_customers
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Member, Workspace

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


def test_a_score_of_this_moment_outlasts_a_lake_that_knows_no_purchase(workspace: Workspace) -> None:
    """It was worked out from the orders after everybody's scores were read, and before those without purchases are deleted."""
    rosa = scored_shop()
    Score.objects.update(alone_at=None)
    known, fit = scoring._read(Score.objects.all()), Fit.in_force()
    assert fit is not None
    standing = fit.standing()
    assert standing is not None
    assert score_customers([rosa.pk]) == 0
    Score.objects.update(alone_at=clock.now())  # as it is where a figure changed
    none = purchases_of([], today(), fit.currency)
    scoring._write(fit, standing, none, today(), known, since=clock.now() - dt.timedelta(minutes=10))
    assert Score.objects.filter(pk=rosa.pk).exists()
    scoring._write(fit, standing, none, today(), known, since=clock.now() + dt.timedelta(minutes=10))
    assert not Score.objects.filter(pk=rosa.pk).exists()


def test_whoever_is_erased_while_flags_are_written_gets_none(workspace: Workspace, olive: Member) -> None:
    rosa = scored_shop()
    scores = list(Score.objects.select_related("party", "fit"))
    delete_party(rosa, by=olive)
    erase_party(rosa, by=olive, typed_name=rosa.name)
    assert flagging._flag(scores) == 0
    assert not Flag.objects.exists()
