"""Putting the fields of a kind of record in order."""

from collections.abc import Sequence

from django.db import transaction

from perennial.kernel.live import signal
from perennial.records.custom.values import hold_fields
from perennial.records.models.customfield import CustomField
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def order_fields(holder: str, ids: Sequence[int], *, by: Member | None) -> None:
    """Put the fields of a kind of record in this order; fields that are not named follow in the order they had."""
    hold_fields(holder)
    fields = {field.pk: field for field in CustomField.objects.kept().of(holder)}
    before = list(fields)
    wanted = [pk for pk in dict.fromkeys(ids) if pk in fields]
    after = [*wanted, *(pk for pk in before if pk not in wanted)]
    if after == before:
        return
    for position, pk in enumerate(after, 1):
        fields[pk].position = position
    CustomField.objects.bulk_update(fields.values(), ["position"], batch_size=100)
    names = (", ".join(fields[pk].name for pk in before), ", ".join(fields[pk].name for pk in after))
    record_deed("records.fields.ordered", by=by, name=holder, changes={"order": names})
    signal("records.fields")
