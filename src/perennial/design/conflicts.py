"""Two people changed the same: theirs, mine and what stood before, side by side, and one of them is chosen field by field.

A form that is opened carries what it held then (`stood`, as an untouched form would send it). That is no secret and no right:
it holds only inputs that its member may fill, and who forges it changes nothing that saving over theirs would not change, too.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from perennial.design.saying import said_by

VERSIONS = ("theirs", "mine", "before")  # the prefixes of their inputs; without one: something else
STOOD, VERSION = "stood", "version"

Pairs = list[tuple[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """One of the three: in words, and as the hidden inputs that say it again."""

    key: str
    label: Any
    said: str
    inputs: Pairs


@dataclasses.dataclass(frozen=True, slots=True)
class Contested:
    """A field that both changed. `another` is its input, for something else than the versions."""

    name: str
    label: Any
    versions: Sequence[Version]
    another: BoundField | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What of a form is chosen as a whole: most often one field. `read` takes it out of what was sent, `said` gives that in
    words, and `owns` tells its inputs by their names."""

    name: str
    label: Any
    read: Callable[[QueryDict], Any]
    said: Callable[[Any], str]
    owns: Callable[[str], bool]
    another: BoundField | None = None

    def sent(self, data: QueryDict) -> Pairs:
        """Its inputs as they were sent."""
        return [(key, value) for key in data if self.owns(key) for value in data.getlist(key)]


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """What is to be saved: mine where I changed something, theirs elsewhere, but for what is `contested`."""

    data: QueryDict
    contested: list[Contested]
    rest: Pairs


def sent_by(*parts: Iterable[BoundField]) -> QueryDict:
    """What forms send that nobody touched."""
    data = QueryDict(mutable=True)
    for bound in (bound for part in parts for bound in part):
        for key, value in inputs_of(bound.field.widget, bound.html_name, bound.value()):
            data.appendlist(key, value)
    return data


def inputs_of(widget: Any, name: str, value: Any) -> Pairs:
    """The names and values that a widget which shows `value` sends."""
    if isinstance(widget, forms.MultiWidget):
        values: Any = value if isinstance(value, list | tuple) else widget.decompress(value)
        each = zip(_suffixes(widget), widget.widgets, values, strict=False)
        return [pair for suffix, part, told in each for pair in inputs_of(part, name + suffix, told)]
    if isinstance(widget, forms.CheckboxInput):
        return [(name, "on")] if widget.check_test(value) else []
    shown: Any = widget.format_value(value)
    return [(name, "" if one is None else str(one)) for one in (shown if isinstance(shown, list | tuple) else [shown])]


def parts_of(form: forms.BaseForm) -> list[Part]:
    """The fields of a form that people see, each a part of its own."""
    return [_part(bound) for bound in form.visible_fields()]


def _part(bound: BoundField) -> Part:
    names = _names(bound.field.widget, bound.html_name)
    say = getattr(bound.field, "said", None) or (lambda value: said_by(bound.field, value))
    return Part(bound.name, bound.label, lambda data: _read(bound, data), say, names.__contains__, bound)


def _names(widget: Any, name: str) -> set[str]:
    if not isinstance(widget, forms.MultiWidget):
        return {name}
    parts = zip(_suffixes(widget), widget.widgets, strict=True)
    return {inner for suffix, part in parts for inner in _names(part, name + suffix)}


def _suffixes(widget: Any) -> list[str]:
    return list(widget.widgets_names)


def _read(bound: BoundField, data: QueryDict) -> Any:
    """The value of a field; as it was typed where the field cannot hold it."""
    given = bound.field.widget.value_from_datadict(data, {}, bound.html_name)
    try:
        return bound.field.clean(given)
    except ValidationError:
        return given


def merge(mine: QueryDict, theirs: QueryDict, parts: Sequence[Part]) -> Merged:
    """Bring together what two people made of a form: `mine` as it was sent, `theirs` as an untouched form sends it now. Where
    `mine` does not say what stood before, whatever differs is contested."""
    stood = QueryDict(str(mine[STOOD])) if mine.get(STOOD) else None
    data = mine.copy()
    contested: list[Contested] = []
    hidden: list[Part] = []
    for part in parts:
        given, now = part.read(mine), part.read(theirs)
        before = part.read(stood) if stood is not None else None
        if _same(given, now):
            continue
        if stood is None or not (_same(before, given) or _same(before, now)):
            contested.append(_contested(part, {"theirs": theirs, "mine": mine} | ({"before": stood} if stood else {})))
            hidden.append(part)
        elif _same(before, given):
            _put(data, part, theirs)
    data[STOOD] = theirs.urlencode()
    data[VERSION] = theirs.get(VERSION, "")
    return Merged(data, contested, [pair for pair in _pairs(data) if not any(part.owns(pair[0]) for part in hidden)])


def _contested(part: Part, versions: dict[str, QueryDict]) -> Contested:
    labels = {"theirs": _("Saved now"), "mine": _("Yours"), "before": _("Before")}
    told = [
        version_of(key, labels[key], part.said(part.read(data)), part.name, part.sent(data)) for key, data in versions.items()
    ]
    return Contested(part.name, part.label, told, part.another)


def version_of(key: str, label: Any, said: str, name: str, sent: Pairs) -> Version:
    """A version of a field that `picked` knows again."""
    return Version(key, label, said, [(f"{key}:{name}:{each}", value) for each, value in sent])


def _put(data: QueryDict, part: Part, source: QueryDict) -> None:
    for key in [key for key in data if part.owns(key)]:
        del data[key]
    for key, value in part.sent(source):
        data.appendlist(key, value)


def _pairs(data: QueryDict) -> Pairs:
    """What goes along with the choices."""
    return [(key, value) for key in data if key != "csrfmiddlewaretoken" for value in data.getlist(key)]


def _same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same; nothing, and no text, are."""
    return bool((one or None) == (other or None))


def picked(data: QueryDict) -> QueryDict:
    """What a form says, once a version was chosen for each field that was contested."""
    choices = {key[5:]: data[key] for key in data if key.startswith("pick-")}
    if not choices:
        return data
    offered = [(key, *key.split(":", 2)) for key in data if key.count(":") > 1 and key.split(":")[0] in VERSIONS]
    told = data.copy()
    for key in [*(f"pick-{name}" for name in choices), *(each[0] for each in offered)]:
        told.pop(key, None)
    for _key, _version, name, own in offered:
        if choices.get(name) in VERSIONS:
            told.pop(own, None)
            told.pop(name, None)
    for key, version, name, own in offered:
        if choices.get(name) == version:
            told.setlist(own, data.getlist(key))
    return told
