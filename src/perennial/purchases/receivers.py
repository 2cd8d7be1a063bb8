"""What purchases hears of itself: new rules and a new rhythm give everybody a new answer, which a job works out."""

from perennial.kernel.events import hears
from perennial.purchases.events import StageRulesChanged
from perennial.purchases.jobs import restage_everybody


@hears(StageRulesChanged)
def answer_anew(event: StageRulesChanged) -> None:
    """Queue the job that lets the new rules speak."""
    restage_everybody.enqueue()
