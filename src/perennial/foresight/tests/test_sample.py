"""The sample company comes with predictions, with what came true of earlier ones, and takes them away with it."""

import datetime as dt

import pytest

from perennial.connect.sample.removing import remove_sample
from perennial.foresight.models import Fit, Flag, Point, Report, ReportKind, Score, Suggesting
from perennial.foresight.sample import load_predictions
from perennial.foresight.tests.conftest import NOW
from perennial.kernel import clock
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.team.models import Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]


def test_it_has_lived_with_its_predictions_for_months(buyers: list[int], olive: Member) -> None:
    with clock.standing_at(NOW):
        load_predictions(olive)
    months = set(Point.objects.values_list("month", flat=True))
    assert len(months) == 7
    for point in Point.objects.all():
        assert point.month == point.as_of.year * 12 + point.as_of.month - 1
    told = Report.objects.filter(kind=ReportKind.DRIFT)
    assert {report.as_of for report in told} == {date for date in first_days(months) if date < NOW.date() - dt.timedelta(110)}
    assert not Flag.objects.filter(flagged_on__gt=NOW.date()).exists()
    fits = list(Fit.objects.order_by("id").values_list("as_of", flat=True))
    assert fits == sorted(fits)
    assert fits[-1] == NOW.date() - dt.timedelta(1)


def test_nothing_that_was_learnt_from_it_outlives_it(buyers: list[int], olive: Member) -> None:
    Party.objects.filter(pk__in=buyers[1:]).update(sample=True)
    with clock.standing_at(NOW):
        load_predictions(olive)
        remove_sample(by=olive)
        for learnt in (Score, Fit, Report, Suggesting):
            assert not learnt.objects.exists(), learnt
        run_jobs()
    assert list(Score.objects.values_list("party_id", flat=True)) == buyers[:1]  # learnt anew, from who is real
    assert Fit.objects.get().customers == 1


def first_days(months: set[int]) -> set[dt.date]:
    return {dt.date(month // 12, month % 12 + 1, 1) for month in months}
