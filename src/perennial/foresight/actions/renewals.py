"""Learning from the subscriptions which of them are renewed, and how well that can be foretold."""

import numpy as np

from perennial.foresight.actions.reporting import keep_report
from perennial.foresight.models import Report, ReportKind
from perennial.foresight.ownpurchases import today
from perennial.foresight.renewing import HORIZON, renewal_card
from perennial.foresight.science.renewals import Dues, Renewing
from perennial.purchases.models import Subscription
from perennial.team.models import Workspace


def learn_renewals() -> Report | None:
    """Keep what is used from now on, and the card of the last quarter. None while nothing was ever due."""
    as_of = today() - 1
    rows = Subscription.objects.order_by().values_list("started_on", "every_months", "cancellation__ends_on")
    told = list(rows.iterator(10_000))
    if not told:
        return None
    started, every, ended = zip(*told, strict=True)
    dues = Dues.of(np.array(started, "datetime64[D]"), np.array(every, np.int64), np.array(ended, "datetime64[D]"), as_of)
    if not len(dues):
        return None
    card = renewal_card(dues, as_of - HORIZON)
    content = {"card": card.as_plain(), "models": Renewing.fit(dues).as_plain(), "due": len(dues)}
    return keep_report(ReportKind.RENEWALS, as_of, HORIZON, content, currency=Workspace.current().currency)
