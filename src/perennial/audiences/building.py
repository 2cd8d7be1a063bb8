"""What somebody builds: the condition as it is drawn, and who fits it so far."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from perennial.audiences.asking import fields_for
from perennial.audiences.forms import Builder, Known
from perennial.audiences.models import Audience
from perennial.audiences.queries import audiences_for, count_and_sample
from perennial.audiences.reading import from_json
from perennial.audiences.saying import Wording
from perennial.audiences.text import from_text
from perennial.audiences.textreading import TextError
from perennial.audiences.textwriting import to_text
from perennial.audiences.tree import Tree, to_json
from perennial.lake.engines import EngineError
from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.records.conditions import EVERYTHING
from perennial.records.happenings import happenings


@dataclasses.dataclass(frozen=True)
class Live:
    """Who fits now: how many (None: that cannot be told at the moment), some of them, and the condition in words. `is_late`:
    not all that was written a moment ago is counted."""

    count: int | None
    sample: Sequence[Party]
    said: str
    anybody: bool
    incomplete: bool
    is_late: bool = False


def known_to(member: Any, audience: Audience | None = None) -> Known:
    """What a member can ask; of audiences, all but the one that is built."""
    fields = fields_for(member)
    return Known(
        fields={key: field.read_by(member) for key, field in fields.items()},
        happenings={happening.key: happening for happening in happenings},
        audiences=names_of_others(member, audience),
        read=lambda said: from_json(said, fields),
    )


def names_of_others(member: Any, audience: Audience | None = None) -> Mapping[int, str]:
    """What the other audiences are called."""
    others = audiences_for(member).exclude(pk=audience.pk) if audience else audiences_for(member)
    return dict(others.values_list("pk", "name"))


def live(member: Any, known: Known, tree: Tree, *, incomplete: bool) -> Live:
    """Who fits a condition now. What the engine cannot answer at the moment is said, not shown as an error."""
    said = Wording.of(member).rule(to_json(tree))
    try:
        count, sample, is_late = count_and_sample(tree, member)
    except EngineError:
        return Live(None, [], said, True, incomplete)
    return Live(count, sample, said, bool(count) or visible_parties(member).exists(), incomplete, is_late)


_BEFORE_MARK = 24  # characters


@dataclasses.dataclass(frozen=True)
class Typed:
    """What stands on the screen: rows, or a text in their place; of a text that is not understood what is wrong with it."""

    builder: Builder
    as_text: bool = False
    text: str = ""
    error: TextError | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be kept as it is."""
        return self.error is not None or (not self.as_text and self.builder.is_wrong)

    @property
    def marked(self) -> str:
        """The line of the text that is wrong, from shortly before the place on, with a mark below it."""
        lines = self.text.splitlines()
        if self.error is None or not 0 < self.error.line <= len(lines):
            return ""
        place = self.error.column - 1
        first = max(place - _BEFORE_MARK, 0)
        dots = "… " if first else ""
        return f"{dots}{lines[self.error.line - 1][first:]}\n{' ' * (len(dots) + place - first)}^"


def typed_in(data: QueryDict, known: Known, member: Any) -> Typed:
    """What was typed, after a step: into rows, into a text, or from the one to the other. Rows that ask what this member may
    not see stay rows: a text would be without them."""
    act = data.get("act", "")
    if data.get("as") == "text":
        return _of_text(data.get("text", ""), known, member, as_text=act != "as-rows")
    builder = Builder.sent(data, known)
    if act != "as-text" or builder.asks_unknown:
        return Typed(builder)
    return Typed(builder, True, to_text(from_json(builder.json(), known.fields), known.fields, member))


def _of_text(text: str, known: Known, member: Any, *, as_text: bool) -> Typed:
    """Without a word everybody is meant; what is wrong is shown in the text, whatever was asked for."""
    text = text.replace("\r\n", "\n")
    try:
        tree = from_text(text, known.fields, member) if text.strip() else EVERYTHING
    except TextError as error:
        return Typed(Builder.of({"all": []}, known), True, text, error)
    return Typed(Builder.of(to_json(tree), known), as_text, text)
