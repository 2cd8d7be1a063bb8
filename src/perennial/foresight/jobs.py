"""What foresight does on its own: learning by the month, scores by night, and one customer's as soon as they order."""

from django_tasks import task

from perennial.foresight import actions
from perennial.foresight.models import Fit
from perennial.foresight.queries import is_fit_old
from perennial.foresight.reportjobs import make_regular_report
from perennial.kernel.schedule import every
from perennial.lake.actions import sync
from perennial.lake.extractor import LakeError
from perennial.purchases.models import DeletedOrder, Order


@task(queue_name="long")
def fit_and_score() -> int:
    """Learn anew and work everybody's scores out, from a lake that is up to date."""
    bring_lake_up_to_date()
    try:
        fit = actions.fit_models()
    except actions.NothingBoughtError:
        return 0
    make_regular_report.enqueue()
    suggest_products.enqueue()
    changed = actions.score_everybody(fit)
    actions.flag_customers()
    return changed


@task(queue_name="long")
def score_everybody() -> int:
    """A new day alone makes everybody's silence longer."""
    if is_fit_old():
        return int(fit_and_score.call())
    changed = actions.score_everybody()
    actions.flag_customers()
    return changed


@task()
def follow_purchases() -> None:
    """Learn as soon as there is anything to learn from, and again when there is much more."""
    if is_fit_old(only_by_size=True):
        fit_and_score.enqueue()


@task(queue_name="long")
def suggest_products() -> int:
    """What may be offered to whom, and what goes together."""
    return actions.suggest_products()


@task(queue_name="long")
def follow_written() -> int:
    """After very many orders were written at once: learn from them, or work out what they change."""
    bring_lake_up_to_date()
    return int((fit_and_score if is_fit_old(only_by_size=True) else score_everybody).call())


@task()
def score_customer(party_id: int) -> int:
    """What changed is known on their page and on Today within seconds."""
    changed = actions.score_customers([party_id])
    actions.flag_customers([party_id])
    return changed


@task()
def score_buyers(order_ids: list[int]) -> int:
    """The same after very many orders were changed at once."""
    kept = (Order.objects, DeletedOrder.objects)
    buyers = {pk for orders in kept for pk in orders.filter(pk__in=order_ids).values_list("party_id", flat=True)}
    changed = actions.score_customers(buyers)
    actions.flag_customers(buyers)
    return changed


def bring_lake_up_to_date() -> None:
    """Whoever else does it at this moment does it for us, too."""
    try:
        sync()
    except LakeError:
        if not Fit.objects.exists():
            raise


every("foresight.scores", score_everybody, at="04:40")
every("foresight.products", suggest_products, at="05:20")
every("foresight.follow", follow_purchases, minutes=15)
