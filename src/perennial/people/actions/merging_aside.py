"""What somebody leaves out when two customers become one: it goes with the record that is put away, and comes back with it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.utils.translation import gettext as _

from perennial.people.actions.moving import Moved
from perennial.people.merged_rows import TABLES, Leaving, place_of, repeats_of, rows_of, words_of_rows
from perennial.people.models import Identity, Merge, Party, Tag, Tagging

TAKEN, STAY = "taken", "stay"  # places in Merge.aside: rows of the survivor, whole; ids of the absorbed one's, by table


def set_aside(merge: Merge, survivor: Party, absorbed: Party, leaving: Leaving) -> dict[str, tuple[Any, Any]]:
    """Take what is left out from the survivor, and note what of the absorbed one is not to follow: what both have goes on both
    sides. Ids of anything else are passed over. Gives the change as the log holds it."""
    if unknown := leaving.keys() - TABLES.keys():
        raise TypeError(f"nothing that can be left out: {sorted(unknown)}")
    taken: list[Any] = []
    stay: Moved = {}
    words: list[str] = []
    for name, ids in leaving.items():
        mine = list(rows_of(name, survivor).filter(pk__in=ids))
        theirs = {row.pk: row for row in [*rows_of(name, absorbed).filter(pk__in=ids), *repeats_of(name, mine, absorbed)]}
        taken += mine
        if theirs:
            stay[TABLES[name]] = sorted(theirs)
        words += dict.fromkeys(words_of_rows(name, [*mine, *theirs.values()]))
    if not words:
        return {}
    merge.aside = {TAKEN: json.loads(serializers.serialize("json", taken)), STAY: stay}
    for row in taken:
        row.delete()
    return {"left_out": (", ".join(words)[:500], "")}


def staying(merge: Merge) -> Mapping[str, Sequence[int]]:
    """Which rows of the absorbed one were left out, by table."""
    stay: Mapping[str, Sequence[int]] = merge.aside.get(STAY, {})
    return stay


def give_back_aside(path: Sequence[Merge], parties: Mapping[int, Party]) -> list[str]:
    """Give what a merge took from its survivor to whoever holds them now, from where it comes down as later merges are undone.
    Where the holder has such a one by now, it goes to the survivor's own record, if that is put away; else it is said. To be
    called once what moved is back."""
    survivor, holder = parties[path[0].survivor_id], parties[path[-1].survivor_id]
    left = []
    for name, row in _rows_in(path[0].aside.get(TAKEN, [])):
        came_first = isinstance(row, Identity) and row.is_primary
        if not _has(holder, name, row):
            _write(row, holder, is_first=came_first and holder == survivor)
            _hand_down(path[1:], row, came_first=came_first)
        elif holder != survivor:
            _write(row, survivor)
        elif not any(repeats_of(name, [row], holder)):
            words = {"what": words_of_rows(name, [row])[0], "name": holder.name}
            left.append(_("“%(what)s” was left out and does not come back: %(name)s has another one since.") % words)
    return left


def reclaim(path: Sequence[Merge], parties: Mapping[int, Party]) -> None:
    """Let what a merge brought and a later one took from the holder be there again. To be called before rows go back."""
    merge, holder = path[0], parties[path[-1].survivor_id]
    brought = {(key.rpartition(".")[0], pk) for key, ids in merge.moved.items() for pk in ids}
    later = Merge.objects.standing().filter(survivor__in=[one.survivor_id for one in path], pk__gt=merge.pk).exclude(aside={})
    for other in later:
        rows = {(TABLES[name], row.pk): (name, row) for name, row in _rows_in(other.aside.get(TAKEN, []))}
        mine = brought & rows.keys()
        for name, row in (rows[key] for key in sorted(mine)):
            if not _has(holder, name, row):
                _write(row, holder)
        if mine:
            other.aside[TAKEN] = [one for one in other.aside[TAKEN] if (_label(one), one["pk"]) not in mine]
            Merge.objects.filter(pk=other.pk).update(aside=other.aside)


def _rows_in(told: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Rows as they were written down, each with its kind; none that needs what was deleted since."""
    kinds = {label: name for name, label in TABLES.items()}
    for held in serializers.deserialize("python", told):
        row: Any = held.object
        if not isinstance(row, Tagging) or Tag.objects.filter(pk=row.tag_id).exists():
            yield kinds[row._meta.label], row


def _label(told: Mapping[str, Any]) -> str:
    return str(apps.get_model(told["model"])._meta.label)


def _has(party: Party, name: str, row: Any) -> bool:
    return any(place_of(name, one) == place_of(name, row) for one in rows_of(name, party))


def _hand_down(above: Sequence[Merge], row: Any, *, came_first: bool) -> None:
    for merge in above:
        merge.moved.setdefault(f"{row._meta.label}.party", []).append(row.pk)
        if came_first:
            merge.primaries.append(row.pk)
        merge.save(update_fields=["moved", "primaries"])


def _write(row: Any, party: Party, *, is_first: bool = False) -> None:
    """Put a row back; an identity that came first does so again where it `is_first`."""
    row.party = party
    if isinstance(row, Identity):
        row.is_primary = is_first
        if is_first:
            Identity.objects.filter(party=party, kind=row.kind).update(is_primary=False)
    models.Model.save_base(row, raw=True, force_insert=True)
