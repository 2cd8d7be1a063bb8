"""Writing rows through the driver itself, a few or very many: executemany on SQLite, VALUES or COPY on PostgreSQL.

Everything here runs on Django's own connection and must be called inside `transaction.atomic()`, so that many rows are still
one change. Columns that are not named get the field's default; nothing of `Model.save()` runs, so only a slice's own
`actions/bulk.py`, which knows what its single actions leave behind, should call it.
"""
# ruff: noqa: S608 - names of tables and columns come from the models and are quoted; values are always bound

import datetime as dt
import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from perennial.kernel.ids import IdField, new_ids

Row = Sequence[Any]
Convert = Callable[[Any], Any]
_IDS_AT_ONCE = 4096
_VALUES_AT_ONCE = 20_000
_FEW = 100  # rows that go as values: preparing a COPY, and a temporary table for it, costs as much as some hundreds of them
_USUAL_COLLECTION = gc.get_threshold()  # read once: two blocks at the same time must not end with each other's


def bulk_write(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    same: Mapping[str, Any] | None = None,
    skip_conflicts: bool = False,
) -> int:
    """Insert `rows` (values in the order of `columns`, as the fields hold them), streaming. Returns how many were given.

    `same` names columns that hold one value in every row. `skip_conflicts` leaves out rows that break a unique constraint.
    """
    columns, rows, constants = _complete(model, columns, rows, same or {})
    if connection.vendor == "postgresql":
        return _insert(
            model, *_with_constants(model, columns, rows, constants), "ON CONFLICT DO NOTHING" if skip_conflicts else ""
        )
    verb = "INSERT OR IGNORE" if skip_conflicts else "INSERT"
    return _executemany(f"{verb} INTO {_insert_part(model, columns, constants)}", _converted(model, columns, rows))


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Within the block Python looks for cyclic garbage less often: rows are many objects without cycles, and looking through
    all of them after every 700 new ones costs a sixth of the time."""
    gc.set_threshold(100_000, *_USUAL_COLLECTION[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL_COLLECTION)


def bulk_upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    on: Sequence[str],
    update: Sequence[str],
    same: Mapping[str, Any] | None = None,
) -> int:
    """Insert `rows`; where one with the same `on` columns (a unique constraint) exists, set its `update` columns instead."""
    columns, rows, constants = _complete(model, columns, rows, same or {})
    target = ", ".join(_names(model, on))
    changes = ", ".join(f"{name} = excluded.{name}" for name in _names(model, update))
    conflict = f"ON CONFLICT ({target}) DO UPDATE SET {changes}"
    if connection.vendor == "postgresql":
        return _insert(model, *_with_constants(model, columns, rows, constants), conflict)
    statement = f"INSERT INTO {_insert_part(model, columns, constants)} {conflict}"
    return _executemany(statement, _converted(model, columns, rows))


def bulk_update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Change existing rows: the first column is the primary key, the others are set. Returns how many were given."""
    names = _names(model, columns)
    if connection.vendor == "postgresql":
        with _staged(model, columns, rows) as (stage, count):
            changes = ", ".join(f"{name} = {stage}.{name}" for name in names[1:])
            table = _table(model)
            _run(f"UPDATE {table} SET {changes} FROM {stage} WHERE {table}.{names[0]} = {stage}.{names[0]}")
        return count
    changes = ", ".join(f"{name} = ?" for name in names[1:])
    turned = [*columns[1:], columns[0]]
    statement = f"UPDATE {_table(model)} SET {changes} WHERE {names[0]} = ?"
    return _executemany(statement, _converted(model, turned, ((*row[1:], row[0]) for row in rows)))


def bulk_delete(model: type[models.Model], column: str, values: Iterable[Any]) -> int:
    """Delete the rows whose `column` is among `values`; rows that hang on them must have been deleted before."""
    name, deleted = _names(model, [column])[0], 0
    for some in chunks(values, _VALUES_AT_ONCE):
        condition, parameters = _among(name, some)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table(model)} WHERE {condition}", parameters)
            deleted += cursor.rowcount
    return deleted


