"""Letting the rows of every slice follow from one customer to another: what `manifests.moves` declares, done."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.apps import apps
from django.db import models

from perennial.kernel.bulk import bulk_update, chunks
from perennial.kernel.manifests import Move, moves
from perennial.people.models import Party
from perennial.records.bins import bins

AT_ONCE = 500
Moved = dict[str, list[int]]  # {"purchases.Order.party": [ids]}


def move_rows(absorbed: Party, survivor: Party, *, after: int = 0, staying: Mapping[str, Sequence[int]] | None = None) -> Moved:
    """Set the keys of all rows that follow from `absorbed` to `survivor`; gives which. `after`: only rows with a larger id;
    `staying`: {"people.Identity": ids} are left."""
    moved: Moved = {}
    for move, key in _following():
        rows = _all(move).filter(**{key: absorbed.pk}, pk__gt=after).order_by("pk")
        if left := (staying or {}).get(move.key):
            rows = rows.exclude(pk__in=left)
        going = _without_repeats(move, key, rows, survivor.pk)
        if going:
            _set(move, key, going, survivor.pk)
            moved[f"{move.key}.{key}"] = going
    return moved


class Return:
    """What became of the rows that are to go back: those that are `back`, how many are `gone` or `elsewhere`, by table."""

    def __init__(self) -> None:
        self.back: Moved = {}
        self.gone: dict[str, int] = {}
        self.elsewhere: dict[str, int] = {}


def return_rows(moved: Moved, absorbed: Party, holders: Collection[int]) -> Return:
    """Set the keys of moved rows back to `absorbed` where one of `holders` still has them."""
    result = Return()
    for move, key in _following():
        name = f"{move.key}.{key}"
        ids = moved.get(name, [])
        if not ids:
            continue
        where = {pk: party_id for some in chunks(ids, AT_ONCE) for pk, party_id in _where(move, key, some)}
        ids = _return_from_bin(move, key, [pk for pk in ids if pk not in where], absorbed.pk, holders) + list(where)
        there = [pk for pk in ids if where.get(pk) in holders]
        back = _without_repeats(move, key, _all(move).filter(pk__in=there), absorbed.pk) if move.once else there
        _set(move, key, back, absorbed.pk)
        result.back[name] = back
        if gone := len(ids) - len(where):
            result.gone[move.key] = gone
        if elsewhere := len(where) - len(back):
            result.elsewhere[move.key] = elsewhere
    return result


def _return_from_bin(move: Move, key: str, ids: Sequence[int], absorbed_id: int, holders: Collection[int]) -> list[int]:
    """Set the keys of those rows back that were deleted or restored since the merge: they have the same ids in the other table.
    Gives the ids of the rest."""
    twins = {one.key: one.model_name for one in bins} | {one.model_name: one.key for one in bins}
    twin = next((other for other in moves if other.key == twins.get(move.key)), None)
    if twin is None or not ids:
        return list(ids)
    there = {pk: party_id for some in chunks(ids, AT_ONCE) for pk, party_id in _where(twin, key, some)}
    _set(twin, key, [pk for pk, party_id in there.items() if party_id in holders], absorbed_id)
    return [pk for pk in ids if there.get(pk) not in holders]


def settle(parties: Sequence[Party]) -> None:
    """Work out anew what the slices derive for these parties."""
    for move in moves:
        if move.settle is not None:
            move.settle([party.pk for party in parties])


def counts_of(party: Party, *, after: int = 0) -> list[tuple[Move, int]]:
    """How many rows would follow, by table: one query a table that has words for it. `after`: only rows with a larger id."""
    found = []
    for move in moves:
        if move.how == "follow" and move.words is not None:
            condition = models.Q()
            for key in move.path.split():
                condition |= models.Q(**{key: party.pk})
            count = _all(move).filter(condition, pk__gt=after).count()
            if count:
                found.append((move, count))
    return found


def _following() -> Iterator[tuple[Move, str]]:
    for move in moves:
        if move.how == "follow":
            for key in move.path.split():
                yield move, key


def _all(move: Move) -> "models.QuerySet[Any]":
    model: Any = apps.get_model(move.key)
    found: models.QuerySet[Any] = model._base_manager.all()
    return found


def _where(move: Move, key: str, ids: list[int]) -> Iterator[tuple[int, int]]:
    yield from _all(move).filter(pk__in=ids).values_list("pk", f"{key}_id")


def _set(move: Move, key: str, ids: Sequence[int], party_id: int) -> None:
    with ExitStack() as stack:
        stack.enter_context(move.opened())
        model = apps.get_model(move.key)
        bulk_update(model, (model._meta.pk.attname, f"{key}_id"), ((pk, party_id) for pk in ids))


def _without_repeats(move: Move, key: str, rows: "models.QuerySet[Any]", new: int) -> list[int]:
    """The rows that may go to `new`: none that would repeat one of theirs, or relate them to themselves."""
    keys = move.path.split()
    if not move.once and len(keys) == 1:
        return list(rows.values_list("pk", flat=True))
    model = apps.get_model(move.key)
    names = [model._meta.get_field(name).attname for name in (*move.once, *keys)]

    def told(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = dict(zip(names, row, strict=True)) | {f"{key}_id": new}
        return tuple(values[model._meta.get_field(name).attname] for name in (move.once or keys))

    known = {told(row) for row in _all(move).filter(**{key: new}).values_list(*names)} if move.once else set()
    going = []
    for pk, *row in rows.values_list("pk", *names):
        same = told(tuple(row))
        others = {value for name, value in zip(names, row, strict=True) if name[:-3] in keys and name != f"{key}_id"}
        if new in others or (move.once and same in known):
            continue
        known.add(same)
        going.append(pk)
    return going
