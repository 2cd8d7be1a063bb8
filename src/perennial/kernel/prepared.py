"""Questions that pages ask all the time, put into SQL once. Django puts the same question together anew for every page, which
takes several times as long as the database needs to answer it by an index."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import lru_cache, wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

P = ParamSpec("P")
T = TypeVar("T")
_MARK = 987_654_321_000_000_000  # and the place of a value: stands for it in what is kept
_KEPT = 256
_MOST = 10_000  # values in one question
_MARKED = re.compile(str(_MARK)[:-4] + r"\d{4}")


def prepared(ask: Callable[P, "QuerySet[Any, T]"]) -> Callable[P, list[T]]:
    """Decorator of a function that makes a queryset of nothing but its arguments: calling it gives the rows. Arguments by place
    are the parameters of the question: whole numbers, texts, tuples of either (a question for each length) and lists of whole
    numbers for `Among`. None by place, and whatever is given by name, makes a question of its own."""

    @lru_cache(_KEPT)
    def kept(_vendor: str, shape: tuple[Any, ...], **named: Any) -> _Question:
        marks = count(_MARK)
        return _Question(cast(Any, ask)(*(_marked(each, marks) for each in shape), **named), next(marks) - _MARK)

    @wraps(ask)
    def answered(*args: P.args, **named: P.kwargs) -> list[T]:
        rows: list[T] = cast(Any, kept)(connection.vendor, _shape(args), **named).rows(list(_values(args)))
        return rows

    return answered


class _Question:
    """A queryset with its SQL."""

    def __init__(self, asked: "QuerySet[Any, Any]", values: int) -> None:
        self.asked, self.compiler = asked, asked.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # there can be none
            self.sql, self.params = "", ()
        if self.sql and len({place for param in self.params for place in _places(param)}) != values:
            raise TypeError(f"not every value that was given stands in {self.sql}")

    def rows(self, values: list[Any]) -> list[Any]:
        """The answer."""
        if not self.sql:
            return []
        params = tuple(_filled(param, values) for param in self.params)
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # that of this thread
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        asked: Any = self.asked.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked)


def _shape(args: Any) -> tuple[Any, ...]:
    """What decides which question it is: the kind of each argument, and how long the tuples are."""
    return tuple(_shape(arg) if isinstance(arg, tuple) else _kind(arg) for arg in args)


def _kind(arg: Any) -> Any:
    return next((kind for kind in (int, str, list) if isinstance(arg, kind)), None)


def _marked(shape: Any, marks: Iterator[int]) -> Any:
    """The argument that stands for others of its shape."""
    if isinstance(shape, tuple):
        return tuple(_marked(each, marks) for each in shape)
    return None if shape is None else [next(marks)] if shape is list else shape(next(marks))


def _values(args: Any) -> Iterator[Any]:
    """What takes the places of the marks."""
    for arg in args:
        if isinstance(arg, tuple):
            yield from _values(arg)
        elif arg is not None:
            yield ",".join(map(str, arg)) if isinstance(arg, list) else arg


def _places(param: Any) -> list[int]:
    """The places of the values that a parameter is made of. On PostgreSQL a number is a kind of `int` that says how wide its
    column is."""
    if isinstance(param, int):
        return [param - _MARK] if 0 <= param - _MARK < _MOST else []
    return [int(mark) - _MARK for mark in _MARKED.findall(param)] if isinstance(param, str) else []


def _filled(param: Any, values: list[Any]) -> Any:
    if isinstance(param, str):
        return _MARKED.sub(lambda mark: str(values[int(mark[0]) - _MARK]), param)
    return type(param)(values[place]) if (place := next(iter(_places(param)), None)) is not None else param