def bulk_find(
    model: type[models.Model], column: str, values: Iterable[Any], columns: Sequence[str], *, where: str = ""
) -> Iterator[tuple[Any, ...]]:
    """The `columns` of all rows whose `column` is among `values`, however many; `where` is a constant piece of SQL.

    Values come back as the driver gives them; a column of dates or JSON is better read through a queryset.
    """
    names = _names(model, [column, *columns])
    for some in chunks(values, _VALUES_AT_ONCE):
        condition, parameters = _among(names[0], some)
        with connection.cursor() as cursor:
            extra = f" AND {where}" if where else ""
            cursor.execute(f"SELECT {', '.join(names[1:])} FROM {_table(model)} WHERE {condition}{extra}", parameters)
            yield from cursor.fetchall()


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """`items` in lists of at most `size`."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _field(model: type[models.Model], attname: str) -> models.Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if attname in (field.attname, field.name):
            return field
    raise LookupError(f"{model.__name__} has no column “{attname}”")


def _names(model: type[models.Model], columns: Iterable[str]) -> list[str]:
    return [connection.ops.quote_name(str(_field(model, column).column)) for column in columns]


def _complete(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], same: Mapping[str, Any]
) -> tuple[list[str], Iterable[Row], dict[str, Any]]:
    """Columns and rows with ids added where none are given, and the constants of all columns that were not named."""
    if not connection.in_atomic_block:
        raise RuntimeError(
            f"{model.__name__} is written in bulk outside a transaction; wrap the caller in transaction.atomic()"
        )
    given = {_field(model, column).attname for column in columns}
    constants = {_field(model, column).attname: value for column, value in same.items()}
    columns = list(columns)
    for field in model._meta.concrete_fields:
        if field.attname in given or field.attname in constants:
            continue
        if isinstance(field, IdField):
            columns, rows = [field.attname, *columns], _numbered(rows)
        elif field.default is NOT_PROVIDED and not field.null and not field.empty_strings_allowed:
            raise LookupError(f"{model.__name__}.{field.attname} has no default and must be given")
        else:
            constants[field.attname] = field.get_default()
    return columns, rows, constants


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for some in chunks(rows, _IDS_AT_ONCE):
        for id_, row in zip(new_ids(len(some)), some, strict=True):
            yield (id_, *row)


def _with_constants(
    model: type[models.Model], columns: list[str], rows: Iterable[Row], constants: Mapping[str, Any]
) -> tuple[list[str], Iterator[Row]]:
    tail = tuple(constants.values())
    return [*columns, *constants], ((*row, *tail) for row in rows)


def _run(statement: str, values: Sequence[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _among(name: str, values: list[Any]) -> tuple[str, list[Any]]:
    """A condition that holds for any number of values, without a bound parameter for each."""
    if connection.vendor == "postgresql":
        return f"{name} = ANY(%s)", [values]
    return f"{name} IN (SELECT value FROM json_each(%s))", [json.dumps(values)]


# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def _moment(value: dt.datetime | None) -> str | None:
    """As Django's SQLite backend writes it: naive UTC text."""
    return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")


@lru_cache(maxsize=4096)
def _iso(value: dt.date | dt.time | None) -> str | None:
    return None if value is None else value.isoformat()


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField | models.TimeField):
        return _iso
    return _json if isinstance(field, models.JSONField) else None


def _converted(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> Iterable[Row]:
    changing = [(i, convert) for i, column in enumerate(columns) if (convert := _converter(_field(model, column)))]
    if not changing:
        return rows

    def converted(row: Row) -> Row:
        values = list(row)
        for i, convert in changing:
            values[i] = convert(values[i])
        return values

    return map(converted, rows)


def _insert_part(model: type[models.Model], columns: Sequence[str], constants: Mapping[str, Any]) -> str:
    """`table (columns) VALUES (…)` with the constants as literals, which costs nothing per row."""
    names = ", ".join(_names(model, chain(columns, constants)))
    places = ", ".join([*("?" for _ in columns), *(_literal(model, column, value) for column, value in constants.items())])
    return f"{_table(model)} ({names}) VALUES ({places})"


def _literal(model: type[models.Model], column: str, value: Any) -> str:
    convert = _converter(_field(model, column))
    connection.ensure_connection()
    (literal,) = connection.connection.execute("SELECT quote(?)", [convert(value) if convert else value]).fetchone()
    return str(literal)


def _executemany(statement: str, rows: Iterable[Row]) -> int:
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    with connection.wrap_database_errors:
        connection.connection.executemany(statement, counted())
    return count


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterator[Row], conflict: str) -> int:
    """A few rows as values, others by COPY: through a temporary table where a conflict is no error."""
    few = list(islice(rows, _FEW + 1))
    quoted = ", ".join(_names(model, columns))
    into = f"INSERT INTO {_table(model)} ({quoted})"
    if len(few) <= _FEW:
        if few:
            values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(few))
            _run(f"{into} VALUES {values} {conflict}", list(chain.from_iterable(_with_json(model, columns, few))))
        return len(few)
    rows = chain(few, rows)
    if not conflict:
        return _copy(_table(model), model, columns, rows)
    with _staged(model, columns, rows) as (stage, count):
        _run(f"{into} SELECT {quoted} FROM {stage} {conflict}")
    return count


def _copy(table: str, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """COPY FROM STDIN."""
    count, statement = 0, f"COPY {table} ({', '.join(_names(model, columns))}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _with_json(model, columns, rows):
            copy.write_row(row)
            count += 1
    return count


def _with_json(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> Iterable[Row]:
    from psycopg.types.json import Jsonb

    places = [place for place, column in enumerate(columns) if isinstance(_field(model, column), models.JSONField)]
    if not places:
        return rows

    def wrapped(row: Row) -> Row:
        values = list(row)
        for place in places:
            values[place] = None if values[place] is None else Jsonb(values[place])
        return values

    return map(wrapped, rows)


@contextmanager
def _staged(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> Iterator[tuple[str, int]]:
    """Within the block, `rows` lie in a temporary table; gives its name and how many there are."""
    stage, names = connection.ops.quote_name(f"bulk_{model._meta.db_table}"[:60]), _names(model, columns)
    _run(f"CREATE TEMPORARY TABLE {stage} AS SELECT {', '.join(names)} FROM {_table(model)} WITH NO DATA")
    yield stage, _copy(stage, model, columns, rows)
    _run(f"DROP TABLE {stage}")  # after an error the transaction is rolled back, and the table with it
