"""What promises know of a customer, as a field of the list: when something is due for them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from perennial.people.models import Party
from perennial.promises.models import FollowUp
from perennial.promises.rules import may_see
from perennial.records.choices import Type
from perennial.records.fields import Elsewhere, Field, Rows


def fields_of(kind: str) -> Sequence[Field]:
    """The fields that are offered for a kind of record."""
    return FIELDS if kind == "customers" else ()


def _promised() -> Rows:
    return FollowUp.objects.filter(is_open=True)


def _next_days(parties: Sequence[Party]) -> Mapping[int, dt.date]:
    """When the next open follow-up of each is due."""
    due = _promised().filter(party__in=parties).order_by("-due_on", "-id")  # the soonest comes last and stays
    return dict(due.values_list("party_id", "due_on"))


FIELDS = (
    Field(
        key="follow_up",
        label=_("Follow-up"),
        type=Type.DAY,
        elsewhere=Elsewhere(rows=_promised, path="due_on", words="text", moves=("follow_ups", "due")),
        optional=True,
        values=_next_days,
        may_see=may_see,
        part=_("Promises"),
        icon="alarm-clock",
        order=32,
    ),
)
