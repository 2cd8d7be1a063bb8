"""How the history of an audience is said, and set to what it was."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.audiences.actions import change_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.records.conditions import ConditionError
from perennial.team.histories import HistoryField, NotPutBack

_LABELS = {"name": _("Name"), "description": _("What it is for"), "condition": _("Rule"), "on_today": _("Told on Today")}


def field_of_audience(key: str) -> HistoryField | None:
    """What is known of a field in the history of an audience."""
    if key not in _LABELS:
        return None
    return HistoryField(
        label=_LABELS[key],
        words=(lambda value: _t("yes") if value else _t("no")) if key == "on_today" else None,
        words_of=_rules if key == "condition" else None,
        put_back=lambda member, audience, value: _put_back(member, audience, key, value),
        now=lambda audience: getattr(audience, key),
    )


def _rules(values: Sequence[Any], member: Any) -> Sequence[str]:
    wording = Wording.of(member)
    return [wording.rule(value) if value else "" for value in values]


def _put_back(member: Any, audience: Audience, key: str, value: Any) -> None:
    if key == "condition":
        try:
            value = from_json(value, every_field())
        except ConditionError as error:
            raise NotPutBack(str(error.why)) from None
    change_audience(audience, by=member, version=audience.version, **{key: value})
