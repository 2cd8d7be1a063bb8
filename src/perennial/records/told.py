"""What records hold in the fields of the business, as programs are told and tell it."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import Field

from perennial.records.custom.rules import may_see_field
from perennial.records.models import CustomField

CustomValue = (
    bool | int | float | Annotated[str, Field(max_length=100_000)] | list[Annotated[str, Field(max_length=200)]] | None
)
CustomGiven = Annotated[
    dict[Annotated[str, Field(pattern="^custom_[0-9]{1,19}$")], CustomValue],
    Field(max_length=200, description="Fields of the business by their keys, see /custom-fields; null empties one."),
]


def custom_teller(member: Any, holder: str, fields: Iterable[CustomField] | None = None) -> Callable[[Any], dict[str, Any]]:
    """A function that tells a record's values by the keys of their fields: those that `member` may see. One query, once; none
    where the fields are known."""
    fields = CustomField.objects.kept().of(holder) if fields is None else fields
    seen = [(field.key, field.stored_as) for field in fields if may_see_field(member, field)]

    def told(record: Any) -> dict[str, Any]:
        held = record.custom
        return {key: held[slot] for key, slot in seen if slot in held} if held else {}

    return told
