"""An inverted index of texts: which records hold a word, the newest first.

On SQLite an FTS5 table, on PostgreSQL a table of `tsvector` with a GIN index; both hold the words that `words.tokens_of` makes,
so that a text is found by the same words on either. The text itself stays with its record. A trigger on the record's table
takes a deleted record out of the index, whoever deletes it.
"""
# ruff: noqa: S608 - names of our own tables; words and ids are always bound

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import BooleanField, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from perennial.kernel.bulk import chunks
from perennial.search.actions.learning import learn_words
from perennial.search.models import Vocabulary
from perennial.search.queries import Wanted
from perennial.search.words import tokens_of

AT_ONCE = 10_000
WALKED = 150  # records that PostgreSQL looks through for each that is wanted, before it asks its index
MOST_WALKED = 10_000  # and no more, however many are wanted
MOST_AT_ONCE = 2_000  # that may be among those; of more it is told at once how common the words are
LOOKED = 60  # pages of the table that tell how common the words are that are not among those: about 4,000 records
ON_A_PAGE = 65  # records, about
MANY = 400  # of which one should be among them where it is worth while to go on in steps
FURTHEST = 4_000  # records that hold the words and are looked at to find those among them that a member may see
Alternatives = Collection[str]
M = TypeVar("M", bound=Model)


