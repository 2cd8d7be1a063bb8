"""Manifests: what each slice offers to the slices above it, so that nobody imports upward to collect things.

A slice's `manifest.py` adds entries to these registries when Django starts. Entries hold plain callables; labels are lazy
translations.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

from perennial.kernel.registry import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
else:
    Label = str


def anyone(actor: Any) -> bool:
    """A rule that lets every signed-in member."""
    return True


@dataclasses.dataclass(frozen=True, kw_only=True)
class NavItem:
    """A place in the sidebar; those with `phone=True` also stand in the phone's bottom bar (at most five)."""

    key: str
    label: Label
    icon: str
    url_name: str
    order: int = 50
    may: Callable[[Any], bool] = anyone
    count: Callable[[Any], int] | None = None  # at most one cheap query; 0 shows nothing
    shortcut: str = ""  # the key after G
    phone: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """A page under Settings."""

    key: str
    label: Label
    help: Label
    icon: str
    url_name: str
    order: int = 50
    may: Callable[[Any], bool] = anyone


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command:
    """Something to do from anywhere, by name, in the palette. `url_name` opens a page, or a dialog with `dialog=True`. One that
    can begin with what was typed `takes` it by that name in the address, and is offered as `named` (“New customer “%(text)s””).
    """

    key: str
    label: Label
    icon: str
    url_name: str
    words: Label = ""  # synonyms that find it
    order: int = 50
    may: Callable[[Any], bool] = anyone
    dialog: bool = False
    shortcut: str = ""
    takes: str = ""
    named: Label = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    url: str
    title: str
    detail: str = ""
    icon: str = "user-round"
    rank: float = 0.0  # higher comes first
    meant: str = ""  # what the typed words were taken for, if nothing is written like them
    at: dt.datetime | None = None
    snippet: tuple[tuple[str, bool], ...] = ()  # pieces of the text that was found in, and whether each is what was typed


