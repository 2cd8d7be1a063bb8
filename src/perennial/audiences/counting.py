"""Who fits a tree, over everybody: counted in the lake, and decided on rows for those of whom the lake does not know the
latest."""

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from perennial.audiences.asking import every_field, in_days_of_the_business
from perennial.audiences.compiling import asked
from perennial.audiences.evaluating import look
from perennial.audiences.models import Audience, Stay
from perennial.audiences.tree import Belongs, Tree, is_plain, leaves
from perennial.lake.models import Change, Progress
from perennial.lake.queries import Lake, open_lake
from perennial.people.models import Party
from perennial.records.compiling import compiled
from perennial.records.conditions import All, AnyOf, Condition, Is, Not
from perennial.records.happenings import happenings

if TYPE_CHECKING:
    import pyarrow  # heavy: whoever asks nothing does not pay for it

Ids = np.ndarray[Any, np.dtype[np.int64]]
MOST_BEHIND = 20_000  # customers who are looked up because the lake is behind; beyond that they wait for its next sync
MOST_TOGETHER = 8  # conditions in one question: each is a table in the engine's memory, of which there is little
MOST_BEHIND_LIVE = 500  # while somebody waits for the number: as many as are looked up at once
AT_ONCE = 500
_CUSTOMERS = "people.Party"


class Everybody(NamedTuple):
    """The ids of all customers who fit, in their order. `is_late`: so much was written since the lake was synced that not all
    of it was looked up."""

    ids: Ids
    is_late: bool = False


def everybody_who_fits(tree: Tree, *, looking_up: int | None = None) -> Everybody:
    """Who fits as of now, as far as can be told. Of those whom the lake does not know yet the last so many of each table are
    looked up, the others are counted as the lake knows them."""
    if is_plain(tree):
        assert isinstance(tree, All | AnyOf | Not | Is)
        with in_days_of_the_business():
            return Everybody(np.sort(_fitting(tree)))
    behind = behind_of_lake(looking_up)  # before the files are listed: a sync that ends in between knows what they do not
    with open_lake() as lake, in_days_of_the_business() as today:
        counted = _counted(lake, tree, today)
    if not len(behind.ids):
        return Everybody(counted)
    settled = np.setdiff1d(counted, behind.ids, assume_unique=True)
    return Everybody(np.sort(np.concatenate([settled, _of_these(tree, behind.ids)])), is_late=behind.are_more)


def _counted(lake: Lake, tree: Tree, today: dt.date) -> Ids:
    """The ids in their order. A tree that asks very much is asked in parts."""
    if _weight(tree) > MOST_TOGETHER:
        match tree:
            case All((part,)) | AnyOf((part,)):
                return _counted(lake, part, today)
            case All(parts) | AnyOf(parts):
                middle, meet = len(parts) // 2, np.intersect1d if isinstance(tree, All) else np.union1d
                return meet(*(_counted(lake, type(tree)(half), today) for half in (parts[:middle], parts[middle:])))
            case Not(part):
                return np.setdiff1d(_answered(lake, All(()), today), _counted(lake, part, today), assume_unique=True)
    return _answered(lake, tree, today)


def _weight(tree: Tree) -> int:
    return sum(not isinstance(leaf, Is) for leaf in leaves(tree))


def _answered(lake: Lake, tree: Tree, today: dt.date) -> Ids:
    question = asked(tree, today)
    for name, condition in question.lent.items():
        lake.engine.lend(name, _table(ids_of(condition)))
    answer = lake.query(question.sql)
    return np.sort(answer.column("customer_id").to_numpy())


def _table(ids: Ids) -> "pyarrow.Table":
    import pyarrow

    return pyarrow.table({"customer_id": ids})


def ids_of(condition: "Condition | Belongs") -> Ids:
    """The customers who fit a condition of fields, or who are in another audience: what is lent to the engine."""
    if not isinstance(condition, Belongs):
        return _fitting(condition)
    inside = Stay.objects.open().filter(audience=condition.audience, audience__in=Audience.objects.kept())
    return _read(inside.order_by().values_list("party_id"))


def _fitting(condition: Condition) -> Ids:
    return _read(compiled(condition, every_field()).on(Party.objects.kept()).order_by().values_list("pk"))


def _read(rows: Any) -> Ids:
    """A column of ids without a Python object around each row: hundreds of thousands in tenths of a second."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # nobody can fit, as where a prediction is asked and the models may not speak
        return np.array([], np.int64)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return np.fromiter((row[0] for row in cursor.fetchall()), np.int64)


def _of_these(tree: Tree, ids: Ids) -> Ids:
    inside: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE].tolist()
        looked = look([tree], some)
        inside += [party for party in some if looked.holds(tree, party)]
    return np.array(inside, np.int64)


class Behind(NamedTuple):
    """The customers of whom something was written since the lake was synced, the last so many of each table."""

    ids: Ids
    are_more: bool


def behind_of_lake(looking_up: int | None = None) -> Behind:
    """Of all tables that audiences ask, so many of each."""
    most = MOST_BEHIND if looking_up is None else looking_up
    found = [_behind(source, most) for source in dict.fromkeys([_CUSTOMERS, *(h.source for h in happenings)])]
    ids = np.unique(np.concatenate([one.ids for one in found]))
    return Behind(ids, any(one.are_more for one in found))


def _behind(source: str, most: int) -> Behind:
    walked_to = Progress.objects.filter(pk=source).values_list("walked_to", flat=True).first() or 0
    noted = list(Change.objects.filter(source=source).order_by("-id").values_list("root", flat=True)[:most])
    rows = apps.get_model(source)._base_manager.filter(Q(pk__gt=walked_to))
    whose = "pk" if source == _CUSTOMERS else "party_id"
    written = list(rows.order_by("-pk").values_list(whose, flat=True)[:most])
    whom = set(written)
    for start in range(0, len(noted), AT_ONCE):
        changed = apps.get_model(source)._base_manager.filter(pk__in=noted[start : start + AT_ONCE])
        whom |= set(changed.values_list(whose, flat=True))
    return Behind(np.array(sorted(whom), np.int64), most in (len(noted), len(written)))
