"""Learning from the business's own purchases, and what is told of everybody: rightly, once, and no more than is known."""

import csv
import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from perennial.foresight.actions import NothingBoughtError, fit_models, score_customers, score_everybody
from perennial.foresight.figuring import held_out_of
from perennial.foresight.jobs import fit_and_score
from perennial.foresight.models import Fit, Point, Score
from perennial.foresight.queries import is_fit_old
from perennial.foresight.reporting import TOO_LITTLE
from perennial.foresight.tests.conftest import NOW
from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.lake.actions import sync
from perennial.people.actions import merge_parties
from perennial.people.models import Party
from perennial.purchases.actions import Line, cancel_order, delete_orders, place_order, refund_order
from perennial.purchases.models import Order
from perennial.team.models import Member, Workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]


def ordered(party: Party, day: str, euros: int = 20, currency: str = "") -> Order:
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return place_order(party, by=None, lines=[Line(name="Coffee", total_minor=euros * 100)], placed_at=noon, currency=currency)


def learn() -> Fit:
    sync()
    fit = fit_models()
    score_everybody(fit)
    return fit


def told() -> dict[int, dict[str, object]]:
    names = [field.attname for field in Score._meta.fields if field.name not in ("alone_at", "fit")]
    return {row["party_id"]: row for row in Score.objects.values(*names)}


def test_everybody_who_bought_is_scored_once_and_alike_from_lake_and_orders(buyers: list[int]) -> None:
    Party.objects.create(name="Nobody yet", sort_name="nobody")
    with clock.standing_at(NOW):
        fit = learn()
        assert (fit.customers, fit.currency, fit.other_currencies, fit.horizon_days) == (len(buyers), "EUR", [], 90)
        from_lake = told()
        assert from_lake.keys() == set(buyers)
        assert score_everybody(fit) == 0  # a second time nothing is others than before
        Score.objects.all().delete()
        assert score_customers(buyers, fit) == len(buyers)
    assert told() == from_lake
    for score in Score.objects.all():
        assert 0 <= score.any_30 <= score.any_90 <= score.any_365 <= 1000
        assert score.orders_365 >= score.any_365
        assert 0 <= score.value_30_minor <= score.value_90_minor <= score.value_365_minor
        assert score.lifetime_minor >= score.spent_minor * 0.99
        if score.next_on and score.next_lo and score.next_hi:
            assert NOW.date() < score.next_lo <= score.next_on <= score.next_hi <= NOW.date() + dt.timedelta(days=365)
        else:
            assert not score.next_on


def test_who_was_scored_a_moment_ago_is_told_by_the_models_in_force_too(buyers: list[int]) -> None:
    """They are ahead of the lake, so they are worked out from their orders."""
    with clock.standing_at(NOW):
        learn()
        Score.objects.filter(pk=buyers[0]).update(alone_at=clock.now(), mark=0, any_90=1)  # as models before said it
        newer = fit_models()
        score_everybody(newer)
        score = Score.objects.get(pk=buyers[0])
        assert score.fit_id == newer.pk
        assert score.any_90 != 1
        assert score_customers(buyers, newer) == 0


def test_what_comes_later_is_not_known(buyers: list[int]) -> None:
    """Orders of a day to come, or a clock that was set back, change nothing of what is told for a day."""
    then = NOW - dt.timedelta(days=91)
    with clock.standing_at(then):
        fit = learn()
        known = told()
        assert fit.as_of == then.date() - dt.timedelta(days=1)
        Score.objects.all().delete()
        Point.objects.all().delete()
        later = Order.objects.filter(placed_at__gt=then)
        assert later.exists()
        delete_orders(list(later.values_list("pk", flat=True)), by=None)
        assert learn().parameters == fit.parameters
        assert told() == known


def test_a_month_later_the_curve_has_a_point_more_and_the_fall_is_known(buyers: list[int]) -> None:
    with clock.standing_at(NOW):
        fit = learn()
    before = dict(Score.objects.values_list("party_id", "any_90"))
    with clock.standing_at(NOW + dt.timedelta(days=2)):
        score_everybody(fit)
    some = Score.objects.filter(any_90__gte=100).first()
    assert some is not None
    assert some.before_90 == before[some.pk]
    assert list(Point.objects.filter(party=some.pk).order_by("month").values_list("any_90", flat=True)) == [
        before[some.pk],
        some.told_90,
    ]
    with clock.standing_at(NOW - dt.timedelta(days=40)):  # a clock that was set back begins no month
        score_everybody(fit)
    assert Point.objects.filter(party=some.pk).count() == 2


