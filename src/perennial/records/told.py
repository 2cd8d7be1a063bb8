"""What records hold in the fields of the business, as programs are told and tell it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from perennial.kernel.money import LARGEST_MINOR, Money
from perennial.kernel.prepared import prepared
from perennial.records.custom.rules import may_see_field
from perennial.records.models.customfield import CustomField, FieldType
from perennial.team.rest import wrong

CustomValue = (
    bool | int | float | Annotated[str, Field(max_length=100_000)] | list[Annotated[str, Field(max_length=200)]] | None
)
CustomGiven = Annotated[
    dict[Annotated[str, Field(pattern="^custom_[0-9]{1,19}$")], CustomValue],
    Field(
        max_length=200,
        description="Fields of the business by their keys, see /custom-fields; null empties one. Money is a whole number of"
        " minor units, as it is told, or a text (“12.50”).",
    ),
]


def custom_teller(member: Any, holder: str, fields: Iterable[CustomField] | None = None) -> Callable[[Any], dict[str, Any]]:
    """A function that tells a record's values by the keys of their fields: those that `member` may see. One query, once; none
    where the fields are known."""
    fields = _fields(holder=holder) if fields is None else fields
    seen = [(field.key, field.stored_as) for field in fields if may_see_field(member, field)]

    def told(record: Any) -> dict[str, Any]:
        held = record.custom
        return {key: held[slot] for key, slot in seen if slot in held} if held else {}

    return told


@prepared
def _fields(*, holder: str) -> QuerySet[CustomField]:
    return CustomField.objects.kept().of(holder)


def custom_given(holder: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a program says of these fields, for an action: a number in a field of money is minor units, as it is told. One
    query, and none where no number was sent."""
    if not any(_is_number(value) for value in given.values()):
        return dict(given)
    money = CustomField.objects.kept().of(holder).filter(type=FieldType.MONEY)
    currencies = {field.key: field.currency for field in money}
    return {key: money_given(value, currencies.get(key, ""), f"/custom/{key}") for key, value in given.items()}


def money_given(value: Any, currency: str, pointer: str) -> Any:
    """A value that is money where there is a `currency`; refused where it is a part of the smallest coin."""
    if not currency or not _is_number(value):
        return value
    if not abs(value) <= LARGEST_MINOR or value != int(value):
        raise wrong(_("Money is a whole number of minor units (cents), or a text like “12.50”."), pointer=pointer)
    return Money(int(value), currency)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
