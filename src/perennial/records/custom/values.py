"""Keeping values: checked, unique where they must be, told by field, and picked where several may be chosen."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from perennial.kernel.bulk import bulk_delete, bulk_write
from perennial.kernel.http.recall import once_a_page
from perennial.kernel.prepared import prepared
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import Holder, holder_named, holder_of
from perennial.records.custom.refusals import BadValue, CustomRefused
from perennial.records.custom.rules import may_fill_field, may_see_field
from perennial.records.custom.types import read_value, said
from perennial.records.models.customfield import CustomField, FieldType, Pick

Given = Mapping[str, Any]  # {field.key or its id as text: what was given}
_LOCK = 7_203_001  # any number of ours, together with one for each kind of record


def fields_of(holder: str, variant: str = "") -> list[CustomField]:
    """The fields that a kind of record has now, in order, with their options: two queries."""
    return once_a_page((CustomField, holder, variant), lambda: _fields(holder=holder, variant=variant))


@prepared
def _fields(*, holder: str, variant: str) -> "models.QuerySet[CustomField]":
    return CustomField.objects.kept().of(holder, variant).prefetch_related("options")


def fields_for_writing(holder: str, variant: str = "", *, options: bool = True) -> list[CustomField]:
    """The same, and until the transaction ends nobody changes them: whoever does waits. SQLite has one writer anyway. Without
    `options` they are read for those fields that are asked for theirs."""
    _hold(holder, shared=True)
    return fields_of(holder, variant) if options else list(CustomField.objects.kept().of(holder, variant))


def hold_fields(holder: str) -> None:
    """Let nobody write values of a kind of record until the transaction ends: its fields are about to change."""
    _hold(holder, shared=False)


def _hold(holder: str, *, shared: bool) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            call = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
            cursor.execute(f"SELECT {call}(%s, %s)", [_LOCK, int.from_bytes(holder.encode()[:3])])


@dataclasses.dataclass(slots=True)
class Applied:
    """What a change of values came to: {field.key: (before, after) as the log holds them}, whose picks must be written."""

    changes: dict[str, tuple[Any, Any]]
    picked: Sequence[CustomField] = ()
    fields: Sequence[CustomField] | None = None  # all that the record has now, where they were looked at
    searched: bool = False  # whether search finds the record by other words now


def apply_custom(record: Any, given: Given, *, by: Any, creating: bool = False) -> Applied:
    """Set values of a record that is being written, in memory; call `keep_picks` once it is saved. A new record gets the
    defaults of what was not given. Raises CustomRefused, naming the input, for a value that a field cannot hold, one that must
    be unique and is not, a required one that is missing although the member may fill it, and a field that was removed or is not
    theirs to fill."""
    holder = holder_of(record)
    fields = fields_for_writing(holder.key, holder.variant_of(record), options=bool(given))
    custom, before = dict(record.custom), dict(record.custom)
    asked = named(fields, given, removed_in=holder.key)
    for field in fields:
        if field.pk in asked:
            _set(field, asked[field.pk], custom, by)
        elif creating and field.default is not None and field.stored_as not in custom:
            custom[field.stored_as] = field.default
        is_due = field.pk in asked or (creating and may_fill_field(by, field))  # nobody has to fill what they may not
        if field.is_required and is_due and custom.get(field.stored_as) is None:
            raise CustomRefused(_("“%(field)s” is required.") % {"field": field.name}, field.key)
    changed = [field for field in fields if before.get(field.stored_as) != custom.get(field.stored_as)]
    for field in changed:
        if field.is_unique and field.stored_as in custom:
            refuse_taken(holder, field, custom[field.stored_as], besides=record.pk, by=by)
    record.custom = custom
    changes = {f.key: (told(f, f.value_in(before)), told(f, f.value_in(custom))) for f in changed}
    picked = [field for field in changed if field.type == FieldType.CHOICES]
    return Applied(changes, picked, fields, searched=any(field.is_searchable for field in changed))


def told(field: CustomField, stored: Any) -> dict[str, Any] | None:
    """A value as the log holds it; see `history.py`."""
    return None if stored is None else {"slot": str(field.slot), "value": stored}


def _set(field: CustomField, given: Any, custom: dict[str, Any], by: Any) -> None:
    refuse_hidden(field, by)
    try:
        value = read_value(field, given, by=by)
        if value == custom.get(field.stored_as):
            return
        refuse_closed(field, value, custom.get(field.stored_as), by)
    except BadValue as bad:
        raise CustomRefused(f"{field.name}: {bad}", field.key) from None
    if value is None:
        custom.pop(field.stored_as, None)
    else:
        custom[field.stored_as] = value


def refuse_hidden(field: CustomField, by: Any) -> None:
    """Raise CustomRefused for a field that this member may not see, in the words for one that is not there. To be called before
    what is given is compared with what stands: whether it changes anything would tell what stands."""
    if not may_see_field(by, field):
        raise CustomRefused(_("There is no field “%(field)s”.") % {"field": field.key}, field.key)


def refuse_closed(field: CustomField, value: Any, before: Any, by: Any) -> None:
    """Raise CustomRefused for a field that cannot be filled now or not by this member; BadValue for an archived option."""
    if not may_fill_field(by, field):
        raise CustomRefused(_("You may not change “%(field)s”.") % {"field": field.name}, field.key)
    if field.is_converting:
        raise CustomRefused(
            _("“%(field)s” is being changed to another type. Try again in a minute.") % {"field": field.name}, field.key
        )
    if field.has_options and value is not None:
        fresh = {value} - {before} if isinstance(value, str) else set(value) - set(before or ())
        for key in fresh:
            if field.options_by_id()[key].is_archived:
                raise BadValue(_("“%(value)s” is not offered any more.") % {"value": field.options_by_id()[key].name})


def named(fields: Iterable[CustomField], given: Given, *, removed_in: str) -> dict[int, Any]:
    """{id of a field: what was given}; raises CustomRefused for one that these records do not have, or no longer."""
    known = {name: field.pk for field in fields for name in (field.key, str(field.pk))}
    told = {}
    for key, value in given.items():
        if key not in known:
            number = key.removeprefix("custom_")
            gone = CustomField.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
            if gone is not None and gone.holder == removed_in and gone.is_removed:
                raise CustomRefused(_("The field “%(field)s” was removed.") % {"field": gone.name})
            if gone is not None and gone.holder == removed_in:
                raise CustomRefused(_("“%(field)s” is not a field of this record.") % {"field": gone.name})
            raise CustomRefused(_("There is no field “%(field)s”.") % {"field": key[:60]})
        told[known[key]] = value
    return told


def refuse_taken(holder: Holder, field: CustomField, value: Any, *, besides: int | None, by: Any = None) -> None:
    """Raise CustomRefused when another record that is kept has this value already; says field, value and record to who may see
    them. Holds the value until the transaction ends, so that two who come at once cannot both have it, whether its index is
    there yet or not."""
    if connection.vendor == "postgresql":
        digest = hashlib.blake2b(f"{field.slot}:{value}".encode(), digest_size=8).digest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])
    other = having(holder, field, value).exclude(pk=besides).first()
    if other is not None and not may_see_field(by, field):
        raise CustomRefused(
            _("Another record has taken something since that only one may have, in a field that you do not see. Ask an owner.")
        )
    if other is not None:
        raise CustomRefused(
            _("“%(field)s” is unique: %(record)s has “%(value)s” already.")
            % {"field": field.name, "record": holder.name_for(by, other), "value": said(field, value)},
            field.key,
        )


def taken_since(holder: str, customs: Iterable[tuple[int, dict[str, Any]]], by: Any) -> dict[int, str]:
    """Of records that are to come back, (id, what they hold): those with a value that must be unique and that another one took
    since, and the words for it. One query where no field must be unique."""
    unique = [field for field in fields_of(holder) if field.is_unique] if holder else []
    taken: dict[int, str] = {}
    for pk, custom in customs if unique else ():
        try:
            for field in unique:
                if (stored := field.value_in(custom)) is not None:
                    refuse_taken(holder_named(holder), field, stored, besides=pk, by=by)
        except CustomRefused as refusal:
            taken[pk] = str(refusal)
    return taken


def having(holder: Holder, field: CustomField, value: Any) -> "models.QuerySet[Any]":
    """The records that are kept and hold this stored value."""
    number = int(value) if isinstance(value, bool) else value
    return holder.records().filter(**holder.kept).filter(Exact(CustomValue(field), number))


def keep_picks(record_id: int, custom: Mapping[str, Any], fields: Iterable[CustomField]) -> None:
    """Write which options of these fields (with several choices) a record has, where an index finds them."""
    for field in fields:
        wanted = {int(key) for key in custom.get(field.stored_as) or ()}
        known = dict(Pick.objects.filter(record=record_id, option__field=field).values_list("option_id", "id"))
        if gone := [pk for option, pk in known.items() if option not in wanted]:
            Pick.objects.filter(pk__in=gone).delete()
        Pick.objects.bulk_create([Pick(option_id=option, record=record_id) for option in sorted(wanted - known.keys())])


def keep_picks_of_many(customs: Mapping[int, Mapping[str, Any]], fields: Iterable[CustomField], *, fresh: bool = False) -> None:
    """The same for many records in a fixed number of queries. `fresh`: they are new, so nothing has to go first."""
    several = [field for field in fields if field.type == FieldType.CHOICES]
    if not several or not customs:
        return
    if not fresh:
        options = {option.pk for field in several for option in field.options_in_order()}
        old = Pick.objects.filter(record__in=list(customs), option__in=options).values_list("pk", flat=True)
        bulk_delete(Pick, "id", list(old))
    rows = [
        (int(key), record)
        for record, custom in customs.items()
        for field in several
        for key in custom.get(field.stored_as) or ()
    ]
    bulk_write(Pick, ("option_id", "record"), rows)


def refuse_restoring(record: Any, *, by: Any) -> None:
    """Raise CustomRefused when a record that comes back holds a value that must be unique and that another one took since."""
    holder = holder_of(record)
    for field in fields_of(holder.key, holder.variant_of(record)):
        if field.is_unique and (value := field.value_in(record.custom)) is not None:
            refuse_taken(holder, field, value, besides=record.pk, by=by)


def forget_party(party_id: int) -> int:
    """Take a person or an organisation out of every field that leads to them, removed fields too: it is being erased. Gives the
    number of values that went."""
    gone = 0
    for field in CustomField.objects.filter(type__in=(FieldType.PERSON, FieldType.ORGANISATION)):
        holder = holder_named(field.holder)
        for record in holder.records().filter(Exact(CustomValue(field), str(party_id))):
            custom = {slot: value for slot, value in record.custom.items() if slot != field.stored_as}
            holder.records().filter(pk=record.pk).update(custom=custom)
            gone += 1
    return gone
