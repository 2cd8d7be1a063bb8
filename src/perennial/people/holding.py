"""Holding customers, and very many records that hang on them for what is done to many at once: the member's rights are asked
anew. Whoever changes what hangs on a customer holds the customer before the record: a merge does, and two who hold in different
orders wait for each other for ever."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from perennial.people.models import Party
from perennial.records.bins import Bin
from perennial.records.bulk.acts import Held, Left
from perennial.team.reach import owners_within_reach

Hold = Callable[[Any, Sequence[int], Sequence[str], bool], tuple[list[Held], list[Left]]]
Row = tuple[Any, ...]


def hold_customers(party_ids: Collection[int]) -> None:
    """Hold these customers until the transaction ends, always in the order of their ids: whoever else works on them waits, and
    what is only hung on them does not, unless it repeats their owner. SQLite has one writer anyway."""
    if connection.features.has_select_for_no_key_update:
        list(Party.objects.select_for_update(no_key=True).filter(pk__in=party_ids).order_by("pk").values_list("pk"))


def hold_with_customer(rows: "models.QuerySet[Any]", pk: int) -> Any:
    """The one of these rows that has this id, held, and its customer before it; None when there is none."""
    hold_customers(list(rows.filter(pk=pk).values_list("party_id", flat=True)))
    return rows.select_for_update(of=("self",)).filter(pk=pk).first()


def holding(model: type[models.Model], name: str, into: Bin) -> Hold:
    """How records with a `party` are held: locked in the order of their ids, with some columns, or (with `deleted`) in the bin
    that keeps them. Of the others it says why they are left: deleted, restored, gone, of a deleted customer, or of one beyond
    the member's reach."""

    def hold(member: Any, ids: Sequence[int], columns: Sequence[str], deleted: bool = False) -> tuple[list[Held], list[Left]]:
        here, there = (into.kept, model) if deleted else (model, into.kept)
        if connection.features.has_select_for_no_key_update:
            hold_customers(set(here._base_manager.filter(pk__in=ids).values_list("party_id", flat=True)))
        rows = _rows(here.objects.select_for_update(of=("self",)), ids, name, () if deleted else columns)  # type: ignore[attr-defined]
        missing = set(ids) - {row[0] for row in rows}
        others = _rows(there._base_manager.all(), missing, name, ()) if missing else []
        why_not = _why_not(member, [*rows, *others])
        moved = _("It was restored since") if deleted else _("It was deleted")
        held = [Held(pk, called, tuple(values)) for pk, called, party, *values in rows if party not in why_not]
        left = [_left(pk, called, why_not[party]) for pk, called, party, *_values in rows if party in why_not]
        left += [_left(pk, called, why_not.get(party, moved)) for pk, called, party in others]
        lost = missing - {row[0] for row in others}
        gone = _("It is no longer there") if owners_within_reach(member) is None else _beyond()
        return held, left + [Left(pk, "", gone) for pk in sorted(lost)]

    return hold


def _beyond() -> str:
    """Said of what there is not, too: it must not be told apart."""
    return _("A colleague looks after this customer now")


def _left(pk: int, called: str, why: str) -> Left:
    return Left(pk, "" if why == _beyond() else called, why)


def _why_not(member: Any, rows: Sequence[Row]) -> dict[int, str]:
    """The customers whose records are left, and why."""
    owners = owners_within_reach(member)
    parties = Party.objects.filter(pk__in={row[2] for row in rows}).values_list("pk", "owner_id", "deleted_at")
    found: dict[int, str] = {}
    for pk, owner, deleted_at in parties:
        if owners is not None and owner not in owners:
            found[pk] = _beyond()
        elif deleted_at is not None:
            found[pk] = _("Its customer was deleted")
    return found


def _rows(rows: "models.QuerySet[Any]", ids: Collection[int], name: str, columns: Sequence[str]) -> list[Row]:
    return list(rows.filter(pk__in=ids).order_by("pk").values_list("pk", name, "party_id", *columns))
