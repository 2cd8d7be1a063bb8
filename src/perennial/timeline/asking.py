"""What programs can ask of touchpoints: their fields, in the language of the views."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.people.hanging import customer_field, owner_field
from perennial.people.kind import members
from perennial.records.choices import Operator, Type
from perennial.records.fields import Field
from perennial.timeline.choices import WITHDRAWAL, Direction

_WORD = (Operator.IS, Operator.BEGINS)
FIELDS = (
    Field(
        key="kind",
        label=_("Kind"),
        type=Type.CHOICE,
        column="kind",
        options=lambda: [(kind.key, kind.label) for kind in manifests.touchpoint_kinds if kind.key != WITHDRAWAL],
    ),
    Field(key="channel", label=_("Channel"), type=Type.TEXT, column="channel", operators=_WORD),
    Field(key="direction", label=_("Direction"), type=Type.CHOICE, column="direction", options=lambda: Direction.choices),
    Field(key="happened", label=_("When"), type=Type.MOMENT, column="happened_at"),
    Field(key="recorded", label=_("Written down"), type=Type.MOMENT, column="recorded_at"),
    Field(key="source", label=_("Source"), type=Type.TEXT, column="source", operators=_WORD),
    Field(
        key="member",
        label=_("Who wrote it"),
        type=Type.CHOICE,
        column="member_id",
        options=members,
        mine=True,
        nullable=True,
        optional=True,
        stored=int,
    ),
    Field(key="text", label=_("Text"), type=Type.LONG_TEXT, column="text", optional=True),
    customer_field(),
    owner_field(),
)
BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def fields_for(member: Any) -> Mapping[str, Field]:
    """The fields as a member asks them."""
    return {key: field.read_by(member) for key, field in BY_KEY.items()}
