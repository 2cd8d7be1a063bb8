"""What audiences may ask of customers, and in whose days they count: those of the business, whoever looks."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from perennial.audiences.tree import Span
from perennial.kernel import clock
from perennial.kernel.clock import zone_named
from perennial.records.fields import Field
from perennial.records.kinds import kind_named
from perennial.records.spans import Relative
from perennial.team.models import Workspace

AUDIENCE = "audience"  # the field by which lists ask for an audience; a tree has a leaf of its own for that


def fields_for(member: Any) -> Mapping[str, Field]:
    """The fields that a member may build an audience with."""
    return _asked(kind_named("customers").fields_for(member))


def every_field() -> Mapping[str, Field]:
    """All that can be asked, to decide: an audience is the same for everybody."""
    return _asked(kind_named("customers").fields())


def _asked(fields: Mapping[str, Field]) -> Mapping[str, Field]:
    """“Whoever asks” means nothing in a group that is the same for everybody."""
    return {
        key: dataclasses.replace(field, mine=False) if field.mine else field
        for key, field in fields.items()
        if field.asks and key != AUDIENCE
    }


@contextmanager
def in_days_of_the_business() -> Iterator[dt.date]:
    """Days begin and end where the business is; gives today."""
    with timezone.override(zone_named(Workspace.current().time_zone)):
        yield clock.today()


def days_of(within: Span | None, today: dt.date) -> tuple[dt.date | None, dt.date]:
    """The first and the last day of a span; what is dated later than today has not happened yet."""
    if within is None:
        return None, today
    if isinstance(within, Relative):
        first, end = within.days(today)
        return first, min(end - dt.timedelta(days=1), today)
    return within.first, min(within.last or today, today)
