"""One thing after the other, in core SQL.

Without a limit of days the earliest time of each step is enough. Of two steps within some days it is asked whether both stand
in neighbouring spans of so many days, which keeps the pairs of a customer few, however much happened to them. Longer rows
within some days carry the latest beginning along.
"""

import dataclasses
from collections.abc import Callable, Sequence

from perennial.records.happenings import Facts

NEVER = -1_000_000  # a day before all days


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step of a sequence: how it is kept, and which rows of it are asked."""

    facts: Facts
    where: str

    @property
    def rows(self) -> str:
        """From where its rows are read."""
        return f"FROM {self.facts.fact} WHERE {self.where}"


Named = Callable[[str, str], str]


def in_order(steps: Sequence[Step], within_days: int | None, named: Named) -> str:
    """Who did all of it one after the other. `named` gives a table of its own to a query."""
    if within_days is None:
        return _at_any_time(steps, named)
    if len(steps) == 2:
        return _two_within(steps[0], steps[1], within_days, named)
    return _within(steps, within_days, named)


def _at_any_time(steps: Sequence[Step], named: Named) -> str:
    """Of each step the first time that it came after those before it."""
    first, *others = steps
    name = named("step", f"SELECT customer_id, MIN(at_us) AS at_us {first.rows} GROUP BY customer_id")
    for step in others:
        rows = f"SELECT customer_id, at_us {step.rows}"
        name = named(
            "step",
            f"SELECT f.customer_id AS customer_id, MIN(f.at_us) AS at_us FROM ({rows}) AS f"
            f" JOIN {name} ON f.customer_id = {name}.customer_id WHERE f.at_us > {name}.at_us GROUP BY f.customer_id",
        )
    return f"SELECT customer_id FROM {name}"


def _two_within(first: Step, second: Step, days: int, named: Named) -> str:
    """Days are counted in spans one day longer than the limit: what came at most so many days later stands in the same span or
    in the next. Of what came second only the last of each day is needed."""
    span = f"day - MOD(day, {days + 1})"
    last = named("last", f"SELECT customer_id, day, MAX(at_us) AS at_us {second.rows} GROUP BY customer_id, day")
    near = named(
        "near",
        f"SELECT customer_id, day, at_us, {span} AS span FROM {last}\nUNION ALL\n"
        f"SELECT customer_id, day, at_us, {span} - {days + 1} AS span FROM {last}",
    )
    begun = f"SELECT customer_id, day, at_us, {span} AS span {first.rows}"
    return (
        f"SELECT DISTINCT f.customer_id AS customer_id FROM ({begun}) AS f JOIN {near} ON f.customer_id = {near}.customer_id"
        f" AND f.span = {near}.span WHERE f.at_us < {near}.at_us AND {near}.day - f.day <= {days}"
    )


def _within(steps: Sequence[Step], days: int, named: Named) -> str:
    """Of each step the latest beginning of a row of things that ends there, carried along by a running maximum. Of what
    happened at one moment a later step sorts first: it came after nothing."""
    name = ""
    for place, step in enumerate(steps):
        key = step.facts.key
        table = f"SELECT customer_id, at_us, {key} AS one, day AS ends, day AS begins {step.rows}"
        if place:
            table = (
                f"SELECT customer_id, at_us, one, ends, begins FROM (\n"
                f"SELECT customer_id, at_us, one, ends, earlier, MAX(begins) OVER (PARTITION BY customer_id"
                f" ORDER BY at_us, earlier, one ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS begins FROM (\n"
                f"SELECT customer_id, at_us, 1 AS earlier, one, ends, begins FROM {name}\n"
                f"UNION ALL\n"
                f"SELECT customer_id, at_us, 0 AS earlier, {key} AS one, day AS ends, {NEVER} AS begins {step.rows}\n"
                f") AS steps) AS carried WHERE earlier = 0 AND begins > {NEVER}"
            )
        name = named("step", table)
    return f"SELECT DISTINCT customer_id FROM {name} WHERE ends - begins <= {days}"
