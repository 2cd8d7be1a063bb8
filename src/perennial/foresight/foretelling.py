"""What is to be expected of subscriptions that go on, by what was learnt last."""

from collections.abc import Sequence

import numpy as np

from perennial.foresight.models import Report
from perennial.foresight.ownpurchases import today
from perennial.foresight.renewalwords import Foretold
from perennial.foresight.renewing import Outlook, RenewalCard, outlook
from perennial.foresight.science.histories import Floats, Whole
from perennial.foresight.science.renewals import Days, Dues, Renewing
from perennial.purchases.models import Subscription


def foretold(going: Sequence[Subscription], kept: Report) -> list[Foretold]:
    """Each in words. No query but for the customers' names, if somebody asks for them."""
    started = np.array([one.started_on for one in going], "datetime64[D]")
    before, ahead = ahead_of(kept, started, np.array([one.every_months for one in going], np.int64))
    return [
        Foretold(
            one, int(before[i]), float(ahead.chance[i]), float(ahead.plain[i]), float(ahead.expected[i]), int(ahead.within[i])
        )
        for i, one in enumerate(going)
    ]


def ahead_of(kept: Report, started: Days, every: Whole) -> tuple[Floats, Outlook]:
    """How often each was renewed so far, and what is to come, by the model or the plain rate: whichever the card chose."""
    dues = Dues.of(started, every, np.full(len(every), np.datetime64("NaT"), "datetime64[D]"), today())
    before = np.bincount(dues.row, minlength=len(every)).astype(np.float64)
    use_model = RenewalCard.of_plain(kept.content["card"]).verdict.use_model
    return before, outlook(Renewing.of_plain(kept.content["models"]), every, before, use_model=use_model)
