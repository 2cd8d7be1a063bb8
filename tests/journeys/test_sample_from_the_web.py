"""A sample company that somebody loads from Settings is the one that `perennial demo` loads: with predictions and audiences."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from perennial.audiences.models import Audience, Stay
from perennial.audiences.sample import SHOWN
from perennial.connect.sample import jobs
from perennial.connect.sample.company import whole_history
from perennial.connect.sample.parts import has_parts_to_come
from perennial.foresight.models import Fit, Point, RenewalChance, Report, ReportKind, Score
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.team.models import Member

SOME = 600
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installed(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, and the history of the first customers."""
    settings.HOME = tmp_path
    some = [purchase for purchase in whole_history() if purchase.customer <= SOME]
    monkeypatch.setattr(jobs, "whole_history", lambda: some)


def test_it_comes_with_predictions_and_audiences_at_once(installed: None, olive: Member, client: Client) -> None:
    client.force_login(olive)
    assert client.post("/settings/sample/loading/").status_code == 303
    assert "being made up" in client.get("/settings/sample/").content.decode()
    run_jobs()
    run_jobs()  # what takes long comes behind it
    assert Fit.objects.exists()
    assert Point.objects.values("month").distinct().count() == 7
    assert Score.objects.filter(party__sample=True).count() == Score.objects.count() > SOME / 2
    assert RenewalChance.objects.exists()
    assert Report.objects.filter(kind=ReportKind.CARD).exists()
    assert set(Audience.objects.values_list("ready_made", flat=True)) == set(SHOWN)
    assert Stay.objects.open().filter(audience__ready_made="vip").exists()
    assert not has_parts_to_come()
    client.post("/settings/sample/removal/")
    assert "being removed" in client.get("/settings/sample/").content.decode()
    run_jobs()
    for model in (Party, Score, Stay):
        assert not model.objects.exists(), model


def test_while_its_parts_come_it_is_not_said_to_go(installed: None, olive: Member, client: Client) -> None:
    client.force_login(olive)
    jobs.load_sample_job.call(olive.pk)
    assert Party.objects.exists()
    page = client.get("/settings/sample/").content.decode()
    assert "being made up" in page
    assert "Remove sample data" not in page


def test_whoever_removes_it_before_its_parts_came_gets_none(installed: None, olive: Member) -> None:
    jobs.load_sample_job.call(olive.pk)
    jobs.remove_sample_job.call(olive.pk)
    run_jobs()
    for model in (Fit, Audience):
        assert not model.objects.exists(), model
