"""A text column that sorts by code point on every database, so that “begins with” is a range of its index."""

from copy import copy
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, F, Func, OrderBy

LAST = "\U0010ffff"  # sorts after every character that is in use


class FoldedField(models.CharField[str | Combinable, str]):
    """Text for machines to compare. PostgreSQL would sort it by the language of the database, which no range scan survives."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C" if connection.vendor == "postgresql" else None}


def beginning(field: str, prefix: str) -> models.Q:
    """The rows whose `field` (a FoldedField) begins with `prefix`: two comparisons, no pattern, nothing to escape."""
    return models.Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})


class Newest(OrderBy):
    """Largest first and the unknown last, the same on both databases: what SQLite does by itself and PostgreSQL must be told.
    Turned round (`reverse`) the unknown come first, so that one index serves both directions."""

    def __init__(self, field: str | Func, *, reverse: bool = False) -> None:
        self.reverse = reverse
        super().__init__(F(field) if isinstance(field, str) else field, descending=not reverse)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        nulls = "FIRST" if self.reverse else "LAST"
        return super().as_sql(compiler, connection, template=f"%(expression)s %(ordering)s NULLS {nulls}", **extra)


class NewestIndex(models.Index):
    """The index behind an order by `Newest`, over the same fields."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        twin = copy(self)
        suffix = "DESC NULLS LAST" if schema_editor.connection.vendor == "postgresql" else "DESC"
        twin.fields_orders = [(field, suffix) for field, _ in self.fields_orders]
        return models.Index.create_sql(twin, model, schema_editor, using=using, **kwargs)


class Unindexed(Func):
    """A column that SQLite is to compare or sort without its index (a unary plus does nothing else). SQLite knows little of how
    often a value occurs and would sort a million rows to use an index on a filter that fits half of them. PostgreSQL knows."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)
