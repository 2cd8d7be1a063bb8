"""The report card, on a real shop's customers and on shops of which nothing can be said."""

import json

import numpy as np
import pytest

from perennial.foresight.reporting import BETTER, NO_BETTER, TOO_FEW_CAME, TOO_LITTLE, Card, report_card
from perennial.foresight.science.histories import Log
from perennial.foresight.science.tests.cdnow import SPLIT, sample_log


@pytest.fixture(scope="module")
def card() -> Card:
    return report_card(sample_log(), SPLIT, 90)


def test_a_card_says_what_was_said_and_what_came(card: Card) -> None:
    log = sample_log()
    assert card.buyers.came == len(set(log.within(SPLIT + 1, SPLIT + 90).customer.tolist()))
    assert card.customers == 2357
    assert sum(point.customers for point in card.points) == card.customers
    assert card.value is not None
    assert sum(part.value for part in card.value_deciles) == card.value.came
    assert all(0 <= point.low <= point.came <= point.high <= 1 for point in card.points)


def test_the_model_is_used_where_it_beats_the_rules(card: Card) -> None:
    assert (card.verdict.use_model, card.verdict.why) == (True, BETTER)
    assert card.verdict.behind is not None
    assert card.verdict.behind_error is not None
    assert card.verdict.behind > card.verdict.behind_error > 0


def test_a_kept_card_is_the_same_card(card: Card) -> None:
    assert Card.of_plain(json.loads(json.dumps(card.as_plain(), allow_nan=False))) == card


def test_it_says_what_it_cannot_know(card: Card) -> None:
    limits = {limit.key: limit.figures for limit in card.limits}
    assert limits["season"] == {"days": 272.0}
    assert "not_over" not in limits
    late = report_card(sample_log(), int(sample_log().day.max()) - 30, 90)
    assert {limit.key: limit.figures for limit in late.limits}["not_over"] == {"days": 60.0}
    seen = report_card(sample_log(), int(sample_log().day.max()) - 30, 90, seen_until=int(sample_log().day.max()) + 60)
    assert "not_over" not in {limit.key for limit in seen.limits}


def test_with_too_little_the_rule_is_used() -> None:
    few = Log.of([0, 0, 1, 2, 2], [0, 30, 10, 5, 70], [1.0] * 5)
    told = report_card(few, 40, 30)
    assert (told.verdict.use_model, told.verdict.why) == (False, TOO_LITTLE)
    json.dumps(told.as_plain(), allow_nan=False)


def test_with_nobody_coming_back_nothing_is_judged() -> None:
    who = np.repeat(np.arange(100), 3)
    log = Log.of(who, np.tile([0, 20, 45], 100) + who % 5)
    told = report_card(log, 50, 30)
    assert (told.verdict.use_model, told.verdict.why) == (False, TOO_FEW_CAME)
    assert told.buyers.came == 0
    assert told.buyers.bias is None
    json.dumps(told.as_plain(), allow_nan=False)


def test_no_purchases_and_one_customer() -> None:
    for log, as_of in ((Log.of([0], [0]), 10), (Log.of([5], [20]), 10)):
        told = report_card(log, as_of, 30)
        assert not told.verdict.use_model
        json.dumps(told.as_plain(), allow_nan=False)


def test_where_chance_alone_decides_the_model_is_not_praised() -> None:
    """Everybody buys at the same rate at random and nobody leaves: the silence says nothing, nor does the model say more."""
    dice = np.random.default_rng(3)
    who = np.repeat(np.arange(400), 8)
    log = Log.of(who, dice.integers(0, 400, len(who)))
    told = report_card(log, 300, 60)
    assert told.verdict.why in (NO_BETTER, BETTER)
    assert told.verdict.use_model == (told.verdict.why == BETTER)
    assert told.buyers.bias is not None
    assert abs(told.buyers.bias) < 0.15
