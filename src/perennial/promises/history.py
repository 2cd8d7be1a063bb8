"""How the history of a follow-up is said, and set to what it was."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from perennial.promises.actions import edit_follow_up
from perennial.promises.actions.following import EDITABLE
from perennial.promises.models import FollowUp
from perennial.team.histories import HistoryField, NotPutBack
from perennial.team.models import Member
from perennial.team.reach import is_within_reach


def _day_words(value: Any) -> str:
    try:
        return date_format(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _time_words(value: Any) -> str:
    try:
        return time_format(dt.time.fromisoformat(str(value)))
    except ValueError:
        return str(value)


_WORDS = {"due_on": _day_words, "due_time": _time_words}
_LABELS = {"text": _("What is to be done"), "due_on": _("Due"), "due_time": _("At a time"), "owner": _("Who does it")}


def field_of_follow_up(key: str) -> HistoryField | None:
    """What is known of a field in the history of a follow-up."""
    if key not in EDITABLE:
        return HistoryField(label=_("Why not")) if key == "dropped_because" else None
    return HistoryField(
        label=_LABELS[key],
        words=_WORDS.get(key),
        put_back=lambda member, follow_up, value: _put_back(member, follow_up, key, value),
        now=lambda follow_up: _now(follow_up, key),
    )


def _now(follow_up: FollowUp, key: str) -> Any:
    value = getattr(follow_up, key)
    if isinstance(value, Member):
        return {"id": str(value.pk), "name": str(value)}
    return None if value is None else str(value)


def _put_back(member: Member, follow_up: FollowUp, key: str, value: Any) -> None:
    values = {name: getattr(follow_up, name) for name in EDITABLE}
    match key:
        case "owner":
            values["owner"] = _owner_again(member, value)
        case "due_on":
            values["due_on"] = dt.date.fromisoformat(str(value))
        case "due_time":
            values["due_time"] = dt.time.fromisoformat(str(value)) if value else None
        case _:
            values["text"] = str(value or "")
    edit_follow_up(follow_up, by=member, version=follow_up.version, **values)


def _owner_again(member: Member, value: Any) -> Member:
    chosen = value.get("id", "0") if isinstance(value, Mapping) else "0"
    owner = Member.objects.active().filter(pk=int(chosen)).first()
    if owner is None:
        raise NotPutBack(_t("Whoever it was no longer works here. Choose somebody else."))
    if not is_within_reach(member, owner.pk):
        raise NotPutBack(_t("You do not see the customers of whoever it was. Ask somebody who does."))
    return owner
