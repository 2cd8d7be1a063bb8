"""What foresight knows of a customer, as fields of the list: what to expect, when, and who is at risk. While the rule of thumb
is better they are empty, but for who is at risk, which whoever may speak says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.foresight.models import RenewalChance
from perennial.foresight.voice import spoken_scores
from perennial.kernel.money import Money
from perennial.people.models import Party
from perennial.purchases.judging import judge
from perennial.records.choices import Operator, Type
from perennial.records.fields import Elsewhere, Field, Rows

FORESIGHT = gettext_lazy("What to expect")


def fields_of(kind: str) -> Sequence[Field]:
    """The fields that are offered for a kind of record."""
    return FIELDS if kind == "customers" else ()


def _kept(name: str) -> Elsewhere:
    return Elsewhere(rows=spoken_scores, path=name, link="pk")


def _values(name: str) -> Callable[[Sequence[Party]], Mapping[int, Any]]:
    def values(parties: Sequence[Party]) -> Mapping[int, Any]:
        found = spoken_scores().filter(pk__in=[party.pk for party in parties], **{f"{name}__isnull": False})
        return dict(found.values_list("pk", name))

    return values


def _amounts(name: str) -> Callable[[Sequence[Party]], Mapping[int, Money]]:
    def values(parties: Sequence[Party]) -> Mapping[int, Money]:
        found = spoken_scores().filter(pk__in=[party.pk for party in parties]).values_list("pk", name, "fit__currency")
        return {pk: Money(minor, currency) for pk, minor, currency in found}

    return values


def _chance(party: Party, of_100: int | None) -> str:
    return "" if of_100 is None else _("%(share)s of 100") % {"share": number_format(of_100)}


def _renewals(parties: Sequence[Party]) -> Mapping[int, int]:
    found = RenewalChance.objects.least().filter(subscription__party__in=parties)
    return dict(found.values_list("subscription__party", "of_100"))


def _at_risk(operator: Operator, value: Any) -> Sequence[tuple[Rows, str]]:
    return [(judge().found().order_by(), "pk")]


def _who_is_at_risk(parties: Sequence[Party]) -> Mapping[int, str]:
    slipping = judge().found().filter(pk__in=[party.pk for party in parties]).values_list("pk", flat=True)
    return dict.fromkeys(slipping, "yes")


FIELDS = (
    Field(
        key="chance",
        label=gettext_lazy("Orders again within 90 days"),
        type=Type.NUMBER,
        elsewhere=_kept("of_100"),
        whole=True,
        optional=True,
        values=_values("of_100"),
        draw=_chance,
        part=FORESIGHT,
        icon="percent",
        order=40,
    ),
    Field(
        key="expected_value",
        label=gettext_lazy("Expected within a year"),
        type=Type.MONEY,
        elsewhere=_kept("value_365_minor"),
        optional=True,
        values=_amounts("value_365_minor"),
        part=FORESIGHT,
        icon="coins",
        order=41,
    ),
    Field(
        key="lifetime_value",
        label=gettext_lazy("Worth so far and within a year"),
        type=Type.MONEY,
        elsewhere=_kept("lifetime_minor"),
        optional=True,
        values=_amounts("lifetime_minor"),
        part=FORESIGHT,
        icon="gem",
        order=42,
    ),
    Field(
        key="next_order_on",
        label=gettext_lazy("Next order, if one comes"),
        type=Type.DAY,
        elsewhere=_kept("next_on"),
        optional=True,
        values=_values("next_on"),
        part=FORESIGHT,
        icon="calendar-clock",
        order=43,
    ),
    Field(
        key="at_risk",
        label=gettext_lazy("At risk"),
        type=Type.CHOICE,
        asked=_at_risk,
        operators=(Operator.ANY_OF,),
        options=lambda: [("yes", gettext_lazy("Slipping away"))],
        values=_who_is_at_risk,
        part=FORESIGHT,
        icon="trending-down",
        order=44,
    ),
    Field(
        key="renewal_chance",
        label=gettext_lazy("Renews a subscription"),
        type=Type.NUMBER,
        elsewhere=Elsewhere(rows=RenewalChance.objects.least, path="of_100", link="subscription__party"),
        whole=True,
        optional=True,
        values=_renewals,
        draw=_chance,
        part=FORESIGHT,
        icon="repeat",
        order=45,
    ),
)
