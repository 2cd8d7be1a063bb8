"""The lifecycle rules: in words, with what a change of them would move."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perennial.design.answers import done
from perennial.people.choices import Stage
from perennial.purchases import actions, lifecycle
from perennial.purchases.forms import StageRulesForm
from perennial.purchases.models import StageRules
from perennial.purchases.queries.stages import stage_counts
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """See the rules and how many customers each of them holds for; try other thresholds (“preview”); keep them."""
    now = StageRules.current()
    form = StageRulesForm(request.POST or None, instance=StageRules.current())
    wrong = ""
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            version = int(request.POST.get("version", "0") or 0)
            actions.set_stage_rules(by=member_of(request), version=version, **form.cleaned_data)
        except (actions.PurchaseRefused, ValueError) as refused:
            wrong = str(refused)
        else:
            text = _("The rules hold from now on; customers are moved in the background.")
            return done(request, to=reverse("purchases:stages"), text=text)
    draft = form.instance if form.is_bound and form.is_valid() else now
    before, after = stage_counts(now), stage_counts(draft)
    stages = [
        {
            "key": stage.value,
            "label": stage.label,
            "words": lifecycle.rule_in_words(stage, draft),
            "count": after.get(stage, 0),
            "change": after.get(stage, 0) - before.get(stage, 0),
        }
        for stage in (Stage.LEAD, *lifecycle.ORDER)
    ]
    context = {"form": form, "stages": stages, "version": now.version, "wrong": wrong, "is_draft": draft is not now}
    status = 422 if wrong or (form.is_bound and not form.is_valid()) else 200
    return render(request, "purchases/stages.html", context, status=status)
