"""What the timeline lets be asked of what happened between customers and us."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import touchpoint_kinds
from perennial.records.choices import Type
from perennial.records.fields import Field
from perennial.records.happenings import Detail, Facts, Happening, of_terms
from perennial.timeline.choices import WITHDRAWAL, Direction
from perennial.timeline.events import TouchpointCorrected, TouchpointLogged, TouchpointWithdrawn
from perennial.timeline.models import Touchpoint


def _kinds() -> Sequence[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in touchpoint_kinds if kind.key != WITHDRAWAL]


_CHANNELS = {
    "phone": _("Phone"),
    "in_person": _("In person"),
    "email": _("E-mail"),
    "message": _("Message"),
    "post": _("Post"),
    "web": _("Online"),
    "note": _("Note"),
    "other": _("Other"),
}


def _channels() -> Sequence[tuple[str, Any]]:
    """Those of the kinds there are."""
    used = dict.fromkeys(kind.channel for kind in touchpoint_kinds)
    return [(key, _CHANNELS.get(key, key)) for key in {**_CHANNELS, **used}]


def _detail(key: str, label: Any, **known: Any) -> Detail:
    field = Field(key=key, label=label, type=Type.CHOICE, column=key, **known)
    return Detail(field=field, stored=f"{key}_id", numbers=of_terms(key))


TOUCHED = Happening(
    key="touched",
    label=_("Was in touch"),
    ever=_("was in touch"),
    never=_("was not in touch"),
    often=_("was in touch %(times)s"),
    first=_("was first in touch %(days)s ago"),
    last=_("was last in touch %(days)s ago"),
    icon="message-circle",
    source="timeline.Touchpoint",
    told_by=(TouchpointLogged, TouchpointCorrected, TouchpointWithdrawn),
    figures=("last_contact",),
    facts=(
        Facts(
            fact="touchpoints",
            key="touchpoint_id",
            rows=Touchpoint.objects.standing,
            moment="happened_at",
            details=(
                _detail("kind", _("Kind"), options=_kinds, order=1),
                _detail("channel", _("Channel"), options=_channels, order=2),
                _detail("direction", _("Direction"), options=lambda: Direction.choices, order=3),
            ),
        ),
    ),
    order=30,
)
