"""Giving a field another type, and taking that back."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.ids import new_id
from perennial.records.actions.defining import _currency, check_type, follow, locked
from perennial.records.actions.options import LONGEST_OPTION, MOST_OPTIONS, OptionRow, set_options
from perennial.records.custom.converting import AT_ONCE, as_it_was, convert_values, settings_of
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import holder_named
from perennial.records.custom.refusals import BadValue, CustomRefused
from perennial.records.custom.types import parties_in, plain, read_value
from perennial.records.events import FieldChanged
from perennial.records.models.customfield import (
    NEVER_UNIQUE,
    SEARCHABLE,
    Conversion,
    CustomField,
    FieldType,
    IndexState,
)
from perennial.team.deeds import record_deed
from perennial.team.models import Member

READ_FOR_OPTIONS = 200_000


@transaction.atomic
def convert_field(
    field: CustomField, type: str, *, by: Member | None, version: int | None = None, currency: str = ""
) -> Conversion:
    """Give a field another type. Its values are read again as the new one, a few at once, many by a job during which nobody can
    fill the field. What cannot be read is counted and named in the conversion; every old value stays where it was, so that
    `undo_conversion` brings it back. Options are made of what is there. Tells FieldChanged. Refuses the type it has already."""
    kept = locked(field, version)
    if type not in FieldType.values or (type == kept.type and (type != FieldType.MONEY or currency in ("", kept.currency))):
        raise CustomRefused(_("Choose another type."), "type")
    if kept.is_converting:
        raise CustomRefused(_("“%(field)s” is being converted already.") % {"field": kept.name})
    before = settings_of(kept)
    kept.type, kept.slot, kept.index_state, kept.is_converting = type, new_id(), IndexState.WAITING, True
    kept.currency = _currency(currency) if type == FieldType.MONEY else ""
    kept.is_unique = kept.is_unique and type not in NEVER_UNIQUE
    kept.is_searchable = kept.is_searchable and type in SEARCHABLE
    check_type(kept)
    old = as_it_was(field, before)
    kept.default = None  # the old one means nothing to the new type
    if kept.has_options and not old.has_options:
        set_options(kept, _options_of(old, kept))
    kept.default = _default(old, kept)
    kept.version += 1
    kept.save()
    conversion = Conversion.objects.create(field=kept, by=by, before=before, after=settings_of(kept))
    changes = {"type": (old.get_type_display(), kept.get_type_display())}
    record_deed("records.field.converted", by=by, on=kept, changes=changes)
    publish(FieldChanged(field_id=kept.pk, holder=kept.holder, fields=("type",), by_id=by.pk if by else None))
    follow(kept)
    _begin(conversion, old)
    return conversion


def _begin(conversion: Conversion, old: CustomField) -> None:
    rows = holder_named(old.holder).records().filter(IsNull(CustomValue(old), False))
    if rows[: AT_ONCE + 1].count() <= AT_ONCE:
        convert_values(conversion)
    else:
        from perennial.records.jobs import convert_values_job

        convert_values_job.enqueue(conversion.pk)


@transaction.atomic
def undo_conversion(conversion: Conversion, *, by: Member | None) -> CustomField:
    """Give a field the type back that it had before its last conversion, with every value as it was then; what was filled in
    since stays kept under the other type. Tells FieldChanged. Refuses an older conversion than the last, and one that is under
    way."""
    field = locked(conversion.field)
    kept = Conversion.objects.select_for_update(of=("self",)).get(pk=conversion.pk)
    last = field.conversions.filter(undone_at=None).order_by("-at", "-pk").first()
    if last is None or last.pk != kept.pk:
        raise CustomRefused(_("Only the last change of the type can be taken back."))
    if kept.ended_at is None:
        raise CustomRefused(_("The values are still being converted. Wait until that is done."))
    shown, was_searched = field.get_type_display(), field.is_searchable
    for name, value in kept.before.items():
        setattr(field, name, value)
    field.index_state = IndexState.WAITING
    field.version += 1
    field.save()
    kept.undone_at = clock.now()
    kept.save(update_fields=["undone_at"])
    record_deed("records.field.conversion_undone", by=by, on=field, changes={"type": (shown, field.get_type_display())})
    publish(FieldChanged(field_id=field.pk, holder=field.holder, fields=("type",), by_id=by.pk if by else None))
    follow(field, searched=field.is_searchable or was_searched)
    return field


def _options_of(old: CustomField, new: CustomField) -> list[OptionRow]:
    """The options that are there and, of the values, the most frequent ones that fit."""
    counts: Counter[str] = Counter()
    rows = holder_named(old.holder).records().filter(IsNull(CustomValue(old), False))
    customs = [custom for (custom,) in rows.order_by("pk").values_list("custom")[:READ_FOR_OPTIONS]]
    names = parties_in([old], customs)
    for custom in customs:
        stored = custom[old.stored_as]
        text = names.get(int(stored), "") if old.leads_to_party else plain(old, stored)
        several = new.type == FieldType.CHOICES
        counts.update(
            part.strip() for part in (text.split(";") if several else [text]) if 0 < len(part.strip()) <= LONGEST_OPTION
        )
    known = [OptionRow(option.name, option.pk) for option in new.options.order_by("position", "pk")]
    seen = {row.name.casefold() for row in known}
    found: list[OptionRow] = []
    for name, _count in counts.most_common():
        if name.casefold() not in seen and len(known) + len(found) < MOST_OPTIONS:
            seen.add(name.casefold())
            found.append(OptionRow(name))
    return [*known, *sorted(found, key=lambda row: row.name.casefold())] or [OptionRow(_("First option"))]


def _default(old: CustomField, new: CustomField) -> Any:
    if old.default is None or old.leads_to_party or new.is_unique:
        return None
    try:
        return read_value(new, plain(old, old.default))
    except BadValue:
        return None
