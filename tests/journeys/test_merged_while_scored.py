"""Customers who are merged, parted or erased while scores and suggestions are worked out from a lake that knows nothing of it:
nothing of theirs stays that is no longer true."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import LazySettings

from perennial.foresight.actions import fit_models, score_customers, score_everybody, suggest_products
from perennial.foresight.models import Fit, Point, Score, Suggestion
from perennial.kernel import clock
from perennial.lake.actions import sync
from perennial.people.actions import delete_party, erase_party, merge_parties, undo_merge
from perennial.people.models import Party
from perennial.people.tests.races import at_once
from perennial.purchases.actions import Line, place_order
from perennial.purchases.models import Product
from perennial.team.models import Member, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
MADE = (Score, Suggestion)


@pytest.fixture
def customers(workspace: Workspace, tmp_path: Path, settings: LazySettings) -> list[Party]:
    """Five who have coffee and filters, and three who have only coffee; scored, with suggestions. The lake stays so."""
    settings.HOME = tmp_path
    coffee, filters = (Product.objects.create(sku=name, name=name, currency="EUR") for name in ("Coffee", "Filter"))
    parties = [Party.objects.create(name=f"Customer {n}", sort_name=f"customer {n}") for n in range(8)]
    for place, party in enumerate(parties):
        for days in (100, 70, 40):
            bought = (coffee, filters) if place < 5 else (coffee,)
            lines = [Line(name=one.name, total_minor=1000, product=one) for one in bought]
            place_order(party, by=None, lines=lines, placed_at=clock.now() - dt.timedelta(days=days))
    sync()
    fit_models()
    score_everybody()
    suggest_products()
    assert set(Suggestion.objects.values_list("pk", flat=True)) == {party.pk for party in parties[5:]}
    return parties


def as_if_never_told() -> None:
    """So that the next round has to write all of it."""
    for model in (*MADE, Point):
        model.objects.all().delete()


def of(party: Party) -> int:
    """How many rows there are of a customer; what was told of them at the beginning of a month stays."""
    return sum(model.objects.filter(party=party.pk).count() for model in MADE)


def is_told_as_of_now(party: Party) -> bool:
    """Whether the score is the one that their orders give."""
    before = Score.objects.filter(pk=party.pk).values("occasions", "spent_minor", "any_90").first()
    score_customers([party.pk], Fit.in_force())
    return before == Score.objects.filter(pk=party.pk).values("occasions", "spent_minor", "any_90").first()


def test_a_lake_that_does_not_know_of_a_merge_brings_nobody_back(customers: list[Party], olive: Member) -> None:
    ann, twin, erased = customers[5:]
    merge = merge_parties(ann, twin, by=olive)
    delete_party(erased, by=olive)
    erase_party(erased, by=olive, typed_name=erased.name)
    score_everybody()
    suggest_products()
    assert of(twin) == of(erased) == Suggestion.objects.count() == 0
    assert not Point.objects.filter(party=erased.pk).exists()
    assert is_told_as_of_now(ann)
    undo_merge(merge, by=olive)
    score_everybody()
    suggest_products()
    assert not Suggestion.objects.exists()
    assert is_told_as_of_now(ann)
    assert is_told_as_of_now(twin)


def test_merged_and_erased_at_the_same_moment(customers: list[Party], olive: Member) -> None:
    erased, ann, twin = customers[5:]
    delete_party(erased, by=olive)
    as_if_never_told()
    said = at_once(
        score_everybody,
        suggest_products,
        lambda: merge_parties(ann, twin, by=olive),
        lambda: erase_party(erased, by=olive, typed_name=erased.name),
    )
    assert said == ["", "", "", ""]
    assert of(twin) == of(erased) == Point.objects.filter(party=erased.pk).count() == 0
    assert is_told_as_of_now(ann)
    assert Party.objects.get(pk=twin.pk).merged_into_id == ann.pk
