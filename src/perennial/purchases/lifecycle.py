"""The lifecycle by visible rules: what each stage means, in one place for the database and in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.people.choices import Stage
from perennial.purchases.models import PurchaseSummary, StageRules

# The first that holds is the answer; who has no order that counts is a lead.
ORDER = (Stage.NEW, Stage.LOST, Stage.LAPSED, Stage.AT_RISK, Stage.WON_BACK, Stage.LOYAL, Stage.ACTIVE)


TOLD = ("first_on", "last_on", "last_gap_days", "usual_gap_days", "occasions")  # what `facts_of` asks of a summary


def answered(summaries: QuerySet[PurchaseSummary], rules: StageRules, today: dt.date, *, draft: bool = False) -> QuerySet[Any]:
    """The summaries with `answer`: the stage that the rules give them on the day `today`. A `draft` reads the days from the
    annotations `draft_slips_on`, `draft_lapses_on` and `draft_lost_on` instead of the days in force."""
    of = "draft_" if draft else ""
    conditions = {
        Stage.NEW: Q(first_on__gt=today - dt.timedelta(days=rules.new_days)),
        Stage.LOST: Q(**{f"{of}lost_on__lte": today}),
        Stage.LAPSED: Q(**{f"{of}lapses_on__lte": today}),
        Stage.AT_RISK: Q(**{f"{of}slips_on__lte": today}),
        Stage.WON_BACK: Q(came_back=True, last_on__gt=today - dt.timedelta(days=rules.won_back_days)),
        Stage.LOYAL: Q(occasions__gte=rules.loyal_occasions),
        Stage.ACTIVE: Q(),
    }
    whens = [When(conditions[stage], then=Value(stage.value)) for stage in ORDER[:-1]]
    return summaries.annotate(answer=Case(*whens, default=Value(Stage.ACTIVE.value), output_field=CharField()))


def rule_in_words(stage: str, rules: StageRules) -> str:
    """What has to be true of a customer for the rules to call them so."""
    shares = {
        Stage.AT_RISK: rules.at_risk_percent,
        Stage.LAPSED: rules.lapsed_percent,
        Stage.LOST: rules.lost_percent,
    }
    gaps = {Stage.LAPSED: rules.lapsed_gaps, Stage.LOST: rules.lost_gaps}
    if stage in gaps:
        return _(
            "Silent for longer than %(share)s of 100 of their own waits, and for more than %(gaps)s of their usual gaps."
        ) % {
            "share": f"{shares[Stage(stage)]:g}",
            "gaps": f"{gaps[Stage(stage)]:g}",
        }
    if stage in shares:
        return _("Silent for longer than %(share)s of 100 of their own waits.") % {"share": f"{shares[Stage(stage)]:g}"}
    return {
        Stage.LEAD: _("No order that counts."),
        Stage.NEW: ngettext(
            "First order less than %(days)d day ago.", "First order less than %(days)d days ago.", rules.new_days
        )
        % {"days": rules.new_days},
        Stage.WON_BACK: ngettext(
            "Ordered again within the last %(days)d day, after a silence as long as that of a lapsed customer.",
            "Ordered again within the last %(days)d days, after a silence as long as that of a lapsed customer.",
            rules.won_back_days,
        )
        % {"days": rules.won_back_days},
        Stage.LOYAL: _("Bought on %(count)d days or more, and still in their rhythm.") % {"count": rules.loyal_occasions},
        Stage.ACTIVE: _("Still in their rhythm."),
    }[Stage(stage)]


def facts_of(summary: Any, today: dt.date) -> dict[str, Any]:
    """What the rules saw of a customer: of their summary (at least TOLD of it), nothing without one. Kept with the change of
    stage, and said by `because`."""
    if summary is None or summary.last_on is None or summary.first_on is None:
        return {}
    return {
        "first_on": summary.first_on.isoformat(),
        "last_on": summary.last_on.isoformat(),
        "silent": (today - summary.last_on).days,
        "gap": None if summary.usual_gap_days is None else max(1, round(summary.usual_gap_days)),
        "last_gap": summary.last_gap_days or 0,
        "count": summary.occasions,
    }


def because(stage: str, facts: Mapping[str, Any]) -> str:
    """Why a customer is in this stage, with the numbers that the rules saw."""
    if not facts:
        return _("No order that counts.")
    silent = facts["silent"]
    first, last = (date_format(dt.date.fromisoformat(facts[name])) for name in ("first_on", "last_on"))
    if stage == Stage.NEW:
        return _("First order on %(day)s.") % {"day": first}
    if stage in (Stage.AT_RISK, Stage.LAPSED, Stage.LOST):
        if facts["gap"] is None:
            return ngettext("Ordered once; silent for %(silent)d day.", "Ordered once; silent for %(silent)d days.", silent) % {
                "silent": silent
            }
        return _("Usually orders every %(gap)d days; silent for %(silent)d.") % {"gap": facts["gap"], "silent": silent}
    if stage == Stage.WON_BACK:
        return _("Ordered again on %(day)s, after %(gap)d days.") % {"day": last, "gap": facts["last_gap"]}
    if stage == Stage.LOYAL:
        return _("Bought on %(count)d days, last on %(day)s.") % {"count": facts["count"], "day": last}
    return _("Last order on %(day)s.") % {"day": last}
