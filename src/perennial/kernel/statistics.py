"""What the database knows of its own tables, from which it plans every query.

Without numbers, or with those of a table that was empty, SQLite walks through all customers to find a thousand. PostgreSQL
notices by itself within a minute; SQLite has to be told. A thousand rows of each index are enough and take milliseconds,
whatever the size.
"""

from django.db import connection
from django_tasks import task

from perennial.kernel.jobs import checkpoint
from perennial.kernel.schedule import every


def refresh_statistics() -> None:
    """Let the database look at its tables again; after many rows were written at once."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


@task()
def look_again() -> None:
    """Refresh what SQLite knows; PostgreSQL does it by itself."""
    if connection.vendor == "sqlite":
        with checkpoint():
            refresh_statistics()


every("kernel.statistics", look_again, minutes=10)
