"""Who is at risk: the models say it where they beat the rule of thumb; who is held out; what came of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from perennial.foresight import reasons, slipping
from perennial.foresight.actions import fit_models, flag_customers, score_customers, score_everybody
from perennial.foresight.customerfields import FIELDS
from perennial.foresight.models import Fit, Flag, Holdout, Score
from perennial.foresight.tests.conftest import NOW
from perennial.kernel import clock
from perennial.kernel.manifests import Whose
from perennial.kernel.money import Money
from perennial.lake.actions import sync
from perennial.people.kind import CUSTOMERS
from perennial.people.models import Party
from perennial.purchases import judging
from perennial.purchases.actions import Line, place_order
from perennial.records import listing
from perennial.records.choices import Operator
from perennial.records.conditions import Condition, Is
from perennial.records.listing import Wanted
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
ALL, NONE = Whose(), frozenset[str]()


@pytest.fixture
def fit(buyers: list[int]) -> Fit:
    """Learnt and scored; the models may speak, whatever so few customers would say."""
    with clock.standing_at(NOW):
        sync()
        fit = fit_models()
        Fit.objects.update(use_model=True)
        score_everybody(fit)
        flag_customers()
    return Fit.objects.get()


def test_one_place_decides_who_speaks(fit: Fit) -> None:
    assert judging.judge() is slipping.MODELS
    Fit.objects.update(use_model=False)
    assert judging.judge() is judging.RHYTHM
    chances = next(field for field in FIELDS if field.key == "chance").values
    parties = list(Party.objects.all()[:50])
    assert chances is not None
    assert not chances(parties)
    Fit.objects.update(use_model=True)
    assert chances(parties)


def test_who_is_at_risk_stands_on_today_and_who_is_held_out_does_not(fit: Fit) -> None:
    with clock.standing_at(NOW):
        some = list(Score.objects.filter(at_risk=True).order_by("-stake_minor", "pk"))
        assert len(some) >= 5
        Score.objects.filter(pk=some[0].pk).update(held_out=True)
        rows = slipping.owed_rows(ALL, 50, NONE)
        assert [row.party_id for row in rows] == [one.pk for one in some[1:] if not one.held_out][:50]
        stake = slipping.owed_stake(ALL, 3, NONE)
        assert (len(stake.rows), stake.count) == (3, slipping.owed_count(ALL, NONE))
        assert stake.minor == sum(one.stake_minor for one in some[1:] if not one.held_out)
        assert "of 10 customers like this one" in rows[0].why
        assert slipping.owed_rows(ALL, 1, frozenset({rows[0].key}))[0].key == rows[1].key


def test_many_are_read_in_parts(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.standing_at(NOW):
        rows = slipping.owed_rows(ALL, 50, NONE)
        monkeypatch.setattr(slipping, "AT_ONCE", 2)
        assert slipping.owed_rows(ALL, 50, NONE) == rows
        assert slipping.owed_rows(ALL, 0, NONE) == []


def test_the_queries_are_the_same_for_one_and_for_many(fit: Fit, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with clock.standing_at(NOW):
        for limit in (1, 4):
            with django_assert_num_queries(3):
                assert len(slipping.owed_rows(ALL, limit, NONE)) == limit


def test_a_contact_gives_them_time_and_an_order_ends_it(fit: Fit, olive: Member) -> None:
    with clock.standing_at(NOW):
        first = slipping.owed_rows(ALL, 1, NONE)[0]
        flag = Flag.objects.get(party=first.party_id)
        assert (flag.acted_on, flag.came_back_on, flag.held_out) == (None, None, False)
        log_touchpoint(party_id=first.party_id, kind="call", by=olive, happened_at=clock.now(), direction="both")
        assert first.party_id not in {row.party_id for row in slipping.owed_rows(ALL, 500, NONE)}
        line = Line(name="Coffee", total_minor=900)
        place_order(Party.objects.get(pk=first.party_id), by=None, lines=[line], placed_at=clock.now())
        score_customers([first.party_id])
        flag_customers([first.party_id])
        flag.refresh_from_db()
        assert (flag.acted_on, flag.came_back_on) == (NOW.date(), NOW.date())
        assert not Score.objects.get(pk=first.party_id).at_risk


def test_a_silence_is_flagged_once_and_the_held_out_are_flagged_too(fit: Fit) -> None:
    at_risk = Score.objects.filter(at_risk=True)
    assert set(Flag.objects.values_list("party_id", "held_out")) == set(at_risk.values_list("pk", "held_out"))
    with clock.standing_at(NOW + dt.timedelta(days=1)):
        assert flag_customers() == 0
        Holdout.objects.update(is_on=False)
        score_everybody()
    assert not Score.objects.filter(held_out=True).exists()


def test_lists_know_what_is_to_be_expected(fit: Fit, olive: Member) -> None:
    fields = CUSTOMERS.fields_for(olive)
    with clock.standing_at(NOW):
        best = Score.objects.order_by("-of_100")[0]
        asked: dict[str, Condition] = {
            "chance": Is("chance", Operator.FROM, Decimal(best.of_100)),
            "expected_value": Is("expected_value", Operator.FILLED, None),
            "next_order_on": Is("next_order_on", Operator.AFTER, NOW.date()),
            "at_risk": Is("at_risk", Operator.ANY_OF, ("yes",)),
        }
        found = {
            key: listing.count_of(Wanted(kind=CUSTOMERS, member=olive, fields=fields, condition=one))
            for key, one in asked.items()
        }
        page = {field.key: field.values(list(Party.objects.filter(pk=best.pk))) for field in FIELDS if field.values}
    assert found["chance"] == Score.objects.filter(of_100=best.of_100).count()
    assert found["expected_value"] == Score.objects.count()
    assert found["next_order_on"] == Score.objects.filter(next_on__isnull=False).count()
    assert found["at_risk"] == Score.objects.filter(at_risk=True, held_out=False).count()
    assert page["chance"][best.pk] == best.of_100
    assert page["expected_value"][best.pk] == Money(best.value_365_minor, "EUR")


def test_their_page_says_it_in_words(fit: Fit, olive: Member, client: Client) -> None:
    client.force_login(olive)
    with clock.standing_at(NOW):
        best = Score.objects.filter(at_risk=False).order_by("-of_100")[0]
        page = client.get(f"/customers/{best.pk}/").content.decode()
        assert "What to expect" in page
        assert reasons.chance_of(best) in page
        assert "If they order again, then around" in page
        assert "Usually orders every" in page
        assert "A year of this rhythm" not in page  # one page foretells once
        assert "Next expected by" not in page
        held = Score.objects.filter(at_risk=True).order_by("pk")[0]
        Score.objects.filter(pk=held.pk).update(held_out=True)
        assert "kept off Today by lot" in client.get(f"/customers/{held.pk}/").content.decode()
        Fit.objects.update(use_model=False)
        page = client.get(f"/customers/{best.pk}/").content.decode()
        assert "Until then their own rhythm says" in page
        assert "A year of this rhythm" in page
        assert "customers like this one" not in page
