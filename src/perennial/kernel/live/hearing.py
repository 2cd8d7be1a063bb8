"""Who hears what: a signal about a record goes to the members who may see it, and to nobody else.

The slices say it per topic (`hearings`). What has to be known of the records is read once for all open pages of a
process, in one query a topic and batch; whether a page hears a signal is then decided without asking the database.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from perennial.kernel.registry import Registry

UNKNOWN = object()  # the fact of a record that is not there
REACH = "team.reach"  # a member may see more or less from now on: ask for every ear anew before anything else is told


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hearing:
    """Who hears signals of a topic (`key`). `facts(ids)` reads what has to be known of the records, in one query; `of(member)`
    gives the check of such a fact for one member, or None when they hear all."""

    key: str
    facts: Callable[[Set[int]], Mapping[int, Any]]
    of: Callable[[Any], Callable[[Any], bool] | None]
    order: int = 50


hearings: Registry[Hearing] = Registry("hearing")


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A signal as it goes over the wire. Ids are text there: a JavaScript number would round them. `fact` stays here."""

    id: int
    topic: str
    data: dict[str, Any]
    fact: Any = UNKNOWN

    @property
    def about(self) -> int | None:
        """The id of the record that it is about, if it is about one."""
        told = str(self.data.get("id", ""))
        return int(told) if told.isdecimal() else None

    def as_json(self) -> dict[str, Any]:
        return {"id": str(self.id), "topic": self.topic, "data": self.data}


class Ear:
    """What one open page hears, as far as its member sees at the moment."""

    def __init__(self, member: Any) -> None:
        self._checks: dict[str, Callable[[Any], bool]] = {}
        for hearing in hearings:
            if (check := hearing.of(member)) is not None:
                self._checks[hearing.key] = check

    @property
    def topics(self) -> Set[str]:
        """The topics of whose records something has to be known."""
        return self._checks.keys()

    def must_know(self, told: Told) -> bool:
        """Whether the record of a signal must still be read to decide: the signal came before this page listened."""
        return told.topic in self._checks and told.about is not None and told.fact is UNKNOWN

    def hears(self, told: Told) -> bool:
        """Whether this signal is for this page; one that is about no record in particular is for everybody."""
        if told.topic == REACH:
            return False
        check = self._checks.get(told.topic)
        if check is None or told.about is None:
            return True
        return told.fact is not UNKNOWN and check(told.fact)


def with_facts(signals: Iterable[Told], topics: Set[str]) -> list[Told]:
    """The signals with what has to be known of the records of these topics: one query for each that occurs."""
    signals = list(signals)
    facts = {}
    for topic in topics & {told.topic for told in signals}:
        if (hearing := hearings.get(topic)) is not None:
            ids = {told.about for told in signals if told.topic == topic and told.about is not None}
            facts[topic] = hearing.facts(ids) if ids else {}
    return [
        dataclasses.replace(told, fact=facts[told.topic].get(told.about or 0, UNKNOWN)) if told.topic in facts else told
        for told in signals
    ]
