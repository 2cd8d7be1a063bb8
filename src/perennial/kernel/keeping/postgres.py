"""A portable dump of PostgreSQL: every table by COPY in one snapshot. Needs no pg_dump, restores into any newer server."""

import zipfile
from typing import Any

from django.db import connection, transaction

from perennial.kernel.keeping.archive import CHUNK, Contents, Writer


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def dump(writer: Writer) -> None:
    """Copy every table as it is at one moment; who writes meanwhile is not held up."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables(cursor):
            columns = _columns(cursor, table)
            listed = ", ".join(map(quoted, columns))
            rows = 0
            with (
                writer.member(f"tables/{table}") as member,
                cursor.copy(f"COPY {quoted(table)} ({listed}) TO STDOUT") as copy,
            ):
                for block in copy:
                    member.write(block)
                    rows += 1
            writer.contents.tables[table] = {"columns": columns, "rows": rows}


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [row[0] for row in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def set_schema_aside(name: str) -> str:
    """Rename the current schema to `name` and begin an empty one in its place. Returns the schema's own name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema: str = cursor.fetchone()[0]
        cursor.execute(f"ALTER SCHEMA {quoted(schema)} RENAME TO {quoted(name)}")
        cursor.execute(f"CREATE SCHEMA {quoted(schema)}")
    return schema


def bring_schema_back(schema: str, name: str) -> None:
    """Undo `set_schema_aside`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {quoted(schema)} CASCADE")
        cursor.execute(f"ALTER SCHEMA {quoted(name)} RENAME TO {quoted(schema)}")


def load(archive: zipfile.ZipFile, contents: Contents) -> None:
    """Fill the empty tables, all or nothing, and set the counters behind what was filled in. Rows come back as they were: a
    trigger would look for rows of tables that are still empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        present = _tables(cursor)
        cursor.execute("TRUNCATE " + ", ".join(map(quoted, present)))
        _each(cursor, present, "DISABLE TRIGGER USER")
        for table, about in contents.tables.items():
            if table not in present:
                continue
            columns = ", ".join(map(quoted, about["columns"]))
            with (
                archive.open(f"tables/{table}") as member,
                cursor.copy(f"COPY {quoted(table)} ({columns}) FROM STDIN") as copy,
            ):
                while chunk := member.read(CHUNK):
                    copy.write(chunk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a check that waits would forbid the next ALTER TABLE
        _each(cursor, present, "ENABLE TRIGGER USER")
        _set_counters(cursor, present)


def _each(cursor: Any, tables: list[str], change: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {quoted(table)} {change}")


def _set_counters(cursor: Any, tables: list[str]) -> None:
    for table in tables:
        for column in _columns(cursor, table):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table), column])
            sequence = cursor.fetchone()[0]
            if sequence:
                cursor.execute(f"SELECT max({quoted(column)}) FROM {quoted(table)}")  # noqa: S608 (names of our own tables)
                highest = cursor.fetchone()[0]
                if highest:
                    cursor.execute("SELECT setval(%s, %s)", [sequence, highest])
