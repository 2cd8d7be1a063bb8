"""What a shop owner would do without statistics: the rules that every prediction has to beat."""

import dataclasses
from typing import Self

import numpy as np
import scipy

from perennial.foresight.science.histories import Floats, Histories
from perennial.foresight.science.stacking import Correction


@dataclasses.dataclass(frozen=True, slots=True)
class RecencyRule:
    """Whoever has been silent for longer is less likely to come: a logistic curve of ln(1 + days since the last order)."""

    curve: Correction

    @classmethod
    def fit(cls, histories: Histories, bought: Floats) -> Self:
        """From what came of whom at earlier dates."""
        return cls(Correction.fit(_even(bought, len(histories)), _silence(histories), bought))

    def chance(self, histories: Histories, bought: float) -> Floats:
        """Of any order, where a share `bought` did at the earlier dates."""
        return self.curve(_even(np.array([bought]), len(histories)), _silence(histories))


@dataclasses.dataclass(frozen=True, slots=True)
class OwnAverageGap:
    """Everybody comes again after their own average gap; who came once, as often as all do."""

    rate: float  # purchases a day of everybody

    @classmethod
    def fit(cls, histories: Histories) -> Self:
        """From all purchases after the first."""
        return cls(float(histories.repeats.sum() / max(histories.age.sum(), 1.0)))

    def count(self, histories: Histories, horizon: float) -> Floats:
        """Orders within the horizon."""
        own = histories.repeats / np.maximum(histories.recency, 1.0)
        return horizon * np.where(histories.repeats > 0, own, self.rate)

    def chance(self, histories: Histories, horizon: float) -> Floats:
        """Of any order, if they came like that at random."""
        return -np.expm1(-self.count(histories, horizon))

    def value(self, histories: Histories, horizon: float) -> Floats:
        """As often as before, and for as much each time."""
        return self.count(histories, horizon) * histories.mean_value


def _silence(histories: Histories) -> Floats:
    return np.log1p(histories.silence)[:, None]


def _even(bought: Floats, many: int) -> Floats:
    share = float(np.clip(bought.mean() if len(bought) else 0.5, 0.001, 0.999))
    return np.full(many, float(scipy.special.logit(share)))
