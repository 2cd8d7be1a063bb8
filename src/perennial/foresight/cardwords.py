"""A report card in words: for a shop owner first, for a statistician beside it."""

import dataclasses
from collections.abc import Callable, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perennial.foresight.reporting import (
    BETTER,
    FAR_OFF,
    NO_BETTER,
    TOO_FEW_CAME,
    TOO_LITTLE,
    Card,
    Limit,
    Verdict,
)
from perennial.foresight.science.backtesting import FEW_BUYERS, OWN_GAP, RECENCY, Judged
from perennial.foresight.science.forecasting import FEW_REPEATS, LEARNT, LITTLE, MODELS, PRIOR
from perennial.kernel.manifests import Label
from perennial.kernel.money import Money

WAYS: dict[str, Label] = {
    LEARNT: gettext_lazy("Predictions"),
    MODELS: gettext_lazy("Models without correction"),
    PRIOR: gettext_lazy("What is usual elsewhere"),
    RECENCY: gettext_lazy("Rule: days since the last order"),
    OWN_GAP: gettext_lazy("Rule: own average gap"),
}
_RULES: dict[str, Label] = {RECENCY: gettext_lazy("days since the last order"), OWN_GAP: gettext_lazy("own average gap")}
NONE = "–"


def number(value: float, digits: int = 0) -> str:
    """A number as the reader writes it."""
    return str(number_format(round(value, digits), digits, force_grouping=True))


def share(value: float, digits: int = 0) -> str:
    """A share of 1 in percent."""
    return _("%(share)s %%") % {"share": number(value * 100, digits)}


def headline(card: Card) -> str:
    """What was said and what came, in one sentence."""
    said, came = round(card.buyers.said), int(card.buyers.came)
    return ngettext(
        "We said %(said)s customer would order again within %(days)s days; %(came)s did.",
        "We said %(said)s customers would order again within %(days)s days; %(came)s did.",
        said,
    ) % {"said": number(said), "came": number(came), "days": number(card.horizon)}


def verdict_title(verdict: Verdict) -> str:
    """Which of the two to go by."""
    return _("Go by the predictions") if verdict.use_model else _("Go by the rule of thumb")


def verdict_text(verdict: Verdict) -> str:
    """Why."""
    rule = str(_RULES.get(verdict.rule, verdict.rule))
    texts = {
        BETTER: _(
            "On this test their chances were better than those of both rules of thumb, by more than luck would explain. "
            "The best rule was “%(rule)s”."
        ),
        NO_BETTER: _(
            "The predictions were not clearly better than “%(rule)s”. So the product does not use them: Today goes by how long "
            "each customer has been silent for their own rhythm."
        ),
        TOO_LITTLE: _(
            "There is too little to learn from: it takes %(customers)s customers, of whom %(repeats)s came again. Until then "
            "Today goes by how long each customer has been silent for their own rhythm."
        ),
        TOO_FEW_CAME: _(
            "Fewer than %(few)s customers did come again, or did not, so nobody can say who was right. Until there are more, "
            "Today goes by how long each customer has been silent for their own rhythm."
        ),
    }
    return texts[verdict.why] % {
        "rule": rule,
        "customers": number(LITTLE),
        "repeats": number(FEW_REPEATS),
        "few": number(FEW_BUYERS),
    }


