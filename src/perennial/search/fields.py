"""A text column that sorts by code point on every database, so that “begins with” is a range of its index."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable

LAST = "\U0010ffff"  # sorts after every character that is in use


class WordField(models.CharField[str | Combinable, str]):
    """Text for machines to compare. PostgreSQL would sort it by the language of the database, which no range scan survives."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C" if connection.vendor == "postgresql" else None}


def beginning(field: str, prefix: str) -> models.Q:
    """The rows whose `field` (a WordField) begins with `prefix`: two comparisons, no pattern, nothing to escape."""
    return models.Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
