"""What became of customers at risk, who is held out, and letting predictions be learnt anew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.foresight import outcomewords
from perennial.foresight.actions.asking import ask_for_fit
from perennial.foresight.actions.holding import HoldoutRefused, set_holdout
from perennial.foresight.forms import HoldoutForm
from perennial.foresight.models import Fit, Holdout
from perennial.foresight.outcomes import WINDOW, outcome_until
from perennial.foresight.rules import may_ask_for_reports, may_set_holdout
from perennial.foresight.views.beginning import beginning
from perennial.kernel import clock
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.SEE_FORESIGHT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Of those at risk who stood on Today so many came back, of those who were held out so many."""
    outcome = outcome_until(clock.today())
    context = {
        "outcome": outcome,
        "headline": outcomewords.headline(outcome),
        "groups": outcomewords.groups(outcome),
        "difference": outcomewords.difference(outcome),
        "may_compare": outcome.shown.interval is not None,
        "window": WINDOW,
        "fit": Fit.in_force(),
        "holdout": Holdout.shown(),
        "may_set": may_set_holdout(request.user),
        "may_learn": may_ask_for_reports(request.user),
    }
    if context["fit"] is None:
        context["begin"] = beginning(member_of(request))
    return render(request, "foresight/outcomes.html", context)


@members_only(Permission.TEST_FORESIGHT)
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Learn anew from what is known now."""
    ask_for_fit(by=member_of(request))
    return done(request, to=reverse("foresight:outcomes"), text=_("Predictions are being learnt anew in the background."))


@members_only(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def holdout(request: HttpRequest) -> HttpResponse:
    """Change who is held out."""
    now = Holdout.shown()
    form = HoldoutForm(request.POST or None, instance=Holdout.shown(), initial={"version": now.version})
    if form.is_bound and form.is_valid():
        try:
            set_holdout(**form.facts(), by=member_of(request))
        except HoldoutRefused as refused:
            form.add_error(None, str(refused))
        else:
            return done(request, to=reverse("foresight:outcomes"), text=_("Kept. Today follows in the background."))
    text = _(
        "Of the customers at risk a few are kept off Today by lot. Only against them can be measured whether getting in touch "
        "brings customers back. Who they are is on their pages; who was flagged before stays as it was."
    )
    return show_form(request, form, title=_("Holdout"), text=text, submit=_("Keep this"), back=reverse("foresight:outcomes"))
