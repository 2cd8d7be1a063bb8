"""Keeping what records were before an import changed them."""

from collections.abc import Iterable
from typing import Any

from perennial.connect.models import Change
from perennial.kernel.bulk import bulk_update, bulk_write


def keep_changes(import_id: int, model: str, rows: Iterable[tuple[int, int, dict[str, Any]]]) -> None:
    """Write (object id, version after, values before) down; a record that this import changed before keeps its oldest ones."""
    rows = list(rows)
    known = {
        change.object_id: change
        for change in Change.objects.filter(of=import_id, model=model, object_id__in=[row[0] for row in rows])
    }
    new = [row for row in rows if row[0] not in known]
    bulk_write(Change, ("object_id", "version", "before"), new, same={"of_id": import_id, "model": model})
    again = []
    for object_id, version, before in rows:
        if change := known.get(object_id):
            merged = before | change.before
            added = [part.get("added", {}) for part in (change.before, before)]
            if any(added):
                merged["added"] = {key: added[0].get(key, []) + added[1].get(key, []) for key in {*added[0], *added[1]}}
            again.append((change.pk, version, merged))
    bulk_update(Change, ("id", "version", "before"), again)
