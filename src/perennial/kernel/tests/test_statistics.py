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
        cursor.execute("CREATE INDEX shelf_title ON shelf (title) WHERE gone IS NULL")
        rows = [(f"kind {n % 3}", f"title {n * 7919 % count}") for n in range(count)]
        cursor.executemany("INSERT INTO shelf (kind, title) VALUES (%s, %s)", rows)
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'shelf'")
        told = {index: [int(number) for number in stat.split()] for index, stat in cursor.fetchall()}
    assert told["shelf_kind"][0] == told["shelf_title"][0]
    assert told["shelf_kind"][1] == told["shelf_kind"][0] // 3
    assert told["shelf_title"][1] < 10
