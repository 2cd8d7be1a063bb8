"""Renewals in words: the card of how well they are foretold, and what is to be expected of one subscription."""

import dataclasses

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.foresight.cardwords import NONE, number, share
from perennial.foresight.renewing import RenewalCard
from perennial.foresight.reporting import BETTER, NO_BETTER, TOO_FEW_CAME, TOO_LITTLE
from perennial.foresight.science.backtesting import FEW_BUYERS
from perennial.foresight.science.renewals import FEW_ENDED, LITTLE
from perennial.kernel.money import Money
from perennial.purchases.models import Subscription


@dataclasses.dataclass(frozen=True, slots=True)
class Foretold:
    """What is to be expected of a subscription; chances of 1."""

    subscription: Subscription
    renewed: int
    chance: float
    usual: float
    expected: float
    within: int

    @property
    def chance_text(self) -> str:
        """Of a hundred like it."""
        return _("%(of)s of 100") % {"of": number(self.chance * 100)}

    @property
    def said(self) -> str:
        """The chance, and the other side of it, on the day that decides."""
        goes = round(self.chance * 100)
        figures = {"of": number(goes), "end": number(100 - goes)}
        if self.subscription.renews_on is None:
            return _("%(of)s of 100 like this one are renewed, %(end)s end.") % figures
        day = date_format(self.subscription.renews_on, pgettext("date format", "j M Y"))
        return _("%(of)s of 100 like this one are renewed on %(day)s, %(end)s end.") % (figures | {"day": day})

    @property
    def reason(self) -> str:
        """Why, with the numbers."""
        renewed = ngettext("Renewed %(times)s time so far", "Renewed %(times)s times so far", self.renewed) % {
            "times": number(self.renewed)
        }
        renewed = renewed if self.renewed else _("Not renewed yet")
        usual = _("of all of this interval, %(usual)s of 100 renew") % {"usual": number(self.usual * 100)}
        if self.chance > self.usual + 0.005:
            return _("%(renewed)s: whoever came so far stays likelier than most; %(usual)s.") % {
                "renewed": renewed,
                "usual": usual,
            }
        if self.chance < self.usual - 0.005:
            return _("%(renewed)s: the first renewals are where most leave; %(usual)s.") % {"renewed": renewed, "usual": usual}
        return _("%(renewed)s; %(usual)s.") % {"renewed": renewed, "usual": usual}

    @property
    def ahead(self) -> str:
        """What of the next two years is to be expected, and what that is worth."""
        worth = Money(round(self.expected * self.subscription.price_minor), self.subscription.currency).shown(whole=True)
        return _("%(expected)s of the next %(within)s renewals, %(worth)s") % {
            "expected": number(self.expected, 1),
            "within": number(self.within),
            "worth": worth,
        }


def headline(card: RenewalCard) -> str:
    """What was said and what came."""
    return _("We said %(said)s of %(due)s subscriptions due would be renewed; %(came)s were.") % {
        "said": number(card.renewals.said),
        "due": number(card.due),
        "came": number(card.renewals.came),
    }


def verdict_text(card: RenewalCard) -> str:
    """Whether the model or the plain rate is used, and why."""
    texts = {
        BETTER: _("How often a subscription was renewed tells more than the plain rate does, by more than luck would explain."),
        NO_BETTER: _("How often a subscription was renewed told no more than the plain rate of its interval, so it is used."),
        TOO_LITTLE: _(
            "There is too little to learn from: it takes %(due)s due days of one interval, of which %(ended)s ended one. Until "
            "then the plain rate is told."
        ),
        TOO_FEW_CAME: _(
            "Fewer than %(few)s subscriptions were renewed, or ended, in the days that were held out, so nobody can say who "
            "was right. Until there are more, the plain rate is told."
        ),
    }
    return texts[card.verdict.why] % {"due": number(LITTLE), "ended": number(FEW_ENDED), "few": number(FEW_BUYERS)}


def measures(card: RenewalCard) -> list[tuple[str, ...]]:
    """Every figure, of the model and of the plain rate."""
    rows = (
        ("log_loss", _("Log loss"), _("How surprised it was by what came. Lower is better; being sure and wrong costs most.")),
        ("brier", _("Brier score"), _("The mean squared distance between the chance and what came, 0 or 1. Lower is better.")),
        (
            "auc",
            _("Ranking (AUC)"),
            _("Of one that was renewed and one that ended: how often the former had the higher chance. 0.500 is a coin."),
        ),
        (
            "calibration_error",
            _("Calibration error (ECE)"),
            _("How far the share that was renewed was from the chance, on average over tenths. Lower is better."),
        ),
    )
    return [(label, help_, *(_figure(getattr(way, key), key) for way in card.ways)) for key, label, help_ in rows]


def _figure(value: float | None, key: str) -> str:
    if value is None:
        return NONE
    return share(value, 1) if key == "calibration_error" else number(value, 3)
