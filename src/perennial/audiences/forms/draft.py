"""What stands in the builder while somebody works on it: a tree of what was typed, complete or not, that steps change.

As a form: every name begins with the place of its part in the tree: `c` is the whole, `c.0` its first part, `c.0.2` the third
part of that. Groups send `match`, what is to happen in order sends `order`, everything else `what`.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from django.http import QueryDict

ROOT = "c"
DEEPEST = 4  # groups in groups that can be drawn so that one still reads them
MOST = 60
_OF_EVERYTHING_DONE = ("operator", "value", "within", "count", "unit", "first", "until")
_NAME = re.compile(r"(c(?:\.[0-9]{1,3})*)\.([a-z].{0,60})", re.DOTALL)
Typed: TypeAlias = dict[str, list[str]]


@dataclasses.dataclass
class Leaf:
    """One thing that is asked, as it was typed: by the names that follow its place."""

    typed: Typed
    fresh: bool = False  # it has just come, and wants to be looked at

    def one(self, name: str) -> str:
        """What was typed there, nothing where nothing was."""
        return (self.typed.get(name) or [""])[0].strip()


@dataclasses.dataclass
class Branch:
    """Parts that belong together: a group (`match`: all, any, none), or things that happened one after the other (`order`)."""

    typed: Typed
    parts: "list[Node]" = dataclasses.field(default_factory=list)
    fresh: bool = False

    @property
    def is_order(self) -> bool:
        return "order" in self.typed

    @property
    def match(self) -> str:
        return (self.typed.get("match") or ["all"])[0]


Node: TypeAlias = Leaf | Branch


def group(match: str, *parts: Node) -> Branch:
    """Parts of which all, any or none have to be true."""
    return Branch({"match": [match]}, list(parts))


def sent(data: QueryDict) -> Branch:
    """The tree that a form says. What names no place, or one without a whole above it, is not there."""
    typed: dict[str, Typed] = {}
    for name in data:
        if (found := _NAME.fullmatch(name)) and len(typed) <= MOST * 2:
            typed.setdefault(found[1], {})[found[2]] = data.getlist(name)
    places: dict[str, list[str]] = {}
    for place in sorted(typed, key=_in_order):
        places.setdefault(place.rpartition(".")[0], []).append(place)
    whole = _grown(ROOT, typed, places)
    return whole if isinstance(whole, Branch) else group("all")


def _in_order(place: str) -> list[int]:
    return [int(number) for number in place.split(".")[1:]]


def _grown(place: str, typed: Mapping[str, Typed], places: Mapping[str, list[str]]) -> Node | None:
    said = typed.get(place, {})
    if "match" in said or "order" in said:
        parts = [part for below in places.get(place, []) if (part := _grown(below, typed, places))]
        return Branch(said, parts)
    return Leaf(_same(said)) if "what" in said else None


def _same(said: Typed) -> Typed:
    """What was typed of what is asked now: of a thing that was asked before (`was`) it means nothing, but how often and when
    anything happened."""
    was, what = said.get("was", said["what"]), said["what"]
    if was == what:
        return said
    names = _OF_EVERYTHING_DONE if all("".join(each).startswith("did.") for each in (was, what)) else ()
    how_often = said.get("measure", ["count"]) == ["count"]
    kept = {name: said[name] for name in names if name in said and (how_often or name not in ("operator", "value"))}
    return {"what": what, **kept}


def placed(node: Node, place: str = ROOT) -> Iterator[tuple[str, Node]]:
    """Every part with its place, from the top."""
    yield place, node
    if isinstance(node, Branch):
        for number, part in enumerate(node.parts):
            yield from placed(part, f"{place}.{number}")


def step(whole: Branch, act: str, first: Leaf) -> None:
    """Do what a button asks for. `row:c.1` adds a row to that group, `group:` and `order:` what they say, `then:` a step to
    what happens in order; `drop:` takes a part out, `copy:` doubles it; `only:c.0` asks more of each thing that happened,
    `any:c.0.w1` no longer. `first` is what a new row begins with."""
    what, _colon, place = act.partition(":")
    found = dict(placed(whole))
    node, above = found.get(place), found.get(place.rpartition(".")[0])
    if what in ("row", "group", "order", "then") and isinstance(node, Branch):
        _add(node, what, first if _has_room(whole) else None)
    elif what in ("drop", "copy") and node is not None and isinstance(above, Branch):
        at = next(number for number, part in enumerate(above.parts) if part is node)
        above.parts[at : at + 1] = [] if what == "drop" else [node, _copy_of(node)] if _has_room(whole) else [node]
    elif what == "only" and isinstance(node, Leaf):
        node.typed[f"w{next(n for n in range(MOST) if f'w{n}.field' not in node.typed)}.field"] = [""]
    elif what == "any" and isinstance(above, Leaf):
        which = f"{place.rpartition('.')[2]}."
        above.typed = {name: values for name, values in above.typed.items() if not name.startswith(which)}


def _add(branch: Branch, what: str, first: Leaf | None) -> None:
    if first is None or branch.is_order != (what == "then"):
        return
    branch.parts.append(_copy_of(branch.parts[-1]) if what == "then" and branch.parts else _made(what, first))


def _has_room(whole: Branch) -> bool:
    return sum(1 for _each in placed(whole)) < MOST


def _made(what: str, first: Leaf) -> Node:
    new = Leaf(dict(first.typed), fresh=True)
    if what == "group":
        return group("any", new)
    if what == "order":
        bought = {"what": ["did.bought"]}
        return Branch({"order": ["yes"], "days": ["30"]}, [Leaf(bought, fresh=True), Leaf(dict(bought))])
    return new


def _copy_of(node: Node) -> Node:
    typed = {name: list(values) for name, values in node.typed.items()}
    if isinstance(node, Branch):
        return Branch(typed, [_copy_of(part) for part in node.parts], fresh=True)
    return Leaf(typed, fresh=True)
