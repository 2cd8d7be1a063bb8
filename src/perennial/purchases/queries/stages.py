"""How many customers the lifecycle rules would put into each stage."""

from django.db.models import Count, DateField
from django.db.models.expressions import RawSQL

from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.people.choices import Stage
from perennial.people.models import Party
from perennial.purchases import lifecycle, summary_sql
from perennial.purchases.models import PurchaseSummary, StageRules
from perennial.purchases.queries.rhythm import rhythm_in_force
from perennial.team.models import Workspace


def stage_counts(rules: StageRules) -> dict[str, int]:
    """Customers by the stage that these rules give them today, whether or not the rules are in force.

    With the rules in force the days are read from the summaries; with others they are worked out anew from their sums, and
    nothing is written.
    """
    today = clock.today(zone_named(Workspace.current().time_zone))
    summaries, draft = PurchaseSummary.objects.filter(party__deleted_at=None), not _same_waits(rules, StageRules.current())
    if draft:
        days = summary_sql.draft_days(rhythm_in_force(), rules)
        # the text is ours, with numbers only
        summaries = summaries.annotate(**{name: RawSQL(text, [], DateField()) for name, text in days.items()})  # noqa: S611
    answers = lifecycle.answered(summaries, rules, today, draft=draft)
    counts = dict(answers.order_by().values_list("answer").annotate(count=Count("pk")))
    leads = Party.objects.kept().count() - sum(counts.values())
    return counts | {Stage.LEAD.value: max(0, leads)}


def _same_waits(one: StageRules, other: StageRules) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("at_risk_percent", "lapsed_percent", "lost_percent", "lapsed_gaps", "lost_gaps")
    )
