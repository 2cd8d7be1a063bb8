"""Putting records away and bringing them back: out of their table with all that hangs on them, whole.

A slice offers a `Bin` for a kind of record that can be deleted and restored. Restoring gives the record and its rows the ids
that they had; what another record has taken since, or what it needs and is gone, is a reason why it stays where it is.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_write
from perennial.kernel.registry import Registry
from perennial.lake.changes import note_old_ids
from perennial.records.custom.converting import convert_since
from perennial.records.custom.holders import holder_named
from perennial.records.custom.values import fields_of, keep_picks_of_many, taken_since
from perennial.records.models import Conversion, CustomField, Customised, Pick, PutAway
from perennial.records.rows import as_column, as_plain

Row = dict[str, Any]
Model = type[models.Model]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bin:
    """Where the records of one table are put away. `parts` are the tables whose rows hang on a record, by the key that leads to
    it, and go and come with it; `pointing` those whose rows stay, with the key emptied meanwhile. `carried` are the columns of
    the record that the bin has, too: they are the record's when it comes back, so that it follows its customer. `back` is told
    the rows that came back."""

    key: str  # the label of the model that keeps them
    model_name: str
    parts: tuple[tuple[str, str], ...] = ()
    pointing: tuple[tuple[str, str], ...] = ()
    carried: tuple[str, ...] = ()
    holder: str = ""  # the key of its holder of fields of the business
    back: Callable[[Sequence[Row]], None] | None = None
    order: int = 50

    @property
    def model(self) -> Model:
        return apps.get_model(self.model_name)

    @property
    def kept(self) -> type[PutAway]:
        found: type[PutAway] = apps.get_model(self.key)
        return found


bins: Registry[Bin] = Registry("bin")


class Returned(NamedTuple):
    """The records that came back, and of the others why they did not."""

    rows: list[Row]
    stayed: dict[int, str]


def put_away(into: Bin, ids: Sequence[int], *, by: Any) -> list[Row]:
    """Take these records, which are held, out of their table with all that hangs on them. Gives them as they were."""
    rows = list(_rows(into.model, "id", ids))
    contents: dict[int, Row] = {row["id"]: {"record": row, "parts": {}, "pointing": {}} for row in rows}
    for label, link in into.parts:
        for part in _rows(apps.get_model(label), f"{link}_id", contents):
            contents[part[f"{link}_id"]]["parts"].setdefault(label, []).append(part)
    for label, link in into.pointing:
        found = apps.get_model(label)._base_manager.filter(**{f"{link}__in": list(contents)})
        for pk, record in found.values_list("pk", f"{link}_id"):
            contents[record]["pointing"].setdefault(f"{label}.{link}", []).append(pk)
        found.update(**{link: None})
    told = [(row["id"], _told(contents[row["id"]]), *(row[column] for column in into.carried)) for row in rows]
    same = {"deleted_at": clock.now(), "deleted_by_id": by.pk if by else None}
    bulk_write(into.kept, ("id", "kept", *into.carried), told, same=same)
    for label, link in into.parts:
        bulk_delete(apps.get_model(label), f"{link}_id", contents)
    if issubclass(into.model, Customised):
        bulk_delete(Pick, "record", contents)
    bulk_delete(into.model, "id", contents)
    return rows


def bring_back(into: Bin, ids: Collection[int], *, by: Any) -> Returned:
    """Put records, which are held in the bin, back into their table with all that hung on them."""
    away = list(into.kept._base_manager.filter(pk__in=list(ids)).order_by("pk"))
    contents = {one.pk: one.kept for one in away}
    rows = [_read(into.model, one.kept["record"]) | {name: getattr(one, name) for name in into.carried} for one in away]
    for row in rows:
        row["version"] += 1
    if into.holder:
        _convert(fields_of(into.holder), away, rows)
    stayed = _taken(into.model, rows) | _without(into.model, rows)
    for label, link in into.parts:  # without one of its parts a record would not be what it was
        model = apps.get_model(label)
        told = [part for one in away for part in contents[one.pk]["parts"].get(label, ())] if _unique(model) else []
        record_of = {part["id"]: part[f"{link}_id"] for part in told}
        stayed |= {record_of[pk]: why for pk, why in _taken(model, [_read(model, part) for part in told]).items()}
    stayed |= taken_since(into.holder, ((row["id"], row["custom"]) for row in rows if row["id"] not in stayed), by)
    rows = [row for row in rows if row["id"] not in stayed]
    _write(into.model, rows)
    note_old_ids(into.model._meta.label, [row["id"] for row in rows])
    for label, link in into.parts:
        model = apps.get_model(label)
        parts = [_read(model, part) for row in rows for part in contents[row["id"]]["parts"].get(label, ())]
        gone = _without(model, [part for part in parts if part[f"{link}_id"]])
        _write(model, [part for part in parts if part["id"] not in gone])
    for label, link in into.pointing:
        for row in rows:
            if pks := contents[row["id"]]["pointing"].get(f"{label}.{link}"):
                apps.get_model(label)._base_manager.filter(pk__in=pks, **{link: None}).update(**{f"{link}_id": row["id"]})
    if into.holder:
        customs = {row["id"]: row["custom"] for row in rows if row["custom"]}
        fields = fields_of(into.holder)
        keep_picks_of_many(customs, fields, fresh=True)
        if customs and any(field.is_searchable for field in fields):
            holder_named(into.holder).reindex(list(customs))
    bulk_delete(into.kept, "id", [row["id"] for row in rows])
    if into.back:
        into.back(rows)
    return Returned(rows, stayed)


def _convert(fields: Sequence[CustomField], away: Sequence[PutAway], rows: Sequence[Row]) -> None:
    """Read values again as what their fields became meanwhile."""
    if away and Conversion.objects.filter(field__in=fields, at__gt=min(one.deleted_at for one in away)).exists():
        for one, row in zip(away, rows, strict=True):
            row["custom"] = convert_since(fields, row["custom"], one.deleted_at)


def _rows(model: Model, column: str, ids: Iterable[int]) -> Iterator[Row]:
    names = [field.attname for field in model._meta.concrete_fields]
    return iter(model._base_manager.filter(**{f"{column}__in": list(ids)}).order_by("pk").values(*names))


def _write(model: Model, rows: Sequence[Row]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    bulk_write(model, names, ([row[name] for name in names] for row in rows))


def _told(content: Row) -> Row:
    """Rows as plain JSON."""

    def plain(row: Row) -> Row:
        return {name: as_plain(value) for name, value in row.items()}

    parts = {label: [plain(part) for part in rows] for label, rows in content["parts"].items()}
    return content | {"record": plain(content["record"]), "parts": parts}


def _read(model: Model, told: Row) -> Row:
    """A row as its columns hold it; one that came into being meanwhile has its default."""
    return {
        field.attname: as_column(model, field.attname, told[field.attname]) if field.attname in told else field.get_default()
        for field in model._meta.concrete_fields
    }


def _taken(model: Model, rows: Sequence[Row]) -> dict[int, str]:
    """Those whose unique value another one has taken."""
    taken: dict[int, str] = {}
    for field in _unique(model):
        values = [row[field.attname] for row in rows if row[field.attname] is not None]
        there = set(model._base_manager.filter(**{f"{field.attname}__in": values}).values_list(field.attname, flat=True))
        for row in rows:
            if row[field.attname] in there:
                words = {"field": field.verbose_name, "value": row[field.attname]}
                taken[row["id"]] = _("Another one has taken the %(field)s “%(value)s” since") % words
    return taken


def _unique(model: Model) -> "list[models.Field[Any, Any]]":
    fields = model._meta.concrete_fields
    return [field for field in fields if field.unique and not field.primary_key and not field.is_relation]


def _without(model: Model, rows: Sequence[Row]) -> dict[int, str]:
    """Those that cannot be without something which is gone. Where a row can be without it, it is taken out of the row."""
    gone: dict[int, str] = {}
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        wanted = {row[field.attname] for row in rows} - {None}
        there = set(field.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        missing = wanted - there
        for row in rows if missing else ():
            if row[field.attname] in missing and field.null:
                row[field.attname] = None
            elif row[field.attname] in missing:
                gone[row["id"]] = _("What it belonged to is no longer there")
    return gone
