"""What audiences know of a customer, as a field of the list: in which they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.audiences.asking import AUDIENCE
from perennial.audiences.models import Audience, Stay
from perennial.people.models import Party
from perennial.records.choices import Operator, Type
from perennial.records.fields import Elsewhere, Field, Rows


def fields_of(kind: str) -> Sequence[Field]:
    """The fields that are offered for a kind of record."""
    return FIELDS if kind == "customers" else ()


def _inside() -> Rows:
    return Stay.objects.open().filter(audience__in=Audience.objects.kept())


def _audiences() -> Sequence[tuple[str, Any]]:
    return [(str(pk), name) for pk, name in Audience.objects.kept().values_list("pk", "name")]


def _names(parties: Sequence[Party]) -> Mapping[int, list[str]]:
    names: dict[int, list[str]] = {}
    stays = _inside().filter(party__in=parties).order_by("audience__name")
    for party, name in stays.values_list("party_id", "audience__name"):
        names.setdefault(party, []).append(name)
    return names


FIELDS = (
    Field(
        key=AUDIENCE,
        label=_("Audiences"),
        type=Type.CHOICES,
        elsewhere=Elsewhere(rows=_inside, path="audience"),
        optional=True,
        options=_audiences,
        operators=(Operator.ANY_OF, Operator.ALL_OF),
        stored=int,
        values=_names,
        draw=lambda party, names: ", ".join(names or ()),
        plain=lambda party, names: ", ".join(names or ()),
        icon="users",
        order=34,
    ),
)
