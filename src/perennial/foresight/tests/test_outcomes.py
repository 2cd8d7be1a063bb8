"""What acting changed: counts first, intervals where there are enough, and no more than lot allows to compare."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from perennial.foresight import outcomewords
from perennial.foresight.actions.holding import HoldoutRefused, set_holdout
from perennial.foresight.models import Flag, Holdout
from perennial.foresight.outcomes import Group, Outcome, newcombe, outcome_until
from perennial.foresight.science.metrics import wilson
from perennial.kernel.jobs.models import Job
from perennial.people.models import Party
from perennial.team.models import Member

DAY = dt.date(2026, 6, 1)


def flagged(n: int, *, held_out: bool, back: int = 0, acted: int = 0, on: dt.date = dt.date(2026, 1, 5)) -> None:
    for i in range(n):
        party = Party.objects.create(name=f"P{i}", sort_name=f"p{i}")
        Flag.objects.create(
            party=party,
            last_on=on - dt.timedelta(days=60),
            flagged_on=on,
            held_out=held_out,
            any_90=300,
            stake_minor=1000,
            currency="EUR",
            acted_on=on + dt.timedelta(days=2) if i < acted else None,
            came_back_on=on + dt.timedelta(days=10) if i < back else None,
        )


def test_newcombe_gives_the_printed_interval() -> None:
    """56/70 and 48/80: Newcombe 1998, table II, method 10: 0.0524 to 0.3339."""
    found = newcombe(wilson(56, 70), wilson(48, 80))
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)


@pytest.mark.django_db
def test_few_are_counted_and_nothing_more(workspace: object) -> None:
    flagged(6, held_out=False, back=3, acted=2)
    flagged(2, held_out=True, back=1)
    flagged(1, held_out=False, on=DAY - dt.timedelta(days=10))
    Flag.objects.filter(held_out=True, came_back_on=None).update(came_back_on=dt.date(2026, 5, 30))  # too late to count
    outcome = outcome_until(DAY)
    assert outcome == Outcome(Group(6, 3), Group(2, 2), Group(2, 1), 1)
    assert outcome.difference is None
    assert "3 came back" in outcomewords.headline(outcome)
    assert "Too few yet" in outcomewords.difference(outcome)
    assert [row["share"] for row in outcomewords.groups(outcome)] == ["", "", ""]


def test_many_are_compared_with_their_interval() -> None:
    better = Outcome(Group(1000, 400), Group(300, 200), Group(200, 40), 0)
    assert outcomewords.difference(better) == (
        "Of 100 customers who stand on Today, 13 to 26 more come back than of those held out."
    )
    alike = Outcome(Group(1000, 210), Group(300, 200), Group(200, 40), 0)
    assert outcomewords.difference(alike).startswith("No difference can be told yet")


@pytest.mark.django_db
def test_the_holdout_is_changed_by_whoever_may(olive: Member, vik: Member) -> None:
    now = Holdout.current()
    with pytest.raises(PermissionDenied):
        set_holdout(is_on=False, percent=5, version=now.version, by=vik)
    with pytest.raises(HoldoutRefused):
        set_holdout(is_on=True, percent=80, version=now.version, by=olive)
    kept = set_holdout(is_on=True, percent=10, version=now.version, by=olive)
    assert (kept.percent, kept.key, kept.version) == (10, now.key, now.version + 1)
    assert Job.objects.filter(path__endswith="score_everybody").count() == 1
    with pytest.raises(HoldoutRefused):
        set_holdout(is_on=False, percent=5, version=now.version, by=olive)


@pytest.mark.django_db
def test_the_pages_say_it(olive: Member, client: Client) -> None:
    client.force_login(olive)
    flagged(2, held_out=False, back=1)
    page = client.get("/foresight/outcomes/").content.decode()
    assert "Predictions were not learnt yet." in page
    assert client.get("/settings/holdout/").status_code == 200
    version = Holdout.current().version
    assert client.post("/settings/holdout/", {"percent": "7", "is_on": "on", "version": version}).status_code == 303
    assert Holdout.current().percent == 7
    assert client.post("/settings/holdout/", {"percent": "0", "is_on": "on", "version": version + 1}).status_code == 422
    assert client.post("/foresight/learn/").status_code == 303
    assert Job.objects.filter(path__endswith="fit_and_score").count() == 1
