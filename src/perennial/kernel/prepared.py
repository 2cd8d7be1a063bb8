"""Questions that pages ask all the time, put into SQL once. Django puts the same question together anew for every page, which
takes several times as long as the database needs to answer it by an index."""

from collections.abc import Callable
from copy import copy
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

P = ParamSpec("P")
T = TypeVar("T")
_MARK = 987_654_321_000_000_000  # and the place of an argument: stands for it in what is kept
_KEPT = 256
_MOST = 10_000  # numbers in one question


def prepared(ask: Callable[P, "QuerySet[Any, T]"]) -> Callable[P, list[T]]:
    """Decorator of a function that makes a queryset of nothing but its arguments: calling it gives the rows. Arguments by place
    are whole numbers, the parameters of the question; for anything that is given by name there is a question of its own."""

    @lru_cache(_KEPT)
    def kept(_vendor: str, count: int, **named: Any) -> _Question:
        return _Question(cast(Any, ask)(*range(_MARK, _MARK + count), **named), count)

    @wraps(ask)
    def answered(*args: P.args, **named: P.kwargs) -> list[T]:
        rows: list[T] = cast(Any, kept)(connection.vendor, len(args), **named).rows(args)
        return rows

    return answered


class _Question:
    """A queryset with its SQL."""

    def __init__(self, asked: "QuerySet[Any, Any]", count: int) -> None:
        self.asked, self.compiler = asked, asked.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # there can be none
            self.sql, self.params = "", ()
        if self.sql and len({param for param in self.params if _is_mark(param)}) != count:
            raise TypeError(f"not every number that was given stands in {self.sql}")

    def rows(self, args: Any) -> list[Any]:
        """The answer."""
        if not self.sql:
            return []
        params = tuple(type(param)(args[param - _MARK]) if _is_mark(param) else param for param in self.params)
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        asked: Any = self.asked.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked)


def _is_mark(value: Any) -> bool:
    # on PostgreSQL a parameter is a kind of `int` that says how wide its column is
    return isinstance(value, int) and 0 <= value - _MARK < _MOST
