"""Values of columns as plain JSON, and back."""

import datetime as dt
from typing import Any

from django.db import models


def as_plain(value: Any) -> Any:
    """A value of a column as JSON holds it: moments, days and times as ISO writes them, to the microsecond."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def as_column(model: type[models.Model], name: str, told: Any) -> Any:
    """The same value as its column holds it."""
    field = next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))
    return told if isinstance(field, models.JSONField) else field.to_python(told)
