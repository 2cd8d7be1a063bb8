"""Preparing an import: taking the file in, and the decisions before anything is written."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.connect.choices import ImportState
from perennial.connect.kinds import kind_of
from perennial.connect.kinds.base import Options
from perennial.connect.mapping import fingerprint, guess_mapping, mended_from, remembered
from perennial.connect.models import Import, SavedMapping
from perennial.connect.reading import NotReadable, Reading, guess_reading
from perennial.connect.reading.guessing import with_cells_guessed
from perennial.kernel import clock
from perennial.kernel.ids import new_id
from perennial.people.normalise import clean_line
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace


class ImportRefused(Exception):  # noqa: N818
    """The import cannot go on like this; the message says why and how to mend it."""


def begin_import(
    blocks: Iterable[bytes],
    *,
    by: Member | None,
    kind: str,
    name: str,
    format_: str = "",
    options: Mapping[str, Any] | None = None,
) -> Import:
    """Take a file in under PERENNIAL_HOME, guess how it is read and what its columns mean, and keep that as a draft. Records
    the deed. Refuses (ImportRefused) what is not a table; nothing of it is kept then."""
    one = Import(id=new_id(), kind=kind, by=by, file_name=clean_line(Path(name).name)[:200] or _("unnamed file"))
    one.folder.mkdir(parents=True, mode=0o700)
    try:
        one.file_size, one.file_hash = _keep(one.source, blocks)
        _guess(one, format_, options or {})
        with transaction.atomic():
            one.save(force_insert=True)
            record_deed("connect.import.begun", by=by, on=one)
    except NotReadable as trouble:
        raise ImportRefused(str(trouble)) from None
    except OSError as trouble:
        raise ImportRefused(_("The file could not be kept: %s. Is the disk full?") % (trouble.strerror or trouble)) from trouble
    finally:
        if one._state.adding:
            shutil.rmtree(one.folder, ignore_errors=True)
    return one


def _keep(path: Path, blocks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            size += len(block)
            digest.update(block)
            file.write(block)
    return size, digest.hexdigest()


def _guess(one: Import, format_: str, options: Mapping[str, Any]) -> None:
    workspace = Workspace.current()
    reading = guess_reading(one.source, format_=format_)
    decided = Options(currency=workspace.currency, country=workspace.country, zone=workspace.time_zone).as_dict()
    if reading.format == "cdnow":
        decided |= {"system": "cdnow", "currency": "USD"}
    mapping = guess_mapping(kind_of(one.kind), one.source, reading)
    if saved := remembered(one.kind, reading.names):
        mapping = {i: saved.columns[name] for i, name in enumerate(reading.names) if name in saved.columns}
        reading = reading.but(**{k: saved.reading[k] for k in ("date_order", "decimal") if k in saved.reading})
        decided |= saved.options
    elif before := mended_from(one.kind, reading.names):
        added = {i: key for i, key in mapping.items() if i >= len(before.reading["names"])}
        mapping = {int(i): key for i, key in before.mapping.items() if kind_of(one.kind).field(key)} | added
        reading = reading.but(**{key: before.reading[key] for key in ("date_order", "decimal")})
        decided = before.options
    one.reading, one.options = reading.as_dict(), decided | dict(options)
    one.mapping = {str(index): key for index, key in mapping.items()}


@transaction.atomic
def correct_reading(one: Import, **changes: Any) -> Import:
    """Read the file in another way; columns are named and mapped anew. Refuses what cannot be read so, and what has run."""
    kept = locked(one)
    before = Reading.from_dict(kept.reading)
    reading = before.but(**changes)
    try:
        if reading.format != "cdnow" and {*changes} - {"date_order", "decimal"}:
            named = with_cells_guessed(
                kept.source, reading, keep_header="has_header" in changes, keep_beginning="begins" in changes
            )
            reading = named.but(**{key: changes[key] for key in ("date_order", "decimal") if key in changes})
    except (NotReadable, TypeError, ValueError) as trouble:
        raise ImportRefused(str(trouble)) from None
    kept.reading = reading.as_dict()
    if reading.names != before.names:
        kept.mapping = {str(i): key for i, key in guess_mapping(kind_of(kept.kind), kept.source, reading).items()}
    return _save(kept, "reading", "mapping")


@transaction.atomic
def set_mapping(one: Import, mapping: Mapping[int, str]) -> Import:
    """Say what the columns mean. Refuses unknown fields, and the same field twice where only one column may go there."""
    kept, kind = locked(one), kind_of(one.kind)
    seen: set[str] = set()
    for key in mapping.values():
        field = kind.field(key)
        if field is None:
            raise ImportRefused(_("“%s” is not a field of this kind.") % key[:40])
        if key in seen and not field.many:
            raise ImportRefused(_("Two columns are mapped to “%s”; only one can be.") % field.label)
        seen.add(key)
    kept.mapping = {str(index): key for index, key in mapping.items()}
    return _save(kept, "mapping")


@transaction.atomic
def set_options(one: Import, **options: Any) -> Import:
    """Decide on mode, matching rule, currency and the rest."""
    kept = locked(one)
    kept.options = Options.from_dict(kept.options | options).as_dict()
    return _save(kept, "options")


def locked(one: Import) -> Import:
    """The import as it stands, held until the transaction ends; refuses one whose settings are fixed by now."""
    kept = Import.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if not kept.is_prepared:
        raise ImportRefused(_("This import has run; its settings stay as they were. Begin a new one."))
    return kept


def _save(kept: Import, *fields: str) -> Import:
    kept.state, kept.preview, kept.trouble = ImportState.DRAFT, {}, ""
    kept.save(update_fields=[*fields, "state", "preview", "trouble"])
    return kept


def refuse_incomplete(one: Import) -> None:
    """Raise ImportRefused when something must still be mapped."""
    if missing := kind_of(one.kind).missing(one.mapping.values()):
        raise ImportRefused(missing)


@transaction.atomic
def save_mapping(one: Import, name: str, *, by: Member | None) -> SavedMapping:
    """Keep the mapping under a name; a file with the same columns finds it again. The same name is written over."""
    reading = Reading.from_dict(one.reading)
    columns = {reading.names[int(i)]: key for i, key in one.mapping.items() if int(i) < len(reading.names)}
    saved, _made = SavedMapping.objects.update_or_create(
        kind=one.kind,
        name=name,
        defaults={
            "header": fingerprint(reading.names),
            "columns": columns,
            "reading": {"date_order": reading.date_order, "decimal": reading.decimal},
            "options": {key: value for key, value in one.options.items() if key in ("match", "system", "currency")},
            "by": by,
            "at": clock.now(),
        },
    )
    record_deed("connect.mapping.saved", by=by, on=saved)
    return saved
