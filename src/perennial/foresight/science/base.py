"""The three models of customers who buy and may drop out, fitted together, and what they say of histories.

Their mean is the floor on which everything else stands: it needs no training at other dates and never overflows.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, Self

import numpy as np
import scipy

from perennial.foresight.science.betageometric import BetaGeometric
from perennial.foresight.science.gaps import LogNormalGaps
from perennial.foresight.science.histories import MONTH, SEASON, Floats, Histories, Rows
from perennial.foresight.science.pareto import ParetoNBD
from perennial.foresight.science.spend import GammaGamma

BLOCK = 65_536  # customers, or rows, worked on at a time: what a block needs fits into a processor's cache
_UNSEEN = 0.5  # of a purchase: whoever bought little has little momentum
Three = tuple[BetaGeometric, BetaGeometric, ParetoNBD]


@dataclasses.dataclass(frozen=True, slots=True)
class Base:
    """The models, fitted to histories."""

    three: Three
    spend: GammaGamma | None
    gaps: LogNormalGaps | None

    @classmethod
    def fit(cls, histories: Histories) -> Self:
        """Of all of them."""
        rows = Rows.of(histories)
        paid = bool((histories.value > 0).any())
        return cls(
            (BetaGeometric.fit(rows), BetaGeometric.fit(rows, modified=True), ParetoNBD.fit(rows)),
            GammaGamma.fit(histories.repeats + 1, histories.value) if paid else None,
            LogNormalGaps.fit(histories),
        )

    def value_each(self, histories: Histories) -> Floats:
        """What an order of theirs is worth."""
        if self.spend is None:
            return np.zeros(len(histories))
        return self.spend.expected_value(histories.repeats + 1, histories.value)

    def as_plain(self) -> dict[str, Any]:
        """The parameters, as JSON takes them."""
        return dataclasses.asdict(self)

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Self:
        """What `as_plain` told."""
        first, second, third = told["three"]
        return cls(
            (BetaGeometric(**first), BetaGeometric(**second), ParetoNBD(**third)),
            GammaGamma(**told["spend"]) if told["spend"] else None,
            LogNormalGaps(**told["gaps"]) if told["gaps"] else None,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What the models say of histories: chances and numbers of each, and what corrections may look at."""

    chances: Floats  # 3 × n
    counts: Floats
    others: Floats  # n × k
    active: Floats  # the mean of P(still a customer)
    momentum: Floats  # n × 2: how busy they were lately, for what is usual with them

    @classmethod
    def of(cls, base: Base, histories: Histories, horizon: float) -> Self:
        """Equal histories are asked once."""
        rows = Rows.of(histories)
        chances = np.stack([model.chance_of_any(rows, horizon) for model in base.three])[:, rows.back]
        counts = np.stack([model.expected_count(rows, horizon) for model in base.three])[:, rows.back]
        active = np.mean([model.chance_active(rows) for model in base.three], axis=0)[rows.back]
        return cls(chances, counts, _others(base, histories, chances), active, _momentum(histories))

    @classmethod
    def together(cls, parts: "list[Answers]") -> Self:
        """One after another."""
        return cls(
            np.concatenate([part.chances for part in parts], axis=1),
            np.concatenate([part.counts for part in parts], axis=1),
            np.concatenate([part.others for part in parts]),
            np.concatenate([part.active for part in parts]),
            np.concatenate([part.momentum for part in parts]),
        )

    @property
    def chance(self) -> Floats:
        """The mean of the models."""
        return np.asarray(self.chances.mean(axis=0))

    @property
    def count(self) -> Floats:
        """The mean of the models."""
        return np.asarray(self.counts.mean(axis=0))

    @property
    def paid(self) -> Floats:
        """The number that goes with the worth of an order: Pareto/NBD's, which ranks those who spend better than the mean."""
        return np.asarray(self.counts[2])

    @property
    def logit(self) -> Floats:
        """Of the mean chance."""
        return _logit(self.chance)

    @property
    def of_number(self) -> Floats:
        """What the correction of the number looks at: the momentum besides."""
        return np.column_stack([self.others, self.momentum])


def blocks(many: int) -> Iterator[slice]:
    """Of so many customers, some after another, so that what is worked out on the way stays small."""
    return (slice(start, start + BLOCK) for start in range(0, many, BLOCK))


def _others(base: Base, histories: Histories, chances: Floats) -> Floats:
    """What the corrections look at besides the models' mean: where the models differ, the silence against the own rhythm and
    against the age, and what an order is worth. Nothing that only grows with the calendar."""
    logits = _logit(chances)
    silence = np.log1p(histories.silence)
    usual = np.log(base.gaps.expected_gap(histories)) if base.gaps else np.zeros(len(histories))
    return np.column_stack(
        [
            logits[2] - logits[0],
            logits[1] - logits[0],
            silence - usual,
            np.log(np.maximum(base.value_each(histories), 1.0)),
            histories.silence / np.maximum(histories.age, 1.0),
            silence,
        ]
    )


def _momentum(histories: Histories) -> Floats:
    """ln of the fading sums of purchases against what they would be if the same number lay evenly in the customer's time."""
    parts = []
    for days, seen in ((MONTH, histories.fading_month), (SEASON, histories.fading_season)):
        age = np.maximum(histories.age, 1.0)
        usual = histories.repeats * days * -np.expm1(-age / days) / age
        parts.append(np.log((seen + _UNSEEN) / (usual + _UNSEEN)))
    return np.column_stack(parts)


def _logit(chance: Floats) -> Floats:
    return np.asarray(scipy.special.logit(np.clip(chance, 1e-5, 1 - 1e-5)))
