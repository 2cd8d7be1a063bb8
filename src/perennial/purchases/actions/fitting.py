"""Fitting the rhythm of the customer base."""

import math

from django.db import connection, transaction

from perennial.kernel.events import publish
from perennial.purchases import summary_sql
from perennial.purchases.events import RhythmFitted
from perennial.purchases.models import RhythmFit, StageRules
from perennial.purchases.queries import rhythm_in_force
from perennial.purchases.rhythm import BaseSums, Rhythm, fit

WORTH_IT = 0.01  # a change of one in a hundred moves a usual gap of a month by a few hours


@transaction.atomic
def fit_rhythm() -> Rhythm:
    """Fit the rhythm from the sums of all summaries: one aggregate. A fit that differs from the one in force comes into force
    and everybody's expected, slipping, lapsing and losing days are written anew; tells RhythmFitted then. A fit that says the
    same leaves everything as it is, so that a quiet night writes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(summary_sql.BASE_SUMS)
        customers, gaps, *sums = cursor.fetchone()
    fresh = fit(BaseSums(customers, int(gaps), *map(float, sums)))
    if RhythmFit.objects.exists() and _same(fresh, rhythm_in_force()):
        return rhythm_in_force()
    row = RhythmFit.objects.create(
        customers=fresh.customers,
        gaps=fresh.gaps,
        mean_log_gap=fresh.mean,
        within_variance=fresh.within,
        between_variance=fresh.between,
    )
    rewrite_rhythm()
    publish(RhythmFitted(fit_id=row.pk, customers=fresh.customers, gaps=fresh.gaps))
    return fresh


@transaction.atomic
def rewrite_rhythm() -> None:
    """Write everybody's days from the fit and the rules in force, in one statement over the sums that are there."""
    with connection.cursor() as cursor:
        cursor.execute(summary_sql.refit(), summary_sql.parameters(rhythm_in_force(), StageRules.current()))


def _same(one: Rhythm, other: Rhythm) -> bool:
    return (
        one.is_too_little == other.is_too_little
        and abs(one.mean - other.mean) < WORTH_IT
        and math.isclose(one.within, other.within, rel_tol=2 * WORTH_IT)
        and math.isclose(one.between, other.between, rel_tol=2 * WORTH_IT)
    )