@dataclasses.dataclass(frozen=True, kw_only=True)
class SearchSource:
    """Finds things by a text that is still being typed. `find(actor, text, limit)` runs a fixed number of indexed queries;
    `recent(actor, limit)` gives what the actor used lately and often, for before anything is typed."""

    key: str
    label: Label
    find: Callable[[Any, str, int], Sequence[Hit]]
    recent: Callable[[Any, int], Sequence[Hit]] | None = None
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the customer's page. `context(request, party)` gives the template's values, or None to stay away.

    Places: `head` (one line under the name), `next` (the next step), `main` (above the timeline), `side` (details column),
    `brief` (what happened last, in the panel beside a list).
    """

    key: str
    template: str
    context: Callable[["HttpRequest", Any], Mapping[str, Any] | None]
    place: Literal["head", "next", "main", "side", "brief"] = "side"
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class TouchpointKind:
    """A kind of touchpoint. `contact` marks a real exchange between people when it is two-way (a call, a visit, a meeting)."""

    key: str
    label: Label
    icon: str
    channel: str = "other"
    direction: str = "none"  # unless told: in, out, both, none
    hue: int = 150
    contact: bool = False
    loggable: bool = False  # may be logged by hand
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class LogPart:
    """A part of the dialog in which a touchpoint is logged, offered by a slice above the timeline (“follow up in 3 days”).
    `form(actor, values)` makes it, bound to the values that were sent or not at all; `keep(actor, touchpoint, cleaned)` acts on
    it in the transaction of the touchpoint."""

    key: str
    form: Callable[[Any, Mapping[str, Any] | None], Any]
    keep: Callable[[Any, Any, Mapping[str, Any]], None]
    may: Callable[[Any], bool] = anyone
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One line of a customer's timeline, wherever it is kept. `at` and `id` order it; `template` may draw it in its own way
    with `moment.data`."""

    at: dt.datetime
    id: int
    kind: str
    title: str
    text: str = ""
    icon: str = "circle"
    hue: int = 150
    who: str = ""
    url: str = ""
    recorded_at: dt.datetime | None = None
    template: str = "timeline/moment.html"
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimelineSource:
    """Where moments of a customer come from: the touchpoints themselves, and every table that keeps facts of its own (orders,
    refunds, stage changes), which are read there and not written down twice. `moments(party_id, before, kinds, limit)` gives
    the newest ones strictly before the position `before` = (at, id) (None: from the newest), in a fixed number of queries."""

    key: str
    label: Label
    icon: str
    moments: Callable[[int, tuple[dt.datetime, int] | None, frozenset[str] | None, int], Sequence[Moment]]
    kinds: tuple[str, ...] = ()  # what can be filtered by
    order: int = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """The one-click act of an owed row: a form that posts to `url` (or a link, or a dialog)."""

    label: Label
    url: str
    icon: str = "check"
    method: Literal["get", "post", "dialog"] = "post"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One thing that we owe a customer now."""

    key: str  # unique within its source, the same as long as it is the same debt: what a snooze remembers
    party_id: int
    party_name: str
    why: str  # in words, with the numbers
    since: dt.datetime
    what: str = ""  # what is to be done, where it has words of its own (the text of a follow-up)
    owner_id: int | None = None
    value_minor: int = 0  # what it protects
    currency: str = ""
    urgency: int = 0  # 3 a promise that is overdue, 2 due today, 1 a customer at risk, 0 can wait; then by value
    act: Act | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Whose:
    """Whose debts are asked for: those of one owner (None: of everybody), to customers whom the asking member sees: those of
    the owners `within` (None: all customers)."""

    owner_id: int | None = None
    within: frozenset[int] | None = None
    asker: Any = dataclasses.field(default=None, compare=False)  # the member, where words depend on what they may see

    @property
    def owners(self) -> frozenset[int] | None:
        """Whose customers they are, for a source whose debts belong to whoever looks after the customer; None: anybody's."""
        if self.owner_id is None:
            return self.within
        return frozenset({self.owner_id}) & (frozenset({self.owner_id}) if self.within is None else self.within)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class AtStake:
    """The most important rows of a source, how many there are (capped at 1000), and what all of those protect together."""

    rows: Sequence[Owed]
    count: int
    minor: int
    currency: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class OwedSource:
    """A reason to be on Today.

    `rows(whose, limit, skip)` gives the most important ones in a fixed number of queries, leaving out the keys in `skip` (those
    that are snoozed); `count(whose, skip)` counts the same ones, capped at 1000. None of them tells of a customer who is not
    among those of `whose`.
    `stake(whose, limit, skip)` tells both at once, and what all of them protect together: for a source that adds it up, and so
    has met them all anyway.
    `clause(count, money)` is its part of the page's first sentence: "three customers worth €2,140 a year are slipping".
    """

    key: str
    label: Label
    help: Label
    icon: str
    rows: Callable[[Whose, int, frozenset[str]], Sequence[Owed]]
    count: Callable[[Whose, frozenset[str]], int]
    stake: Callable[[Whose, int, frozenset[str]], AtStake] | None = None
    clause: Callable[[int, str], str] | None = None
    hue: int = 150
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonalData:
    """How a table holds what is known of a person: `path` leads from its rows to the party. Used by the export of one
    person's data and by erasure; `erase` says whether rows are deleted or emptied of the named `fields`. `told_as` names the
    model under which the audit log tells of the rows, where it is another one."""

    key: str  # the model's label, "timeline.Touchpoint"
    path: str
    erase: Literal["delete", "blank"] = "delete"
    fields: tuple[str, ...] = ()
    told_as: str = ""
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkedOut:
    """A table that the product works out by itself. What an undo takes away takes its rows along; none of them is a reason to
    keep it."""

    key: str  # the model's label
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Move:
    """How a table follows when one customer is merged into another, and comes back when the merge is undone.

    `follow`: the keys that `path` names (several with blanks between) are set to the survivor; a row that would then repeat one
    of the survivor's (the same `once` fields) or relate it to itself stays with the merged customer, who is put away, not lost.
    `hang`: the row hangs on another table that moves (path "order__party"), so there is nothing to do. `stay`: it tells of the
    merged record itself. `derive`: worked out from other tables; `settle(party_ids)` does it anew once everything has moved.
    `words(count)` says in the preview what moves: "12 orders". `opened` is a context in which the rows may be changed at all.
    """

    key: str  # the model's label, "purchases.Order"
    path: str = "party"
    how: Literal["follow", "hang", "stay", "derive"] = "follow"
    once: tuple[str, ...] = ()
    words: Callable[[int], str] | None = None
    settle: Callable[[Collection[int]], object] | None = None
    opened: Callable[[], AbstractContextManager[object]] = nullcontext
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """A question that `perennial doctor` asks. `run()` gives (ok, what was found, what to do)."""

    key: str
    label: Label
    run: Callable[[], tuple[bool, str, str]]
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Greeting:
    """Lines that `serve` prints once it is ready, for whoever started it."""

    key: str
    lines: Callable[[], Sequence[str]]
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class Deed:
    """How the audit log says an action: `key` is what the action gives to `team.deeds.record_deed`. `says(entries, reader)`
    puts into words what such entries tell that is no field of a record, for all of them together: {id of the entry: {name:
    words}}. What it leaves out is shown as it was written."""

    key: str
    label: Label
    says: Callable[[Sequence[Any], Any], Mapping[int, Mapping[str, str]]] | None = None
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApiRouter:
    """A slice's part of the API: `routes` names a function that gives its operations (`team.rest.Routes`). What is raised of
    `conflicts` says that somebody else was quicker (409), of `refusals` what is wrong with what was sent (422)."""

    key: str
    routes: str
    refusals: tuple[type[Exception], ...] = ()
    conflicts: tuple[type[Exception], ...] = ()
    order: int = 50


@dataclasses.dataclass(frozen=True, kw_only=True)
class FirstStep:
    """Something to do in a new workspace, on the way to a first useful Today. `is_done()` asks the facts, in one cheap query; a
    step that is only `offered` while there is nothing yet is never done and counts for nothing."""

    key: str
    label: Label
    text: Label
    act: Label
    url_name: str
    icon: str
    is_done: Callable[[], bool] | None = None
    may: Callable[[Any], bool] = anyone
    dialog: bool = False
    order: int = 50


nav: Registry[NavItem] = Registry("navigation item")
settings_pages: Registry[SettingsPage] = Registry("settings page")
commands: Registry[Command] = Registry("command")
search_sources: Registry[SearchSource] = Registry("search source")
panels: Registry[Panel] = Registry("panel")
log_parts: Registry[LogPart] = Registry("part of the logging dialog")
timeline_sources: Registry[TimelineSource] = Registry("timeline source")
touchpoint_kinds: Registry[TouchpointKind] = Registry("touchpoint kind")
owed_sources: Registry[OwedSource] = Registry("owed source")
personal_data: Registry[PersonalData] = Registry("personal data")
deeds: Registry[Deed] = Registry("deed")
moves: Registry[Move] = Registry("move")
worked_out: Registry[WorkedOut] = Registry("table that is worked out")
first_steps: Registry[FirstStep] = Registry("first step")
checks: Registry[Check] = Registry("check")
greetings: Registry[Greeting] = Registry("greeting")
api_routers: Registry[ApiRouter] = Registry("part of the API")
