"""Values of columns as plain JSON, and back."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import models


def as_plain(value: Any) -> Any:
    """A value of a column as JSON holds it: moments, days and times as ISO writes them, to the microsecond."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def as_column(model: type[models.Model], name: str, told: Any) -> Any:
    """The same value as its column, which may be named by its field, holds it."""
    field = _fields(model)[name]
    return told if isinstance(field, models.JSONField) else field.to_python(told)


@lru_cache
def _fields(model: type[models.Model]) -> dict[str, "models.Field[Any, Any]"]:
    fields = model._meta.concrete_fields
    return {field.name: field for field in fields} | {field.attname: field for field in fields}
