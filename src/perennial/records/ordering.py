"""Orders that both databases read from the same index, and columns that are read without theirs."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression, F, Func, OrderBy


class Newest(OrderBy):
    """Largest first and the unknown last, the same on both databases: what SQLite does by itself and PostgreSQL must be told.
    Turned round (`reverse`) the unknown come first, so that one index serves both directions."""

    def __init__(self, field: str | F | Expression, *, reverse: bool = False) -> None:
        self.reverse = reverse
        super().__init__(F(field) if isinstance(field, str) else field, descending=not reverse)

    def reverse_ordering(self) -> "Newest":
        self.reverse = not self.reverse
        super().reverse_ordering()
        return self

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        nulls = "FIRST" if self.reverse else "LAST"
        return super().as_sql(compiler, connection, template=f"%(expression)s %(ordering)s NULLS {nulls}", **extra)


class NewestIndex(models.Index):
    """The index behind an order by `Newest` over the last fields; those of `equal` come first and are compared, not sorted."""

    def __init__(self, *args: Any, equal: int = 0, **kwargs: Any) -> None:
        self.equal = equal
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        path, arguments, keywords = super().deconstruct()
        return path, arguments, {**keywords, "equal": self.equal} if self.equal else keywords

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        twin = copy(self)
        suffix = "DESC NULLS LAST" if schema_editor.connection.vendor == "postgresql" else "DESC"
        fields = self.fields_orders
        twin.fields_orders = [*fields[: self.equal], *((field, suffix) for field, _ in fields[self.equal :])]
        return models.Index.create_sql(twin, model, schema_editor, using=using, **kwargs)


class Unindexed(Func):
    """A column that SQLite is to compare or sort without its index (a unary plus does nothing else). SQLite knows little of how
    often a value occurs and would sort a million rows to use an index on a filter that fits half of them. PostgreSQL knows."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class Sorted(Unindexed):
    """A column by which a few rows are to be sorted, whatever indexes there are. PostgreSQL would walk past everybody along the
    index of the order, hoping to meet the few soon."""

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        sql, values = self.as_sql(compiler, connection)
        return f"GREATEST({sql}, {sql})", (*values, *values)


class Among(Func):
    """Whether an id is one of some that are known, however many: they are handed over as one value."""

    output_field = models.BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        self.ids = ",".join(map(str, ids))
        super().__init__(F(column))

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        sql, values = compiler.compile(self.source_expressions[0])
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*values, f"[{self.ids}]")  # noqa: S608 (the column alone)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        sql, values = compiler.compile(self.source_expressions[0])
        return f"{sql} = ANY(CAST(%s AS bigint[]))", (*values, f"{{{self.ids}}}")