class TextIndex:
    """The index of one table of records, named `<table>_words`."""

    def __init__(self, table: str) -> None:
        self.of, self.table = table, f"{table}_words"

    def add(self, rows: Iterable[tuple[int, str]]) -> None:
        """Index records by id with their texts; those without a word are left out. Must be in a transaction. Records that are
        in the index already must have been removed."""
        cache: dict[str, list[str]] = {}
        for some in chunks(rows, AT_ONCE):
            tokens = [(id_, _cached(cache, text)) for id_, text in some if text]
            learn_words(Vocabulary.TEXTS, {token for words in cache.values() for token in words})
            self._insert([(id_, " ".join(words)) for id_, words in tokens if words])
            cache.clear()

    def remove(self, ids: Sequence[int]) -> None:
        """Take records out of the index."""
        for some in chunks(ids, AT_ONCE):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {self.table} WHERE {_id()} IN ({', '.join(['%s'] * len(some))})", some)

    def find(self, groups: Sequence[Alternatives], limit: int, *, before: int | None = None) -> list[int]:
        """Ids of records that hold a word of each group, the newest first; one query. A word that ends with * is a start."""
        if not groups or not all(groups):
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self._finding(groups, limit, before))
            return [id_ for (id_,) in cursor.fetchall()]

    def _finding(self, groups: Sequence[Alternatives], limit: int, before: int | None) -> tuple[str, list[str]]:
        """That query, and what it binds: the words."""
        statement = _FIND_POSTGRESQL if connection.vendor == "postgresql" else _FIND_SQLITE
        told = statement.format(
            index=self.table,
            older="" if before is None else f"AND {_id()} < {before:d}",
            limit=limit,
            walked=min(limit * WALKED, MOST_WALKED) if limit <= MOST_AT_ONCE else 0,
            looked=LOOKED,
            each=ON_A_PAGE,
            pages=_PAGES.format(index=self.table),
        )
        return told, [_expression(groups)] * told.count("%s")

    def find_rows(self, wanted: Wanted, rows: "QuerySet[M]", limit: int) -> "list[M]":
        """The newest of `rows` (say, those that a member may see) that hold what is wanted. One query to the index and one to
        the rows. Where most of what the index knows is not among the rows it is asked again, for as much as should do by what
        was found until then, and which of it is among the rows is asked by ids alone. Where none of many was, all the rest is
        asked for at once, and nothing leaves the database but what is among the rows."""
        ids = self.find(wanted.groups, size := limit * 3)
        found, looked, more = list(_those(rows, ids)) if ids else [], len(ids), list[int]()
        while len(found) + len(more) < limit and len(ids) == size and looked < FURTHEST:
            if not (found or more) and looked >= MANY:
                rest = RawSQL(*self._finding(wanted.groups, FURTHEST - looked, ids[-1]))  # noqa: S611
                more += rows.filter(pk__in=rest).order_by().values_list("pk", flat=True)
                break
            size = _further(len(found) + len(more), limit, looked)
            ids = self.find(wanted.groups, size, before=ids[-1])
            more += _those(rows, ids).order_by().values_list("pk", flat=True)
            looked += len(ids)
        found += _those(rows, sorted(more, reverse=True)[: limit - len(found)]) if more else ()
        return sorted(found, key=lambda row: -int(row.pk))[:limit]

    def holding(self, groups: Sequence[Alternatives]) -> Q:
        """The records that hold a word of each group, as a condition on their ids: all of them, in no order."""
        if not groups or not all(groups):
            return Q(pk__in=())
        statement = _HOLDING_POSTGRESQL if connection.vendor == "postgresql" else _HOLDING_SQLITE
        return Q(pk__in=RawSQL(statement.format(index=self.table), [_expression(groups)]))  # noqa: S611

    def held(self, words: Collection[str]) -> set[str]:
        """Those of the words that some record holds; one short query a word."""
        return {word for word in words if self.find([[word]], 1)}

    def clear(self, after: int, upto: int) -> None:
        """Take a span of records out of the index, to index them anew."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table} WHERE {_id()} > %s AND {_id()} <= %s", [after, upto])

    def _insert(self, rows: list[tuple[int, str]]) -> None:
        if connection.vendor == "postgresql":
            copy = f"COPY {self.table} (id, words) FROM STDIN"
            with connection.cursor() as cursor, cursor.copy(copy) as out:
                for row in rows:
                    out.write_row(row)
        else:
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {self.table} (rowid, words) VALUES (%s, %s)", rows)


def making(table: str) -> tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]:
    """(make, unmake) of the index of a table, for a migration's RunPython. A later migration that rebuilds the records' table
    on SQLite loses the trigger and must call `make` again, which makes only what is missing; a test sees to it."""

    def make(apps: Any, schema_editor: Any) -> None:
        for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
            schema_editor.execute(statement.format(of=table, index=f"{table}_words"), params=None)

    def unmake(apps: Any, schema_editor: Any) -> None:
        postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in _POSTGRESQL_BACK if postgresql else _SQLITE_BACK:
            schema_editor.execute(statement.format(of=table, index=f"{table}_words"), params=None)

    return make, unmake


@transaction.atomic
def fill(index: TextIndex, rows: Sequence[tuple[int, str]], after: int, upto: int) -> None:
    """Index a span of records anew."""
    index.clear(after, upto)
    index.add(rows)


def _further(found: int, wanted: int, looked: int) -> int:
    """How many more to look at: twice as many as should do, if any were found, and not many times what was looked at."""
    most = min(max(MANY, 4 * looked), FURTHEST - looked)
    return min(most, max(2 * looked * (wanted - found) // found, wanted * 3)) if found else most


def _those(rows: "QuerySet[M]", ids: Sequence[int]) -> "QuerySet[M]":
    """Of the rows those with these ids, which are bound as one value: Django takes as long for each that is bound by itself as
    the database for its row."""
    if connection.vendor == "postgresql":
        quoted = connection.ops.quote_name
        listed = f"{{{','.join(map(str, ids))}}}"
        column = f"{quoted(rows.model._meta.db_table)}.{quoted(str(rows.model._meta.pk.column))}"
        are = RawSQL(f"{column} = ANY(CAST(%s AS bigint[]))", [listed], output_field=BooleanField())  # noqa: S611
        return rows.filter(are)
    return rows.filter(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids)]))


_FIND_SQLITE = "SELECT rowid FROM {index} WHERE {index} MATCH %s {older} ORDER BY rowid DESC LIMIT {limit}"
# A common word is among the newest records, a rare one is quickly got from the GIN index, which knows no order; but the planner
# cannot tell them apart and for “ORDER BY id LIMIT” walks to the end for a word that nobody wrote. So the newest are looked
# through first. If that was not enough, some pages of the table tell how common the words are, in one of `n` records: to walk
# on takes `limit * n` of them, and the index names `rows / n`, each of which takes about twice as long. So the walk goes on
# where more than the root of `limit / 2 / rows` hold the words. From the subquery the planner does not see the words: it would
# take many that it has never met for half of the table.
_FIND_POSTGRESQL = """
    WITH newest AS MATERIALIZED (
        SELECT id FROM (SELECT * FROM {index} WHERE TRUE {older} ORDER BY id DESC LIMIT {walked}) AS walked
        WHERE words @@ (SELECT CAST(%s AS tsquery)) ORDER BY id DESC LIMIT {limit}
    ), too_few AS MATERIALIZED (
        SELECT 1 WHERE (SELECT count(*) FROM newest) < {limit}
    ), common AS MATERIALIZED (
        SELECT 1 WHERE EXISTS (SELECT 1 FROM too_few) AND (
            SELECT count(*) FILTER (WHERE words @@ (SELECT CAST(%s AS tsquery))) >=
                greatest(4, count(*) * sqrt({limit} / 2.0 / {each} / {pages}))
            FROM {index} TABLESAMPLE SYSTEM ((SELECT least(100, 100.0 * {looked} / {pages}))) REPEATABLE (1)
        )
    ), further AS MATERIALIZED (
        SELECT id FROM (SELECT * FROM {index} WHERE TRUE {older} ORDER BY id DESC OFFSET 0) AS walked
        WHERE words @@ (SELECT CAST(%s AS tsquery)) AND EXISTS (SELECT 1 FROM common) LIMIT {limit}
    ), every AS MATERIALIZED (
        SELECT id FROM {index}
        WHERE words @@ (SELECT CAST(%s AS tsquery)) {older}
            AND EXISTS (SELECT 1 FROM too_few) AND NOT EXISTS (SELECT 1 FROM common)
    )
    SELECT id FROM newest UNION SELECT id FROM further UNION SELECT id FROM every ORDER BY id DESC LIMIT {limit}
