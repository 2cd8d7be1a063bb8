from perennial.foresight.models.fit import Fit
from perennial.foresight.models.flag import Flag
from perennial.foresight.models.holdout import Holdout
from perennial.foresight.models.renewal import RenewalChance
from perennial.foresight.models.report import Report, ReportKind
from perennial.foresight.models.score import Point, Score
from perennial.foresight.models.suggestion import Companion, Suggesting, Suggestion

__all__ = [
    "Companion",
    "Fit",
    "Flag",
    "Holdout",
    "Point",
    "RenewalChance",
    "Report",
    "ReportKind",
    "Score",
    "Suggesting",
    "Suggestion",
]
