"""How a database would look for something."""

from typing import Any

from django.db import connection


def plan_or_indexes(rows: Any, *models: Any) -> str:
    """SQLite's plan. PostgreSQL takes any index for a handful of rows, so there it is the names of all that the tables have."""
    if connection.vendor == "sqlite":
        return str(rows.explain())
    with connection.cursor() as cursor:
        names = [connection.introspection.get_constraints(cursor, model._meta.db_table) for model in models]
    return " ".join(name for some in names for name, told in some.items() if told["index"] or told["unique"])