def bias_warning(card: Card) -> str:
    """A plain warning where the sum was far off; empty where it was not."""
    off = card.orders.bias
    if off is None or abs(off) <= FAR_OFF or card.orders.came < FEW_BUYERS:
        return ""
    told = {"said": number(card.orders.said), "came": number(card.orders.came), "share": share(abs(off))}
    if off > 0:
        return (
            _("Together it said %(said)s orders and %(came)s came: %(share)s too many. A season or a change may be why.") % told
        )
    return _("Together it said %(said)s orders and %(came)s came: %(share)s too few. A season or a change may be why.") % told


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table: a figure of every way, and what it means."""

    label: str
    help: str
    cells: tuple[str, ...]
    interval: str


_Show = Callable[[float], str]


def measures(card: Card, currency: str) -> list[Measure]:
    """Every figure that was worked out for any of the ways."""

    def money(minor: float) -> str:
        return Money(round(minor), currency).shown()

    rows: Sequence[tuple[str, str, str, _Show]] = (
        (
            "auc",
            _("Ranking (AUC)"),
            _("Of one who ordered and one who did not: how often the former had the higher chance. 0.500 is tossing a coin."),
            lambda value: number(value, 3),
        ),
        (
            "log_loss",
            _("Log loss"),
            _("How surprised it was by what came. Lower is better; being sure and wrong costs most."),
            lambda value: number(value, 3),
        ),
        (
            "brier",
            _("Brier score"),
            _("The mean squared distance between the chance and what came, 0 or 1. Lower is better."),
            lambda value: number(value, 3),
        ),
        (
            "calibration_error",
            _("Calibration error (ECE)"),
            _("How far the share who ordered was from the chance, on average over tenths of the customers. Lower is better."),
            lambda value: share(value, 1),
        ),
        (
            "top_decile_lift",
            _("Lift of the best tenth"),
            _("How many times as many of the tenth with the highest chances ordered as of all. Higher is better."),
            lambda value: _("%(times)s×") % {"times": number(value, 1)},
        ),
        (
            "count_mae",
            _("Orders off by (MAE)"),
            _("By how many orders it missed a customer on average. Lower is better."),
            lambda value: number(value, 2),
        ),
        ("value_mae", _("Money off by (MAE)"), _("By how much it missed what a customer spent. Lower is better."), money),
    )
    return [
        Measure(label, help_, tuple(_cell(way, key, show) for way in card.ways), _interval(card, key, show))
        for key, label, help_, show in rows
        if any(getattr(way, key) is not None for way in card.ways)
    ]


def _cell(way: Judged, key: str, show: _Show) -> str:
    value = getattr(way, key)
    return NONE if value is None else show(value)


def _interval(card: Card, key: str, show: _Show) -> str:
    found = card.intervals.get(key)
    return _("%(low)s to %(high)s") % {"low": show(found.low), "high": show(found.high)} if found else ""


def next_day_text(card: Card) -> str:
    """How well the day of the next order was met; empty where nobody could be judged."""
    if card.next_day_error is None or card.next_day_cover is None:
        return ""
    return _(
        "Of those who came, half came within %(days)s days of the day that was said, and %(share)s within the span that was to "
        "hold 80 of 100."
    ) % {"days": number(card.next_day_error, 1), "share": share(card.next_day_cover)}


_LIMITS: dict[str, Label] = {
    "season": gettext_lazy(
        "A season: that takes two years of orders, and there were %(days)s days. What sells before Christmas or in summer is "
        "spread over the year."
    ),
    "left_censored": gettext_lazy(
        "What was before the first order on record: %(share)s of the customers appear in the first tenth of the days, so some "
        "of them were customers before, and older than they seem."
    ),
    "not_over": gettext_lazy("The end: the last %(days)s days of the horizon are still to come, so more orders may follow."),
    "few": gettext_lazy("Much: only %(came)s of %(customers)s customers came, so every figure here is rough."),
    "bought_once": gettext_lazy("Who comes again: %(share)s of the customers had bought once. What repeaters do tells little."),
    "newcomers": gettext_lazy(
        "Who comes for the first time: %(customers)s new customers ordered in those days. Predictions are of those who had "
        "bought before."
    ),
    "no_amounts": gettext_lazy("Money: no order has an amount in the currency that most are in."),
}


def limit_text(limit: Limit) -> str:
    """Something it cannot know, in words with the figures."""
    figures = {name: share(value) if name == "share" else number(value) for name, value in limit.figures.items()}
    return str(_LIMITS[limit.key]) % figures


def limits_always() -> list[str]:
    """What no such model knows, however many orders there are."""
    return [
        _("Prices, offers, the weather, a competitor, somebody moving away: it sees orders and nothing else."),
        _("What was cancelled or given back since: orders count as they stand today, also for days of the past."),
    ]


def made_text(card: Card) -> str:
    """How it was made, in sentences."""
    choice = card.choice
    if choice.model == PRIOR:
        return _("With so few customers no model is learnt: it says what is usual in other businesses.")
    if choice.loss_models is None or choice.loss_corrected is None:
        return _(
            "Three models of customers who buy at a rate of their own and one day stay away (BG/NBD, MBG/NBD, Pareto/NBD), "
            "averaged. The past holds too little to learn a correction of them."
        )
    told = {
        "dates": number(len(choice.inner_dates)),
        "models": number(choice.loss_models, 3),
        "corrected": number(choice.loss_corrected, 3),
        "error": number(choice.standard_error or 0, 4),
    }
    text = _CORRECTED if choice.model == LEARNT else _NOT_CORRECTED
    return str(text) % told


_CORRECTED = gettext_lazy(
    "Three models of customers who buy at a rate of their own and one day stay away (BG/NBD, MBG/NBD, Pareto/NBD), averaged "
    "and corrected by what came true earlier (dates: %(dates)s): there the log loss fell from %(models)s to %(corrected)s "
    "(standard error of the difference %(error)s)."
)
_NOT_CORRECTED = gettext_lazy(
    "Three models of customers who buy at a rate of their own and one day stay away (BG/NBD, MBG/NBD, Pareto/NBD), averaged. "
    "A correction learnt earlier (dates: %(dates)s) was no better there (log loss %(corrected)s against %(models)s, standard "
    "error of the difference %(error)s), so it is not used."
)