"""
_PAGES = "greatest(1, pg_relation_size('{index}') / 8192)"
_HOLDING_SQLITE = "SELECT rowid FROM {index} WHERE {index} MATCH %s"
_HOLDING_POSTGRESQL = "SELECT id FROM {index} WHERE words @@ CAST(%s AS tsquery)"
_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5(words, detail=none, columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER IF NOT EXISTS {index}_forget AFTER DELETE ON {of} BEGIN DELETE FROM {index} WHERE rowid = old.id; END",
)
_SQLITE_BACK = ("DROP TRIGGER IF EXISTS {index}_forget", "DROP TABLE {index}")
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS {index} (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS {index}_gin ON {index} USING gin (words)",
    """
    CREATE OR REPLACE FUNCTION {index}_forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM {index} WHERE id IN (SELECT id FROM gone); RETURN NULL; END $$
    """,
    """
    CREATE OR REPLACE TRIGGER {index}_forget AFTER DELETE ON {of} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {index}_forget()
    """,
)
_POSTGRESQL_BACK = ("DROP TRIGGER {index}_forget ON {of}", "DROP FUNCTION {index}_forget()", "DROP TABLE {index}")


def _cached(cache: dict[str, list[str]], text: str) -> list[str]:
    words = cache.get(text)
    if words is None:
        words = cache[text] = tokens_of(text)
    return words


def _id() -> str:
    return "id" if connection.vendor == "postgresql" else "rowid"


def _expression(groups: Sequence[Alternatives]) -> str:
    """All groups, one word of each: words are letters and digits only, so between quotes they mean nothing but themselves."""
    either, quote = (" | ", "'") if connection.vendor == "postgresql" else (" OR ", '"')
    both = " & " if connection.vendor == "postgresql" else " AND "
    return both.join("(" + either.join(_quoted(word, quote) for word in sorted(group)) + ")" for group in groups)


def _quoted(word: str, quote: str) -> str:
    beginning = "" if word[-1] != "*" else ":*" if quote == "'" else " *"
    return f"{quote}{word.rstrip('*')}{quote}{beginning}"