def test_an_order_is_known_within_the_job_it_queues(buyers: list[int]) -> None:
    with clock.standing_at(NOW):
        learn()
        run_jobs()
        quiet = Score.objects.filter(occasions=3).order_by("any_90").first()
        assert quiet is not None
        order = ordered(quiet.party, "2026-06-29")
        assert run_jobs() == 1
        fresh = Score.objects.get(pk=quiet.pk)
        assert (fresh.last_on, fresh.occasions) == (dt.date(2026, 6, 29), 4)
        assert fresh.any_90 > quiet.any_90
        score_everybody()  # from a lake that does not know the order yet
        assert Score.objects.get(pk=quiet.pk).last_on == dt.date(2026, 6, 29)
        cancel_order(order, by=None)
        run_jobs()
        back = Score.objects.get(pk=quiet.pk)
        assert (back.last_on, back.any_90) == (quiet.last_on, quiet.any_90)


def test_merged_refunded_and_foreign_orders_count_as_they_should(buyers: list[int], olive: Member) -> None:
    with clock.standing_at(NOW):
        fit = learn()
        one, other = (Party.objects.get(pk=pk) for pk in buyers[:2])
        merge_parties(one, other, by=olive)
        assert not Score.objects.filter(pk=other.pk).exists()
        anew = Party.objects.create(name="Refund Only", sort_name="refund")
        refund_order(ordered(anew, "2026-05-01"), by=None, amount_minor=2000)
        abroad = Party.objects.create(name="Abroad", sort_name="abroad")
        ordered(abroad, "2026-05-01", currency="USD")
        score_customers([anew.pk, abroad.pk], fit)
        assert not Score.objects.filter(pk=anew.pk).exists()
        row = Score.objects.get(pk=abroad.pk)
        assert row.any_365 > 0
        assert (row.value_365_minor, row.spent_minor) == (0, 0)  # money is foreseen in one currency only
        sync()
        assert fit_models().other_currencies == ["USD"]


def test_nobody_one_and_those_who_came_once_make_no_nonsense(workspace: Workspace) -> None:
    sync()
    with pytest.raises(NothingBoughtError):
        fit_models()
    fit_and_score.enqueue()
    run_jobs()
    assert not Fit.objects.exists()
    assert not is_fit_old()
    with clock.standing_at(NOW):
        for i in range(40):
            ordered(Party.objects.create(name=f"Once {i}", sort_name=f"once {i}"), f"2026-0{1 + i % 5}-1{i % 10}")
            if i in (0, 39):
                fit = learn()
                assert (fit.use_model, fit.why) == (False, TOO_LITTLE)
                assert Score.objects.count() == i + 1
    assert not Score.objects.filter(at_risk=True).exists()
    assert Score.objects.aggregate(most=models.Max("any_90"))["most"] < 1000


def test_a_customer_with_very_many_orders_is_one_like_any_other(buyers: list[int]) -> None:
    busy = Party.objects.create(name="Busy", sort_name="busy")
    with clock.standing_at(NOW):
        fit = learn()
        row = {"party_id": busy.pk, "currency": "EUR", "total_minor": 500, "status": "paid"}
        Order.objects.bulk_create(
            Order(number=f"B{i}", placed_at=NOW - dt.timedelta(minutes=130 * i), **row) for i in range(6_000)
        )
        score_customers([busy.pk], fit)
    score = Score.objects.get(pk=busy.pk)
    assert score.any_30 > 950
    assert score.next_on == NOW.date() + dt.timedelta(days=1)
    assert score.orders_365 < 400_000  # days on which something is bought


def test_who_is_held_out_is_chosen_by_lot_and_stays() -> None:
    ids = np.arange(10**15, 10**15 + 40_000)
    small, large = held_out_of(ids, 42, 5), held_out_of(ids, 42, 20)
    assert small.mean() == pytest.approx(0.05, abs=0.005)
    assert not (small & ~large).any()
    assert (held_out_of(ids, 43, 5) != small).any()
    assert (held_out_of(ids[::-1], 42, 5)[::-1] == small).all()


def test_the_command_learns_tests_and_scores_without_a_file(buyers: list[int], tmp_path: Path) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("foresight", *arguments, "--json", stdout=out, stderr=StringIO())
        answer: dict[str, Any] = json.loads(out.getvalue())
        return answer

    with clock.standing_at(NOW):
        answer = told("fit")
        assert (answer["customers"], answer["changed"]) == (len(buyers), len(buyers))
        assert told("backtest", "--as-of", "2026-03-31")["bought"] > 20
        assert told("score", "--out", str(tmp_path / "p.csv"))["customers"] == len(buyers)
    rows = {row["customer"]: row for row in csv.DictReader((tmp_path / "p.csv").open(encoding="utf-8"))}
    assert rows.keys() == {str(pk) for pk in buyers}
    best = Score.objects.order_by("-any_90")[0]
    assert float(rows[str(best.pk)]["p_any"]) == pytest.approx(best.any_90 / 1000, abs=0.05)


def test_the_command_says_that_there_is_nothing_yet(workspace: Workspace) -> None:
    for task in ("fit", "score"):
        with pytest.raises(CommandError, match="no orders yet"):
            call_command("foresight", task)
