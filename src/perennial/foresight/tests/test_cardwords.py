"""Every sentence of the cards can be said, with its figures in it."""

import dataclasses

import numpy as np
import pytest

from perennial.foresight import cardwords, driftwords, renewalwords
from perennial.foresight.drifting import Drift
from perennial.foresight.renewing import RenewalCard
from perennial.foresight.reporting import BETTER, NO_BETTER, TOO_FEW_CAME, TOO_LITTLE, Card, Limit, Pair, Verdict, report_card
from perennial.foresight.science.forecasting import LEARNT, MODELS, PRIOR
from perennial.foresight.science.histories import Log

WHYS = (BETTER, NO_BETTER, TOO_LITTLE, TOO_FEW_CAME)


@pytest.fixture(scope="module")
def card() -> Card:
    dice = np.random.default_rng(9)
    return report_card(Log.of(dice.integers(0, 200, 900), dice.integers(0, 500, 900)), 400, 90)


@pytest.mark.parametrize("why", WHYS)
def test_verdicts(why: str) -> None:
    verdict = Verdict(why == BETTER, why, "own average gap", 0.1, 0.01)
    assert cardwords.verdict_title(verdict)
    text = cardwords.verdict_text(verdict)
    assert "%(" not in text
    assert ("own average gap" in text) == (why in (BETTER, NO_BETTER))
    renewals = RenewalCard(0, 90, 5, Pair(3.0, 2.0), 4, verdict, (), ())
    assert "%(" not in renewalwords.verdict_text(renewals)


def test_what_cannot_be_known() -> None:
    figures = {"days": 40.0, "share": 0.4, "customers": 30.0, "came": 5.0}
    keys = ("season", "left_censored", "not_over", "few", "bought_once", "newcomers", "no_amounts")
    texts = [cardwords.limit_text(Limit(key, figures)) for key in keys]
    assert all(text and "%(" not in text for text in texts)
    assert "40 % of the customers" in texts[1]


def test_how_it_was_made(card: Card) -> None:
    tried = {"inner_dates": (1, 2), "loss_models": 0.5, "loss_corrected": 0.4, "standard_error": 0.01}
    for model in (LEARNT, MODELS, PRIOR):
        choice = dataclasses.replace(card.choice, model=model, **tried)
        assert "%(" not in cardwords.made_text(dataclasses.replace(card, choice=choice))
    nothing = dataclasses.replace(card.choice, model=MODELS, loss_models=None, loss_corrected=None)
    assert "holds too little" in cardwords.made_text(dataclasses.replace(card, choice=nothing))


def test_a_sum_that_is_far_off_is_said(card: Card) -> None:
    for said, told in ((130.0, "30 % too many"), (70.0, "30 % too few"), (110.0, "")):
        assert told in cardwords.bias_warning(dataclasses.replace(card, orders=Pair(said, 100.0)))
    assert not cardwords.bias_warning(dataclasses.replace(card, orders=Pair(110.0, 100.0)))


def test_what_a_month_warns_of() -> None:
    month = Drift(24_300, 500, Pair(90.0, 100.0), Pair(200.0, 100.0), Pair(1.0, 1.0), 0.7, 0.5, 0.1, ())
    assert "200 orders were said, 100 came" in driftwords.warning(month)
    assert "no better than chance" in driftwords.warning(dataclasses.replace(month, orders=Pair(100.0, 100.0), skill=-0.1))
    assert not driftwords.warning(dataclasses.replace(month, orders=Pair(100.0, 100.0)))
    assert driftwords.row(month)[3:] == ("100", "100.0 %", "0.700", "10.0 %")
