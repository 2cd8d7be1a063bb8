"""From a tree to core SQL. What customers did is counted in the lake; what they are stands in the operational tables only, and
is resolved there into sets of ids that are lent to the engine."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from perennial.audiences.asking import days_of
from perennial.audiences.choices import OF_MONEY, OPPOSITE, Measure
from perennial.audiences.measuring import comparing, currency_of, facts_of, number_of
from perennial.audiences.presence import Presence, presences_of
from perennial.audiences.sequencing import Step, in_order
from perennial.audiences.tree import Belongs, Did, InOrder, Tree, is_plain
from perennial.records.conditions import All, AnyOf, Condition, Not
from perennial.records.happenings import Facts, of_terms

RECENT, LONG = 100, 400  # days


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """`sql` gives the `customer_id` of whoever fits. `lent` are the sets of ids that it needs by name, each the customers who
    fit a condition of fields, or who are in an audience."""

    sql: str
    lent: dict[str, "Condition | Belongs"]


def asked(tree: Tree, today: dt.date) -> Question:
    """The tree in core SQL, as of today."""
    compiler = _Compiler(today)
    condition = compiler.compile(tree)
    tables = ",\n".join(f"{name} AS (\n{sql}\n)" for name, sql in compiler.tables.items())
    head = f"WITH {tables}\n" if tables else ""
    return Question(f"{head}SELECT c.customer_id AS customer_id FROM customers c WHERE {condition}", compiler.lent)


class _Compiler:
    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.tables: dict[str, str] = {}
        self.lent: dict[str, Condition | Belongs] = {}

    def compile(self, tree: Tree) -> str:
        if tree == All():
            return "1 = 1"
        if isinstance(tree, Belongs):
            return self._lend(tree)
        if is_plain(tree):
            return self._lend(tree)
        match tree:
            case All(parts):
                return self._all(parts)
            case AnyOf(parts):
                return "(" + " OR ".join(self._each(parts, AnyOf)) + ")"
            case Not(part):
                return f"NOT ({self.compile(part)})"
            case Did():
                return self._did(tree)
            case InOrder():
                return self._among(in_order(self._steps(tree), tree.within_days, self.table))
        raise AssertionError(tree)

    def _all(self, parts: Sequence[Tree]) -> str:
        return "(" + " AND ".join(self._each(parts, All)) + ")"

    def _each(self, parts: Sequence[Tree], group: type[All] | type[AnyOf]) -> list[str]:
        """What asks fields only is resolved together: one set of ids, not many."""
        plain = [part for part in parts if is_plain(part)]
        rest = [part for part in parts if not is_plain(part)]
        together = [group(tuple(plain))] if len(plain) > 1 else plain
        return [self.compile(part) for part in (*together, *rest)]

    def _lend(self, what: "Condition | Belongs") -> str:
        name = next((name for name, other in self.lent.items() if other == what), f"lent_{len(self.lent)}")
        self.lent[name] = what
        return f"c.customer_id IN (SELECT customer_id FROM {name})"

    def table(self, kind: str, sql: str) -> str:
        """The name under which a query is known to those behind it; the same query has one name."""
        name = next((name for name, other in self.tables.items() if other == sql), f"{kind}_{len(self.tables)}")
        self.tables[name] = sql
        return name

    def _among(self, sql: str) -> str:
        return f"c.customer_id IN (SELECT customer_id FROM {self.table('found', sql)})"

    def _did(self, did: Did) -> str:
        compared, facts = comparing(did), facts_of(did)
        if compared.never:
            return "1 = 0"
        presences = presences_of(did, compared, self.today)
        if presences is not None:
            return "(" + " AND ".join(self._present(did, facts, presence) for presence in presences) + ")"
        of_none = compared.holds_for_none
        sign = OPPOSITE[compared.sign] if of_none else compared.sign
        known = f" AND {_count(facts)} >= {compared.fewest}" if compared.fewest > 1 else ""
        having = f"{_top(did.measure, facts)} {sign} {_below(did.measure, compared.number, facts)}{known}"
        sql = f"SELECT customer_id FROM {facts.fact} WHERE {self._within(did, facts)} GROUP BY customer_id HAVING {having}"
        among = self._among(sql)
        return f"NOT ({among})" if of_none else among

    def _present(self, did: Did, facts: Facts, presence: Presence) -> str:
        if presence.is_empty:
            return "1 = 1" if presence.absent else "1 = 0"
        among = self._among(self._happened(did, facts, presence))
        return f"NOT ({among})" if presence.absent else among

    def _happened(self, did: Did, facts: Facts, days: Presence) -> str:
        """Those to whom it happened. Of years the last weeks are asked first: hardly anybody is left to be looked for in the
        rest, and a few are looked for at a third of the cost of grouping everything."""
        if days.first is not None and days.last - days.first <= LONG:
            return f"SELECT customer_id FROM {facts.fact} WHERE {where_of(did, facts, days.first, days.last)}"
        border = days.last - RECENT
        lately, before = where_of(did, facts, border + 1, days.last), where_of(did, facts, days.first, border)
        recent = self.table("recent", f"SELECT DISTINCT customer_id FROM {facts.fact} WHERE {lately}")
        rest = f"SELECT customer_id FROM customers WHERE NOT (customer_id IN (SELECT customer_id FROM {recent}))"
        return (
            f"SELECT customer_id FROM {recent}\nUNION ALL\nSELECT DISTINCT customer_id FROM {facts.fact} WHERE {before}"
            f" AND customer_id IN (SELECT customer_id FROM {self.table('rest', rest)})"
        )

    def _within(self, did: Did, facts: Facts) -> str:
        first, last = days_of(did.within, self.today)
        return where_of(did, facts, None if first is None else number_of(first), number_of(last))

    def _steps(self, sequence: InOrder) -> list[Step]:
        return [Step(facts, self._within(step, facts)) for step in sequence.steps for facts in (facts_of(step),)]


def where_of(did: Did, facts: Facts, first: int | None, last: int) -> str:
    """Which rows are asked, of the days from the first to the last."""
    parts = [f"day <= {last}"]
    if first is not None:
        parts.insert(0, f"day >= {first}")
    parts += [_one_of(column, numbers(words)) for column, (numbers, words) in facts.when.items()]
    if did.measure in OF_MONEY and facts.currency:
        parts.append(_one_of(facts.currency[1], of_terms("currency")([currency_of(did)])))
    for part in did.where:
        detail = facts.detail(part.field)
        assert detail is not None
        assert isinstance(part.value, tuple)
        parts.append(_one_of(detail.stored, detail.numbers(part.value)))
    return " AND ".join(parts)


def _top(measure: Measure, facts: Facts) -> str:
    match measure:
        case Measure.COUNT:
            return _count(facts)
        case Measure.SUM | Measure.AVERAGE:
            assert facts.amount is not None
            return f"TOTAL({facts.amount[1]})"
        case Measure.QUANTITY:
            assert facts.quantity is not None
            return f"TOTAL({facts.quantity[1]})"
    return "MAX(day) - MIN(day)"


def _below(measure: Measure, number: int, facts: Facts) -> str:
    """The other side of the comparison: a number, or so many times what is below the fraction."""
    if measure == Measure.AVERAGE:
        return f"WIDE({number}) * {_count(facts)}"
    return f"WIDE({number}) * ({_count(facts)} - 1)" if measure == Measure.AVERAGE_GAP_DAYS else str(number)


def _count(facts: Facts) -> str:
    return f"COUNT(DISTINCT {facts.one_stored})" if facts.one_stored else "COUNT(*)"


def _one_of(column: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return "1 = 0"
    return f"{column} = {numbers[0]}" if len(numbers) == 1 else f"{column} IN ({', '.join(map(str, numbers))})"
