"""Columns of a file that are fields of the business: read, weighed against what is there, written with their records.

A record carries [slot, value] for each. The fields are asked for anew with each chunk, so one that was removed or got another
type while the file ran fails its rows in words.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models.lookups import In
from django.utils.translation import gettext as _

from perennial.connect.choices import Mode
from perennial.connect.kinds.base import Context, Field, Kind, Verdict
from perennial.connect.kinds.journal import keep_changes
from perennial.connect.reading import Reading, cells
from perennial.connect.reading.cells import BadCell
from perennial.kernel.bulk import bulk_update
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import holder_named, holder_of
from perennial.records.custom.refusals import BadValue, CustomRefused
from perennial.records.custom.rules import may_fill_field
from perennial.records.custom.searching import fields_searched
from perennial.records.custom.types import parties_in, plain, read_value, said
from perennial.records.custom.values import fields_for_writing, fields_of, keep_picks_of_many, refuse_closed, refuse_hidden
from perennial.records.models import CustomField, FieldType
from perennial.team.models import Member

PREFIX = "custom_"
_NAMES_KEPT = 10_000


def import_fields(kind: Kind) -> tuple[Field, ...]:
    """The fields of the business that columns of a kind can be mapped to."""
    found = fields_of(kind.holder, kind.variant) if kind.holder else ()
    return tuple(Field(key=field.key, label=field.name, shape="custom", most=0) for field in found)


def cell_reader(key: str, reading: Reading, by: Member | None) -> Any:
    """How the cells of a column are read: by the way the file writes numbers and days, then as the field holds them.
    Persons and organisations are looked for among those whom the importing member sees."""
    field = CustomField.objects.prefetch_related("options").get(pk=int(key.removeprefix(PREFIX)))

    def read(text: str) -> Any:
        given: str | Decimal | bool = text
        if field.type in (FieldType.NUMBER, FieldType.MONEY):
            given = cells.number(text, reading.decimal)
        elif field.type == FieldType.DATE:
            given = cells.day(text, reading.date_order).isoformat()
        elif field.type == FieldType.YES_NO:
            given = cells.truth(text)
        try:
            value = read_value(field, given, by=by, offered_only=True)
        except BadValue as bad:
            raise BadCell(str(bad)) from None
        return None if value is None else [field.slot, value]

    return _once(read) if field.leads_to_party else read


def _once(read: Any) -> Any:
    """The same few names stand in row after row, and to look for somebody is a query each."""
    known: dict[str, Any] = {}

    def read_once(text: str) -> Any:
        if text not in known:
            if len(known) >= _NAMES_KEPT:
                known.clear()
            try:
                known[text] = read(text)
            except BadCell as bad:
                known[text] = bad
        if isinstance(known[text], BadCell):
            raise BadCell(str(known[text]))
        return known[text]

    return read_once


class CustomColumns:
    """The fields of the business of one chunk."""

    def __init__(self, kind: Kind, mapped: Iterable[str], context: Context, *, writing: bool) -> None:
        self.kind, self.context = kind, context
        self.mapped = [key for key in mapped if key.startswith(PREFIX)]
        ask = fields_for_writing if writing else fields_of
        self.fields = {field.key: field for field in ask(kind.holder, kind.variant)} if kind.holder else {}
        self.by = Member.objects.filter(pk=context.by_id).first() if self.fields and context.by_id else None

    def weigh(self, verdicts: Sequence[Verdict]) -> None:
        """Let fail what cannot be kept, and add to the changes of records that are there already."""
        required = [field for field in self.fields.values() if self._is_due(field)]
        for verdict in verdicts if self.mapped or required else ():
            if verdict.action != "fail":
                self._weigh(verdict, required)
        for field in self.fields.values():
            if field.is_unique and field.key in self.mapped:
                self._refuse_taken(field, [v for v in verdicts if v.action in ("create", "update") and field.key in v.record])

    def _is_due(self, field: CustomField) -> bool:
        """Whether a new record must bring it: nobody has to fill what they may not."""
        return field.is_required and field.default is None and may_fill_field(self.by, field)

    def _weigh(self, verdict: Verdict, required: Sequence[CustomField]) -> None:
        before = verdict.found.custom if verdict.found is not None else {}
        for key in self.mapped:
            if key in verdict.record:
                try:
                    self._weigh_cell(verdict, key, before)
                except (CustomRefused, BadValue) as refusal:
                    verdict.leave_out(key, "", str(refusal), self.context)
        if verdict.action == "create":
            for field in required:
                if field.key not in verdict.record:
                    column = self.context.columns.get(field.key, field.name)
                    verdict.fail(_("“%(field)s” is required.") % {"field": field.name}, column=column)
                    break
        has_custom = any(key in verdict.changes for key in self.mapped)
        if verdict.action == "skip" and has_custom and self.context.options.mode != Mode.CREATE:
            verdict.action, verdict.why, verdict.is_same = "update", "", False

    def _weigh_cell(self, verdict: Verdict, key: str, before: dict[str, Any]) -> None:
        field, (slot, value) = self.fields.get(key), verdict.record[key]
        if field is None:
            raise CustomRefused(_("The field of one of its columns was removed"))
        if field.slot != slot:
            raise CustomRefused(_("“%(field)s” got another type meanwhile") % {"field": field.name})
        refuse_hidden(field, self.by)
        if field.value_in(before) != value:
            refuse_closed(field, value, field.value_in(before), self.by)
            if verdict.found is not None:
                verdict.changes[key] = (self._said(field, field.value_in(before)), self._said(field, value))

    def _refuse_taken(self, field: CustomField, verdicts: Sequence[Verdict]) -> None:
        """One record has a value: who had it before the import, else the first row that brings it."""
        holder, ledger = holder_named(field.holder), self.context.ledger
        wanted = [(verdict, (f"{field.key}:{verdict.record[field.key][1]}", verdict.line)) for verdict in verdicts]
        values = {verdict.record[field.key][1] for verdict in verdicts}
        rows = holder.records().filter(**holder.kept).filter(In(CustomValue(field), sorted(values))) if values else ()
        holding = {field.value_in(record.custom): record for record in rows}
        elsewhere = ledger.taken([claim for _verdict, claim in wanted])
        free = []
        for verdict, claim in wanted:
            value = verdict.record[field.key][1]
            other, shown = holding.get(value), plain(field, value)
            if claim not in elsewhere and other is not None and (verdict.found is None or other.pk != verdict.found.pk):
                told = {"field": field.name, "record": holder.name_for(self.by, other), "value": shown}
                self._leave_out(verdict, field, shown, _("“%(field)s” is unique: %(record)s has “%(value)s” already.") % told)
            else:
                free.append((verdict, claim))
        late = ledger.claim([claim for _verdict, claim in free])
        for verdict, claim in free:
            if claim in late:
                shown = plain(field, verdict.record[field.key][1])
                self._leave_out(verdict, field, shown, _("“%(value)s” stands in another row as well") % {"value": shown})
        self._keep_for_their_holders(field, [verdict for verdict, claim in free if claim not in late])

    def _keep_for_their_holders(self, field: CustomField, verdicts: Sequence[Verdict]) -> None:
        """What records had before the import is not free for other rows of it, though they get another value now."""
        before = [(field.value_in(verdict.found.custom), verdict.line) for verdict in verdicts if verdict.found is not None]
        self.context.ledger.claim([(f"{field.key}:{value}", line) for value, line in before if value is not None])

    def _leave_out(self, verdict: Verdict, field: CustomField, value: str, why: str) -> None:
        verdict.leave_out(field.key, value, why, self.context)
        if verdict.action == "create" and self._is_due(field):
            verdict.fail(_("“%(field)s” is required.") % {"field": field.name}, column=field.name)

    def _said(self, field: CustomField, value: Any) -> str:
        """A value in words, of people beyond the reach of whoever imports without their names."""
        return said(field, value, parties_in([field], [{field.stored_as: value}], self.by))

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write the values of records that were just made or changed; a new one gets the defaults of what it was not given."""
        if not self.fields:
            return
        defaults = {field.stored_as: field.default for field in self.fields.values() if field.default is not None}
        customs: dict[int, dict[str, Any]] = {}
        journal = []
        for verdict in verdicts:
            new = {str(verdict.record[key][0]): verdict.record[key][1] for key in self.mapped if key in verdict.record}
            if verdict.action == "create" and verdict.made and (new or defaults):
                customs[verdict.made] = defaults | new
            elif verdict.action == "update" and (new := {k: v for k, v in new.items() if verdict.found.custom.get(k) != v}):
                journal.append(
                    (verdict.found.pk, verdict.found.version + 1, {slot: verdict.found.custom.get(slot) for slot in new})
                )
                customs[verdict.found.pk] = verdict.found.custom | new
        self._save(customs)
        changed = ((pk, version, {"custom": old}) for pk, version, old in journal)
        keep_changes(self.context.import_id, holder_named(self.kind.holder).model_name.lower(), changed)

    def _save(self, customs: dict[int, dict[str, Any]]) -> None:
        if not customs:
            return
        holder = holder_named(self.kind.holder)
        bulk_update(holder.model, ("id", "custom"), customs.items())
        keep_picks_of_many(customs, self.fields.values())
        if any(field.is_searchable for field in self.fields.values()):
            holder.reindex(list(customs))


def set_back(pairs: Sequence[tuple[Any, dict[str, Any]]]) -> None:
    """Give records the values of fields back that they had before an import; `pairs` are (record, {slot: value or None})."""
    customs = {}
    for record, before in pairs:
        kept = {slot: value for slot, value in record.custom.items() if slot not in before}
        customs[record.pk] = record.custom = kept | {slot: value for slot, value in before.items() if value is not None}
    if customs:
        model = type(pairs[0][0])
        bulk_update(model, ("id", "custom"), customs.items())
        several = CustomField.objects.filter(type=FieldType.CHOICES).prefetch_related("options")
        keep_picks_of_many(customs, several)
        holder = holder_of(pairs[0][0])
        if fields_searched(holder.key):
            holder.reindex(list(customs))
