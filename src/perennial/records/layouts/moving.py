"""Moving a record on a board or in a calendar: through its slice, against the place where it was taken up."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from perennial.records.choices import NONE, Type
from perennial.records.editing import Edited, NotEdited, Overtaken
from perennial.records.fields import Field
from perennial.records.layouts.board import columns_asked, retired_of
from perennial.records.layouts.places import can_move
from perennial.records.state import State
from perennial.team.tracing import last_change_of


def move(field: Field, record: Any, *, start: str, to: str, by: Any) -> Edited:
    """Let a record go from one column (or day) to another. Of several choices the one is taken off and the other put on. Raises
    NotEdited, with the reason in words, and Overtaken when it does not stand at `start` any more; then nothing was changed."""
    editing = field.edit
    if editing is None or not can_move(field):
        raise NotEdited(_("“%(field)s” is worked out, so nothing can be moved by it.") % {"field": field.label})
    now = editing.initial(record)
    places = _places(now)
    if start not in (places or [NONE]):
        raise Overtaken(_("It was moved meanwhile."), record, now)
    given: Any = "" if to == NONE else to
    if field.type == Type.CHOICES:
        given = [place for place in places if place not in (start, to)] + ([to] if to != NONE else [])
    return editing.set(record, editing.read(record, given, by), by=by, before=now)


def _places(now: Any) -> list[str]:
    """The columns or days at which a record stands that holds this."""
    held = now["value"] if isinstance(now, Mapping) else now
    several = held if isinstance(held, list | tuple) else [held]
    words = {True: "yes", False: "no"}
    return [words[each] if isinstance(each, bool) else str(each) for each in several if each is not None and each != ""]


def words_of(state: State, field: Field, place: str) -> str:
    """A column or a day in words."""
    if field.type == Type.DAY:
        try:
            return date_format(dt.date.fromisoformat(place), "DATE_FORMAT")
        except ValueError:
            return place
    return next((str(label) for key, label, _asked in columns_asked(state, field) if key == place), place)


def overtaken_words(record: Any, by: Any) -> str:
    """Who was quicker, as far as it was written down."""
    last = last_change_of(record)
    if last is None or last.member is None or last.member_id == by.pk:
        return _("“%(name)s” was moved meanwhile, so nothing was changed.") % {"name": record}
    return _("%(who)s moved “%(name)s” meanwhile, so nothing was changed.") % {"who": last.member, "name": record}


class MoveForm(forms.Form):
    """Where a record is to go."""

    def __init__(self, *args: Any, state: State, field: Field, start: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field.type == Type.DAY:
            self.fields["to"] = forms.DateField(label=str(field.label), initial=start)
            return
        retired = retired_of(field)
        choices = [(key, label) for key, label, _asked in columns_asked(state, field) if key not in retired]
        self.fields["to"] = forms.ChoiceField(label=str(field.label), choices=choices, initial=start, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if isinstance(day := values.get("to"), dt.date):
            values["to"] = day.isoformat()
        return values
