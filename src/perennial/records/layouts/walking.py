"""Walking along a list from one record on, either way: the thousandth step costs what the first does."""

from typing import Any

from django.db.models import Q
from django.db.models.expressions import OrderBy

from perennial.records.fields import Rows
from perennial.records.listing import ordered
from perennial.records.wanted import Wanted


def records_after(wanted: Wanted, start: Any, size: int, *, dense: bool, backwards: bool = False) -> list[Any]:
    """Up to `size` records that follow the one with the id `start` (None: from the beginning), or that stand before it, the
    nearest first. Empty where there is no such record any more. At most three queries."""
    rows = ordered(wanted, dense=dense)
    if start is None:
        return list(rows[:size])
    walk = Walk(rows, backwards)
    place = walk.place_of(wanted.kind.visible(wanted.member), start)
    if place is None:
        return []
    found = list(walk.among(place[0] is None, place)[:size])
    if len(found) < size and walk.goes_on(place[0] is None):
        found += list(walk.among(place[0] is not None, None)[: size - len(found)])
    return found


class Walk:
    """Rows in an order whose columns all run the same way; the first one may be unknown."""

    def __init__(self, rows: Rows, backwards: bool) -> None:
        orders: list[OrderBy] = list(rows.query.order_by)  # type: ignore[arg-type]
        self.expressions: dict[str, Any] = {f"along_{place}": order.expression for place, order in enumerate(orders)}
        self.rows: Rows = (rows.reverse() if backwards else rows).alias(**self.expressions)
        self.falling = orders[0].descending != backwards

    def place_of(self, rows: Rows, start: Any) -> tuple[Any, ...] | None:
        """Where a record stands: what it is sorted by."""
        place: tuple[Any, ...] | None = (
            rows.filter(pk=start).annotate(**self.expressions).values_list(*self.expressions).first()
        )
        return place

    def goes_on(self, unknown: bool) -> bool:
        """Whether the other half follows: the unknown stand behind whatever falls and before whatever rises."""
        return unknown != self.falling

    def among(self, unknown: bool, place: tuple[Any, ...] | None) -> Rows:
        """The rows whose first column is unknown, or those where it is known, beyond a place; a range of the index."""
        rows = self.rows.filter(along_0__isnull=True) if unknown else self.rows
        names = list(self.expressions)[1 if unknown else 0 :]
        if place is None:
            return rows if unknown else rows.filter(along_0__isnull=False)
        return rows.filter(self._beyond(names, place[1 if unknown else 0 :]))

    def _beyond(self, names: list[str], place: tuple[Any, ...]) -> Q:
        way = "lt" if self.falling else "gt"
        nearest = Q(**{f"{names[-1]}__{way}": place[-1]})
        for name, value in zip(reversed(names[:-1]), reversed(place[:-1]), strict=True):
            nearest = Q(**{f"{name}__{way}e": value}) & (Q(**{f"{name}__{way}": value}) | nearest)
        return nearest
