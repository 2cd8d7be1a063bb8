"""The builder of audiences: a tree of what was typed, drawn as rows in groups, and the condition that it makes."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from perennial.audiences.forms import draft
from perennial.audiences.forms.draft import Branch, Leaf, Node, placed
from perennial.audiences.forms.drawing import Known, drawn_row, first_row, node_of, row_json, step_json, unknown, waits
from perennial.audiences.forms.rows import FIELD, Choice, Json, Row, chosen
from perennial.kernel.http.numbers import whole_number

MATCHES = [("all", _("all of these")), ("any", _("any of these")), ("none", _("none of these"))]


@dataclasses.dataclass
class Group:
    """Parts that belong together, ready to be drawn."""

    name: str
    matches: Sequence[Choice]
    word: Any  # what stands between its parts
    parts: "Sequence[Row | Group | Order]"
    may_nest: bool
    fresh: bool
    wrong: "str | Promise" = ""
    is_group = True


@dataclasses.dataclass
class Order:
    """Things that happened one after the other, ready to be drawn."""

    name: str
    parts: Sequence[Row]
    days: str
    fresh: bool
    wrong: "str | Promise" = ""
    is_order = True


class Builder:
    """What the builder shows: from a condition, or from what was sent."""

    def __init__(self, whole: Branch, known: Known, *, strict: bool = False) -> None:
        self.whole, self.known, self.strict = whole, known, strict

    @classmethod
    def sent(cls, data: QueryDict, known: Known) -> "Builder":
        """What was typed, after the step that was asked for."""
        act = data.get("act", "")
        whole = draft.sent(data)
        draft.step(whole, act, first_row(known))
        return cls(whole, known, strict=act == "keep")

    @classmethod
    def of(cls, said: Mapping[str, Any] | None, known: Known) -> "Builder":
        """A condition as it is drawn; a first row to begin with where there is none."""
        return cls(drawn_from(said, known) if said else draft.group("all", first_row(known)), known)

    @property
    def root(self) -> Group:
        """The whole, to be drawn."""
        return self._group(draft.ROOT, self.whole, 1)

    @property
    def is_wrong(self) -> bool:
        """Whether a part cannot be asked as it is."""
        return any(self._wrong(place, node) for place, node in placed(self.whole))

    @property
    def asks_unknown(self) -> bool:
        """Whether a row asks a field that is not there, or not for this member."""
        asked = [node.one("what").partition(".") for _place, node in placed(self.whole) if isinstance(node, Leaf)]
        return any(kind == FIELD and key not in self.known.fields for kind, _dot, key in asked)

    def json(self) -> Json:
        """The condition that all of it makes; parts that are not complete are left out."""
        return self._json(draft.ROOT, self.whole) or {"all": []}

    def _json(self, place: str, node: Node) -> Json | None:
        if isinstance(node, Leaf):
            said = row_json(place, node, self.known)
            return None if said is None or self.known.wrong(said) else said
        if node.is_order:
            said = self._order_json(place, node)
            return None if self.known.wrong(said) else said
        parts = [said for number, part in enumerate(node.parts) if (said := self._json(f"{place}.{number}", part))]
        if not parts:
            return None
        if node.match == "none":
            return {"not": {"any": parts}}
        return {node.match if node.match == "any" else "all": parts}

    def _order_json(self, place: str, node: Branch, *, strict: bool = False) -> Json:
        leaves = [(f"{place}.{number}", part) for number, part in enumerate(node.parts) if isinstance(part, Leaf)]
        parts = [step_json(at, part, self.known, strict=strict) for at, part in leaves]
        said: Json = {"sequence": [part for part in parts if part]}
        days = (node.typed.get("days") or [""])[0].strip()
        return said | ({"within_days": whole_number(days)} if days else {})

    def _wrong(self, place: str, node: Node) -> "str | Promise":
        """Why a part cannot be asked; nothing while it was not touched, until all of it is to be kept."""
        if isinstance(node, Leaf):
            said = row_json(place, node, self.known, strict=self.strict)
            return unknown(node) if said is None else self.known.wrong(said)
        return self.known.wrong(self._order_json(place, node, strict=self.strict)) if node.is_order else ""

    def _group(self, place: str, node: Branch, depth: int) -> Group:
        match = node.match if node.match in ("all", "any", "none") else "all"
        return Group(
            name=place,
            matches=chosen(MATCHES, match),
            word=pgettext_lazy("between conditions", "and") if match == "all" else pgettext_lazy("between conditions", "or"),
            parts=[self._part(f"{place}.{number}", part, depth + 1) for number, part in enumerate(node.parts)],
            may_nest=depth < draft.DEEPEST,
            fresh=node.fresh,
        )

    def _part(self, place: str, node: Node, depth: int) -> "Row | Group | Order":
        if isinstance(node, Leaf):
            return drawn_row(place, node, self.known, wrong=self._said_wrong(place, node))
        if not node.is_order:
            return self._group(place, node, depth)
        rows = [
            drawn_row(f"{place}.{number}", part, self.known, only_did=True)
            for number, part in enumerate(node.parts)
            if isinstance(part, Leaf)
        ]
        days = (node.typed.get("days") or [""])[0]
        return Order(place, rows, days, node.fresh, self._said_wrong(place, node))

    def _said_wrong(self, place: str, node: Node) -> "str | Promise":
        """What is said beside a part: nothing of what is not filled in yet, until all of it is to be kept."""
        is_begun = node.fresh or (isinstance(node, Leaf) and waits(place, node, self.known))
        return "" if is_begun and not self.strict else self._wrong(place, node)


def drawn_from(said: Mapping[str, Any], known: Known) -> Branch:
    """The tree that a condition is drawn as."""
    node = node_of(said, known)
    if isinstance(node, Branch) and not node.is_order:
        return node
    return draft.group("all", node)
