"""The value of a field of the business as an expression of the database: the very one that its index is made of."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func

from perennial.records.models.customfield import CustomField, FieldType

_CASTS = {FieldType.NUMBER: "numeric", FieldType.MONEY: "bigint"}


class ExactNumberField(models.FloatField[Any, Any]):
    """A number that PostgreSQL compares as the exact one that it keeps; SQLite keeps the nearest binary one."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        from decimal import Decimal

        value = super().get_db_prep_value(value, connection, prepared)
        return Decimal(repr(value)) if isinstance(value, float) and connection.vendor == "postgresql" else value

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else float(value)


def output_of(field: CustomField) -> "models.Field[Any, Any]":
    """As what the database compares the values of a field."""
    match field.type:
        case FieldType.NUMBER:
            return ExactNumberField()
        case FieldType.MONEY:
            return models.BigIntegerField()
        case FieldType.YES_NO:
            return models.IntegerField()
        case _:
            return models.TextField()


class CustomValue(Func):
    """What a record holds in one field, or NULL. Compares and sorts by the field's index, because it reads the same."""

    def __init__(self, field: CustomField, path: str = "custom") -> None:
        self.slot, self.kind = int(field.slot), FieldType(field.type)
        super().__init__(F(path), output_field=output_of(field))

    def __repr__(self) -> str:
        return f"CustomValue({self.slot}, {self.kind})"

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=sqlite_value("%(expressions)s", self.slot), **extra)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=postgresql_value("%(expressions)s", self.slot, self.kind), **extra)


def value_sql(vendor: str, column: str, field: CustomField) -> str:
    """The expression as text, for the index; `column` is quoted already."""
    if vendor == "postgresql":
        return postgresql_value(column, int(field.slot), FieldType(field.type))
    return sqlite_value(column, int(field.slot))


def sqlite_value(column: str, slot: int) -> str:
    return f"""json_extract({column}, '$."{slot}"')"""


def postgresql_value(column: str, slot: int, kind: FieldType) -> str:
    text = f"({column} ->> '{slot}')"
    if kind == FieldType.YES_NO:
        return f"(({text}::boolean)::integer)"
    return f"({text}::{_CASTS[kind]})" if kind in _CASTS else f'({text} COLLATE "C")'
