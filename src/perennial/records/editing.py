"""How one field of a record is changed where it is read: through the action of its slice, against what stood there.

The value of a field is in one shape everywhere here, which JSON can hold: `initial` gives it, the input of `form_field` cleans
to it, and `set` takes it.
"""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from perennial.design.saying import said_by
from perennial.records.bulk.acts import Many

UNSAID: Any = object()  # what a field held before was not said


class NotEdited(Exception):  # noqa: N818
    """Nothing was changed; the message says why, for people."""


class Overtaken(NotEdited):
    """Somebody else was quicker. `theirs` is the record as it stands, `now` what it holds in the field."""

    def __init__(self, message: str, theirs: Any, now: Any) -> None:
        super().__init__(message)
        self.theirs, self.now = theirs, now


@dataclasses.dataclass(frozen=True, slots=True)
class Edited:
    """A record as it stands after a change of one field, and what the field held before and holds now."""

    record: Any
    before: Any
    after: Any
    kept: Any = None  # what stood beside the value before, for an undo

    @property
    def is_changed(self) -> bool:
        """Whether anything is different at all."""
        return not same(self.before, self.after)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Editing:
    """How a field is changed. `act(record, value, by)` calls the slice's action on a record that is held; `refusals` are the
    errors by which that action says no in words. `form_field(record, by)` is the input, the same as in the slice's own form;
    without a record it is for any of them. `keep(record)` tells, in JSON, what a change loses besides the value, and
    `bring_back(record, value, kept, by)` sets the value with it again."""

    may: Callable[[Any, Any], bool]  # (member, record): no query
    form_field: Callable[[Any, Any], forms.Field]
    initial: Callable[[Any], Any]
    act: Callable[[Any, Any, Any], Any]
    refusals: tuple[type[Exception], ...] = ()
    many: Many | None = None  # how it is set for very many records at once
    logged: str = ""  # how the history calls it, where that is not the key of the field
    keep: Callable[[Any], Any] | None = None
    bring_back: Callable[[Any, Any, Any, Any], Any] | None = None
    words: Callable[[Any, Any], str] | None = None  # (value, member): the value in words, where the input does not know them

    def set(
        self, record: Any, value: Any, *, by: Any, version: int | None = None, before: Any = UNSAID, kept: Any = None
    ) -> Edited:
        """Let the record hold `value` in this field. Whatever changed in its other fields stays as it is. `kept` is what an
        earlier change told that it lost.

        Raises NotEdited when `by` may not, when it is gone, and when the action refuses; Overtaken when the field no longer
        holds `before`, or the record is newer than `version`, where one of them is said: then nothing was changed."""
        with transaction.atomic():
            theirs = held(record)
            if theirs is None or not self.may(by, theirs):
                raise NotEdited(_("You cannot change this any more: it was deleted, or it is not yours to change."))
            now = self.initial(theirs)
            if same(now, value):
                return Edited(theirs, now, now)
            is_newer = version is not None and theirs.version != version
            if is_newer or (before is not UNSAID and not same(now, before)):
                raise Overtaken(_("Somebody changed this while you were editing. Nothing of yours was saved yet."), theirs, now)
            lost = self.keep(theirs) if self.keep else None
            try:
                if kept is not None and self.bring_back:
                    self.bring_back(theirs, value, kept, by)
                else:
                    self.act(theirs, value, by)
            except self.refusals as refusal:
                raise NotEdited(str(refusal)) from refusal
            fresh = type(theirs)._base_manager.get(pk=theirs.pk)
            return Edited(fresh, now, self.initial(fresh), lost)

    def read(self, record: Any, given: Any, by: Any) -> Any:
        """A value that came from outside (the key of a choice, a day as text …) as `set` takes it; raises NotEdited for one
        that the field cannot hold."""
        try:
            return self.form_field(record, by).clean(given)
        except ValidationError as error:
            raise NotEdited(" ".join(error.messages)) from None

    def said(self, value: Any, record: Any, by: Any) -> str:
        """A value of this field in words, for a member."""
        return self.words(value, by) if self.words else said_by(self.form_field(record, by), value)


def held(record: Any) -> Any | None:
    """The record as it stands, held until the transaction ends; None when it is gone."""
    return type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()


def as_json(value: Any) -> Any:
    """A value as JSON gives it back."""
    return json.loads(json.dumps(value, default=str))


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same; nothing, and no text, are."""
    return (as_json(one) or None) == (as_json(other) or None) if one is not False and other is not False else one == other
