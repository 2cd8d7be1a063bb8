"""What purchases does on its own: renewals by the hour, rhythm and stages by night."""

from django_tasks import task

from perennial.kernel.schedule import every
from perennial.purchases import actions
from perennial.purchases.queries import rhythm_in_force


@task()
def renew_subscriptions() -> int:
    """Renew what is due; each due day once, however often this runs."""
    return actions.renew_due_subscriptions()


@task()
def refresh_rhythm() -> int:
    """Fit the rhythm and let the lifecycle rules speak: a new day alone can make a silence long."""
    actions.fit_rhythm()
    return actions.restage()


@task()
def restage_everybody() -> int:
    """Let the lifecycle rules speak for everybody."""
    return actions.restage()


@task()
def follow_rhythm() -> int:
    """After an import the rhythm may be another one: fit it, which is one aggregate, and go on only if it is."""
    before = rhythm_in_force()
    return actions.restage() if actions.fit_rhythm() != before else 0


every("purchases.renewals", renew_subscriptions, minutes=60)
every("purchases.rhythm_followed", follow_rhythm, minutes=15)
every("purchases.rhythm", refresh_rhythm, at="03:30")
