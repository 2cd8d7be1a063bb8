"""A field of another type: every value read again as the new type; what cannot be is counted, named, and kept where it was."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_update
from perennial.kernel.jobs import checkpoint, progress
from perennial.kernel.live import signal
from perennial.kernel.money import Money
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import Holder, holder_named
from perennial.records.custom.refusals import BadValue
from perennial.records.custom.types import exact_number, parties_in, plain, read_value
from perennial.records.custom.values import keep_picks_of_many
from perennial.records.models.customfield import Conversion, CustomField, FieldType

AT_ONCE = 2_000
TOLD = 100  # so many of the values that could not be converted are named


def settings_of(field: CustomField) -> dict[str, Any]:
    """What a type needs beside itself: what is set back when a conversion is undone."""
    names = ("slot", "type", "currency", "default", "is_unique", "is_searchable")
    return {name: getattr(field, name) for name in names}


def as_it_was(field: CustomField, before: Mapping[str, Any]) -> CustomField:
    """The field as it was before a conversion, for reading its old values; never saved."""
    old = CustomField.objects.prefetch_related("options").get(pk=field.pk)
    for name, value in before.items():
        setattr(old, name, value)
    return old


def convert_values(conversion: Conversion) -> Conversion:
    """Convert what is left, chunk by chunk; safe to call again after any crash. The field can be filled again at the end."""
    field = CustomField.objects.prefetch_related("options").get(pk=conversion.field_id)
    old, holder = as_it_was(field, conversion.before), holder_named(field.holder)
    rows = holder.records().filter(IsNull(CustomValue(old), False)).order_by("pk")
    total = rows.count()
    while conversion.ended_at is None:
        with checkpoint():
            some = list(rows.filter(pk__gt=conversion.cursor).select_for_update(of=("self",))[:AT_ONCE])
            _convert(conversion, holder, old, field, some)
            if some and (old.is_searchable or field.is_searchable):
                holder.reindex([record.pk for record in some])
            if len(some) < AT_ONCE:
                conversion.ended_at = clock.now()
                CustomField.objects.filter(pk=field.pk, is_converting=True).update(is_converting=False)
            conversion.save(update_fields=["cursor", "converted", "failed", "failures", "ended_at"])
            signal("records.fields", id=field.pk)
        progress(conversion.converted + conversion.failed, total, _("Converting values"))
    return conversion


def convert_first(conversion: Conversion) -> Conversion:
    """Convert the first AT_ONCE values, to see what would become of them; whoever calls takes it all back."""
    field = CustomField.objects.prefetch_related("options").get(pk=conversion.field_id)
    old, holder = as_it_was(field, conversion.before), holder_named(field.holder)
    _convert(
        conversion, holder, old, field, list(holder.records().filter(IsNull(CustomValue(old), False)).order_by("pk")[:AT_ONCE])
    )
    return conversion


def _convert(conversion: Conversion, holder: Holder, old: CustomField, new: CustomField, some: list[Any]) -> None:
    names = parties_in([old], (record.custom for record in some))
    customs = {}
    taken: dict[Any, Any] = {}
    for record in some:
        conversion.cursor = record.pk
        before = record.custom[old.stored_as]
        try:
            value = read_value(new, words_for(old, new, before, names))
            if new.is_unique and value in taken:
                raise BadValue(_("“%(record)s” has it already.") % {"record": taken[value]})
        except BadValue as bad:
            conversion.failed += 1
            if len(conversion.failures) < TOLD:
                conversion.failures.append([str(record.pk), str(record)[:80], plain(old, before)[:200], str(bad)])
            continue
        if new.is_unique:
            taken[value] = record
        customs[record.pk] = {**record.custom, new.stored_as: value}
        conversion.converted += 1
    bulk_update(holder.model, ("id", "custom"), customs.items())
    keep_picks_of_many(customs, [new])


def convert_since(fields: Sequence[CustomField], custom: dict[str, Any], moment: dt.datetime) -> dict[str, Any]:
    """What a record holds that was out of its table from a moment on, with what it holds of these fields read again by every
    conversion since; what cannot be read stays where it was, as it does in the others."""
    told = dict(custom)
    since = Conversion.objects.filter(field__in=fields, at__gt=moment, undone_at=None).select_related("field")
    for conversion in since.order_by("at", "pk"):
        old, new = (as_it_was(conversion.field, settings) for settings in (conversion.before, conversion.after))
        if old.stored_as not in told or new.stored_as in told:
            continue
        with suppress(BadValue):
            told[new.stored_as] = read_value(new, words_for(old, new, told[old.stored_as], parties_in([old], [told])))
    return told


def words_for(old: CustomField, new: CustomField, stored: Any, names: Mapping[int, str]) -> Any:
    """A value of the old type as what the new one reads."""
    if old.leads_to_party:
        return stored if new.leads_to_party else names.get(int(stored), "")
    if old.type == FieldType.CHOICE and new.has_options:
        return [stored] if new.type == FieldType.CHOICES else stored
    if old.type == FieldType.CHOICES and new.has_options:
        if new.type == FieldType.CHOICE and len(stored) > 1:
            raise BadValue(_("Several were chosen."))
        return stored if new.type == FieldType.CHOICES else stored[0]
    if old.type == FieldType.NUMBER:
        return exact_number(stored)
    return Money(int(stored), old.currency).decimal() if old.type == FieldType.MONEY else plain(old, stored)
