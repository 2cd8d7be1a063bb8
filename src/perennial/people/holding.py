"""Holding very many records that hang on customers, for what is done to many at once: the member's rights are asked anew."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from perennial.people.models import Party
from perennial.records.bins import Bin
from perennial.records.bulk.acts import Held, Left
from perennial.team.reach import owners_within_reach

Hold = Callable[[Any, Sequence[int], Sequence[str], bool], tuple[list[Held], list[Left]]]


def holding(model: type[models.Model], name: str, into: Bin | None = None) -> Hold:
    """How records with a `party` are held: locked in the order of their ids, with some columns. Of the others it says why they
    are left: gone (or, of those put away into a bin, back already), of a deleted customer, or of one beyond the member's
    reach."""

    def hold(member: Any, ids: Sequence[int], columns: Sequence[str], deleted: bool = False) -> tuple[list[Held], list[Left]]:
        owners = owners_within_reach(member)
        rows = _rows(into.kept, ids, name, ()) if deleted and into else _rows(model, ids, name, columns)
        parties = {
            pk: (owner, deleted_at)
            for pk, owner, deleted_at in Party.objects.filter(pk__in={row[2] for row in rows}).values_list(
                "pk", "owner_id", "deleted_at"
            )
        }
        beyond = _("A colleague looks after this customer now")  # said of what there is not, too: it must not be told apart
        held: list[Held] = []
        left: list[Left] = []
        for pk, called, party, *values in rows:
            owner, deleted_at = parties[party]
            if owners is not None and owner not in owners:
                left.append(Left(pk, "", beyond))
            elif deleted_at is not None:
                left.append(Left(pk, called, _("Its customer was deleted")))
            else:
                held.append(Held(pk, called, tuple(values)))
        missing = set(ids) - {row[0] for row in rows}
        back = set(model._base_manager.filter(pk__in=missing).values_list("pk", flat=True)) if deleted and missing else set()
        gone = _("It is no longer there") if owners is None else beyond
        left += [Left(pk, "", _("It was restored since") if pk in back else gone) for pk in sorted(missing)]
        return held, left

    return hold


def _rows(model: type[models.Model], ids: Sequence[int], name: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("pk", name, "party_id", *columns))
