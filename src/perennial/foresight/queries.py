"""Questions about fits and scores."""

import datetime as dt

from django.db.models import Sum

from perennial.foresight.models import Fit, Score
from perennial.kernel import clock
from perennial.lake.models import File
from perennial.people.models import Party

OLD = dt.timedelta(days=28)
MUCH = 1.2  # times as many orders as a fit has seen, or as few


def orders_in_lake() -> int:
    """How many orders the lake holds. One query."""
    return int(File.objects.live().filter(fact="orders").aggregate(rows=Sum("rows"))["rows"] or 0)


def is_fit_old(*, only_by_size: bool = False) -> bool:
    """Whether it is time to learn anew: a month went by, there are many more orders or many fewer, none was made yet, or by
    another version. Two queries."""
    fit, orders = Fit.in_force(), orders_in_lake()
    if fit is None:
        return orders > 0
    if orders > fit.orders * MUCH or 0 < orders * MUCH < fit.orders or fit.standing() is None:
        return True
    return not only_by_size and clock.now() - fit.made_at >= OLD


def score_of(party: Party) -> Score | None:
    """What is to be expected of a customer; None while nothing was worked out. One query."""
    return Score.objects.select_related("fit").defer("fit__parameters").filter(pk=party.pk).first()
