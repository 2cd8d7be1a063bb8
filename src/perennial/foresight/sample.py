"""What is to be expected of the sample company's customers, so that it is there when the first page is opened."""

from perennial.foresight.actions import fit_models, flag_customers, score_everybody, suggest_products
from perennial.foresight.actions.renewals import learn_renewals, tell_renewals
from perennial.foresight.actions.reporting import make_report_card
from perennial.foresight.actions.silence import learn_silences
from perennial.lake.actions import sync
from perennial.team.models import Member


def load_predictions(owner: Member) -> None:
    """What the jobs do by themselves, at once: learn, tell of everybody, and test that on the last quarter."""
    sync()
    fit = fit_models()
    score_everybody(fit)
    flag_customers()
    learn_silences()
    learn_renewals()
    tell_renewals()
    make_report_card()
    suggest_products()
