"""What purchases know of a customer, as fields of the list: how often they order, and when the next is expected."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from perennial.people.kind import PURCHASES
from perennial.people.models import Party
from perennial.purchases.choices import SubscriptionStatus
from perennial.purchases.judging import judge
from perennial.purchases.models import PurchaseSummary, Subscription
from perennial.records.choices import Type
from perennial.records.fields import Elsewhere, Field, Rows


def fields_of(kind: str) -> Sequence[Field]:
    """The fields that are offered for a kind of record."""
    return FIELDS if kind == "customers" else ()


def _rhythmic() -> Rows:
    return PurchaseSummary.objects.filter(usual_gap_days__isnull=False)


def _gaps(parties: Sequence[Party]) -> Mapping[int, int]:
    gaps = _rhythmic().filter(pk__in=[party.pk for party in parties]).values_list("pk", "usual_gap_days")
    return {pk: max(1, round(gap)) for pk, gap in gaps}


def _days(party: Party, gap: int | None) -> str:
    return ngettext("%(gap)d day", "%(gap)d days", gap) % {"gap": gap} if gap else ""


def _expected_days(parties: Sequence[Party]) -> Mapping[int, str]:
    """By when the next order is expected, said by whoever says who slips: lists and pages foretell the same."""
    return {
        pk: date_format(day, pgettext("date format", "j M Y")) if day else _("not expected")
        for pk, day in judge().expected(parties).items()
    }


def _running() -> Rows:
    return Subscription.objects.filter(status=SubscriptionStatus.ACTIVE, renews_on__isnull=False)


def _next_renewals(parties: Sequence[Party]) -> Mapping[int, dt.date]:
    """When the next subscription of each renews."""
    due = _running().filter(party__in=parties).order_by("-renews_on", "-id")  # the soonest comes last and stays
    return dict(due.values_list("party_id", "renews_on"))


FIELDS = (
    Field(
        key="usual_gap",
        label=gettext_lazy("Usually orders every"),
        type=Type.NUMBER,
        elsewhere=Elsewhere(rows=_rhythmic, path="usual_gap_days", link="pk"),
        optional=True,
        values=_gaps,
        draw=_days,
        part=PURCHASES,
        icon="repeat",
        order=30,
    ),
    Field(
        key="expected_order",
        label=gettext_lazy("Next order expected"),
        type=Type.TEXT,
        values=_expected_days,
        part=PURCHASES,
        icon="calendar-clock",
        order=31,
    ),
    Field(
        key="renewal",
        label=gettext_lazy("Renewal"),
        type=Type.DAY,
        elsewhere=Elsewhere(rows=_running, path="renews_on", words="name"),
        optional=True,
        values=_next_renewals,
        part=gettext_lazy("Subscriptions"),
        icon="refresh-cw",
        order=33,
    ),
)
