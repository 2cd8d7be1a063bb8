"""What SQLite is told of its tables."""

import pytest
from django.db import connection

from perennial.kernel.statistics import LOOKED_AT, refresh_statistics

pytestmark = pytest.mark.sqlite


@pytest.mark.django_db
def test_indexes_over_the_same_rows_have_the_same_number_and_few_values_are_counted() -> None:
    count = LOOKED_AT * 6
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (id INTEGER PRIMARY KEY, kind TEXT, title TEXT, gone INTEGER)")
        cursor.execute("CREATE INDEX shelf_kind ON shelf (kind, id) WHERE gone IS NULL")
        cursor.execute(
            "CREATE INDEX shelf_half ON shelf (coalesce(substr(title, 1, 1), 'a, b(') || '(', id) WHERE gone IS NULL"
        )
        cursor.execute("CREATE INDEX shelf_title ON shelf (title) WHERE gone IS NULL")
        rows = [(f"kind {n % 3}", f"title {n * 7919 % count}") for n in range(count)]
        cursor.executemany("INSERT INTO shelf (kind, title) VALUES (%s, %s)", rows)
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'shelf' AND idx IS NOT NULL")
        stats = dict(cursor.fetchall())
    told = {index: [int(number) for number in stat.split() if number.isdigit()] for index, stat in stats.items()}
    assert told["shelf_kind"][0] == told["shelf_title"][0]
    assert told["shelf_kind"][1] == told["shelf_kind"][0] // 3
    assert told["shelf_title"][1] < 10
    assert told["shelf_half"][1] == told["shelf_half"][0]  # of an expression, too
    assert all(stat.endswith(" noskipscan") for stat in stats.values())


@pytest.mark.django_db
def test_a_column_is_not_left_out_to_visit_each_of_its_values() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (id INTEGER PRIMARY KEY, owner INTEGER, kind TEXT, title TEXT)")
        cursor.execute("CREATE INDEX shelf_kind ON shelf (kind, title)")
        cursor.execute("CREATE INDEX shelf_owner ON shelf (owner, kind, title)")
        rows = [(n % 3, f"kind {n % 7}", f"title {n}") for n in range(LOOKED_AT * 6)]
        cursor.executemany("INSERT INTO shelf (owner, kind, title) VALUES (%s, %s, %s)", rows)
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN SELECT id FROM shelf WHERE kind = 'kind 1' ORDER BY id LIMIT 5")
        assert all("ANY(" not in row[-1] for row in cursor.fetchall())
