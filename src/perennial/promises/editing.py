"""How a follow-up is changed where it is read: with the inputs of its own form, through the actions of the slice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from perennial.design.saying import said_by
from perennial.promises.actions import FollowUpError, complete_follow_up, edit_follow_up, reopen_follow_up, together
from perennial.promises.forms import EditForm
from perennial.promises.models import Completion, FollowUp
from perennial.promises.queries.owners import owners
from perennial.promises.rules import may_keep
from perennial.records.bulk.acts import Many
from perennial.records.bulk.columns import setting
from perennial.records.editing import Editing
from perennial.records.inputs import YesNoField
from perennial.team.models import Member


def _may_edit(member: Any, follow_up: FollowUp) -> bool:
    return follow_up.is_open and may_keep(member)


def _editing(
    key: str, form_field: Callable[[Any, Any], forms.Field], initial: Any, kept: Any = None, many: Many | None = None
) -> Editing:
    """One of the facts that `edit_follow_up` changes; `kept(value, by)` is how the action takes it."""

    def act(follow_up: FollowUp, value: Any, by: Member) -> None:
        facts = {name: getattr(follow_up, name) for name in ("text", "due_on", "due_time", "owner")}
        facts[key] = kept(value, by) if kept else value
        edit_follow_up(follow_up, by=by, version=follow_up.version, **facts)

    return Editing(may=_may_edit, form_field=form_field, initial=initial, act=act, refusals=(FollowUpError,), many=many)


def _input(name: str) -> Callable[[Any, Any], forms.Field]:
    return lambda follow_up, by: EditForm(by=by, instance=follow_up or FollowUp(owner=by)).fields[name]


def _owner_field(follow_up: FollowUp | None, by: Any) -> forms.Field:
    """Those to whom `by` may give it, and whoever has it now."""
    choices = [(str(pk), name) for pk, name in owners(by).order_by("name").values_list("pk", "name")]
    if follow_up is not None and str(follow_up.owner_id) not in dict(choices):
        choices.append((str(follow_up.owner_id), str(follow_up.owner)))
    return forms.ChoiceField(label=_("Who does it"), choices=choices)


def _owner(value: Any, by: Member) -> Member:
    key = str(value or "")
    owner: Member | None = owners(by).filter(pk=int(key)).first() if key.isascii() and key.isdecimal() else None
    if owner is None:
        raise FollowUpError(forms.ChoiceField.default_error_messages["invalid_choice"] % {"value": key[:40]})
    return owner


def _day(value: Any, by: Member) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _end_or_reopen(follow_up: FollowUp, value: bool, by: Member) -> None:
    ended = Completion.objects.filter(follow_up=follow_up).first()
    if ended is not None and ended.dropped_because:
        raise FollowUpError(gettext("This follow-up has ended. Reopen it to move it."))
    if value:
        reopen_follow_up(follow_up, by=by)
    else:
        complete_follow_up(follow_up, by=by)


def _owner_said(value: Any) -> str:
    return str(Member.objects.filter(pk=value).first() or gettext("nobody"))


MANY_DUE = setting(
    together.DUE,
    may=may_keep,
    form_field=lambda member: _input("due_on")(None, member),
    keep=dt.date.isoformat,
    said=lambda value: said_by(forms.DateField(), value),
)
MANY_OWNER = setting(
    together.OWNER,
    button=_("Assign"),
    may=may_keep,
    form_field=lambda member: _owner_field(None, member),
    keep=int,
    said=_owner_said,
)
TEXT = _editing("text", _input("text"), lambda follow_up: follow_up.text)
DUE = _editing("due_on", _input("due_on"), lambda follow_up: follow_up.due_on, _day, MANY_DUE)
OWNER = _editing("owner", _owner_field, lambda follow_up: str(follow_up.owner_id), _owner, MANY_OWNER)
OPEN = Editing(
    may=lambda member, follow_up: may_keep(member),
    form_field=lambda follow_up, by: YesNoField(label=_("Open")),
    initial=lambda follow_up: follow_up.is_open,
    act=_end_or_reopen,
    refusals=(FollowUpError,),
    words=lambda value, by: said_by(forms.BooleanField(), value),
)
