"""Setting a field of the business on very many records at once, and setting it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_update
from perennial.records.bulk.acts import Halt, Held, Left, Many, Outcome, Round, changed_since
from perennial.records.custom.filling import ValueField
from perennial.records.custom.holders import Holder, holder_named
from perennial.records.custom.refusals import BadValue, CustomRefused
from perennial.records.custom.rules import may_fill_field
from perennial.records.custom.types import Stored, parties_in, read_value, said
from perennial.records.custom.values import (
    fields_for_writing,
    having,
    keep_picks_of_many,
    refuse_closed,
    refuse_hidden,
    refuse_taken,
    told,
)
from perennial.records.models.customfield import CustomField
from perennial.team.deeds import record_deeds

Written = list[tuple[Held, Any]]  # a record, and what it is to hold


def many_of(field: CustomField) -> Many:
    """How a field of the business is set for many. The value is kept with the place where it is stored: a field that is renamed
    meanwhile is the same field, one that got another type is not."""
    holder = holder_named(field.holder)

    def change(turn: Round, held: Sequence[Held], value: Any) -> Outcome:
        now = _as_it_is(field, turn.by)
        stored = _checked(now, value, turn.by)
        fit, left = _fitting(now, holder, held, stored, turn.by)
        changed = [one for one in fit if _now(now, one) != stored]
        _write(turn, now, holder, [(one, stored) for one in changed])
        return Outcome([(one.pk, _now(now, one)) for one in changed], left)

    def take_back(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
        now = _as_it_is(field, turn.by)
        stored = _checked(now, value, turn.by, is_undo=True)
        able, left = _able(holder, held)
        sound = [one for one in able if _now(now, one) == stored]
        left += [Left(one.pk, one.name, changed_since()) for one in able if _now(now, one) != stored]
        sound, taken = _free(now, holder, sound, before, turn.by)
        _write(turn, now, holder, [(one, before[one.pk]) for one in sound])
        return Outcome([(one.pk, stored) for one in sound], left + taken)

    variant = (holder.variant_field,) if holder.variant_field else ()
    return Many(
        change=change,
        take_back=take_back,
        may=lambda member: holder.may_edit_many(member) and may_fill_field(member, field) and not field.is_converting,
        form_field=lambda member: _asked(field, member),
        keep=list,
        is_private=bool(field.seen_by),
        said=lambda value: _said(field, value),
        needs=("custom", "version", *variant, *([holder.closed_by] if holder.closed else [])),
    )


def _asked(field: CustomField, member: Any) -> forms.Field:
    return ValueField(field, None, by=member, names={})


def _said(field: CustomField, value: Any) -> str:
    _slot, stored = value
    if stored is None:
        return pgettext("no value", "nothing")
    return said(field, stored, parties_in([field], [{field.stored_as: stored}]))


def _as_it_is(field: CustomField, by: Any) -> CustomField:
    """The field as it stands; nobody changes it until the transaction ends. Halt for one that is gone, or not the member's."""
    now = next((one for one in fields_for_writing(field.holder) if one.pk == field.pk), None)
    if now is None:
        raise Halt(_("The field “%(field)s” was removed.") % {"field": field.name})
    try:
        refuse_hidden(now, by)
    except CustomRefused as refusal:
        raise Halt(str(refusal)) from None
    return now


def _checked(field: CustomField, value: Any, by: Any, *, is_undo: bool = False) -> Any:
    slot, stored = value
    try:
        found = read_value(field, Stored(slot, stored), by=by)
        refuse_closed(field, None if is_undo else found, None, by)
    except (BadValue, CustomRefused) as refusal:
        raise Halt(f"{field.name}: {refusal}") from None
    if field.is_required and found is None and not is_undo:
        raise Halt(_("“%(field)s” is required.") % {"field": field.name})
    return found


def _now(field: CustomField, one: Held) -> Any:
    return one.values[0].get(field.stored_as)


def _able(holder: Holder, held: Sequence[Held]) -> tuple[list[Held], list[Left]]:
    """Those that may be changed as they stand."""
    whys = [(one, holder.closed(one.values[-1]) if holder.closed else "") for one in held]
    return [one for one, why in whys if not why], [Left(one.pk, one.name, why) for one, why in whys if why]


def _fitting(field: CustomField, holder: Holder, held: Sequence[Held], stored: Any, by: Any) -> tuple[list[Held], list[Left]]:
    """Those that may hold it: of the right variant, and one only where it must be unique."""
    able, left = _able(holder, held)
    fit = [one for one in able if not field.only or one.values[2] == field.only]
    left += [
        Left(one.pk, one.name, _("“%(field)s” is not a field of this record.") % {"field": field.name})
        for one in able
        if field.only and one.values[2] != field.only
    ]
    if field.is_unique and stored is not None:
        owner = having(holder, field, stored).values_list("pk", flat=True).first() or (fit[0].pk if fit else None)
        words = _("“%(field)s” is unique: only one can have “%(value)s”.") % {"field": field.name, "value": said(field, stored)}
        left += [Left(one.pk, one.name, words) for one in fit if one.pk != owner]
        fit = [one for one in fit if one.pk == owner]
    return fit, left


def _free(
    field: CustomField, holder: Holder, held: Sequence[Held], before: Mapping[int, Any], by: Any
) -> tuple[list[Held], list[Left]]:
    """Those whose value of before nobody took since, where it must be unique; all where it need not."""
    if not field.is_unique:
        return list(held), []
    free: list[Held] = []
    left: list[Left] = []
    for one in held:
        try:
            if before[one.pk] is not None:
                refuse_taken(holder, field, before[one.pk], besides=one.pk, by=by)
        except CustomRefused as refusal:
            left.append(Left(one.pk, one.name, str(refusal)))
        else:
            free.append(one)
    return free, left


def _write(turn: Round, field: CustomField, holder: Holder, written: Written) -> None:
    now = clock.now()
    customs: dict[int, dict[str, Any]] = {}
    for one, value in written:
        rest = {slot: kept for slot, kept in one.values[0].items() if slot != field.stored_as}
        customs[one.pk] = rest if value is None else rest | {field.stored_as: value}
    rows = ((one.pk, customs[one.pk], one.values[1] + 1, now) for one, _value in written)
    bulk_update(holder.model, ("id", "custom", "version", "updated_at"), rows)
    keep_picks_of_many(customs, [field])
    if field.is_searchable and customs:
        holder.reindex(list(customs))
    changes = ((one.pk, one.name, {field.key: (told(field, _now(field, one)), told(field, value))}) for one, value in written)
    record_deeds(holder.deed, changes, model=holder.model, by=turn.by, part_of=turn.bulk_id)
