"""From a tree to core SQL. What customers did is counted in the lake; what they are stands in the operational tables only, and
is resolved there into sets of ids that are lent to the engine."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from perennial.audiences.asking import days_of
from perennial.audiences.choices import OF_MONEY, OPPOSITE, Measure
from perennial.audiences.measuring import comparing, currency_of, facts_of, number_of
from perennial.audiences.tree import Belongs, Did, InOrder, Tree, is_plain
from perennial.records.conditions import All, AnyOf, Condition, Not
from perennial.records.happenings import Facts, of_terms

NEVER = -1_000_000  # a day before all days


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
                return self._among(self._in_order(tree))
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

    def _among(self, sql: str) -> str:
        name = next((name for name, other in self.tables.items() if other == sql), f"found_{len(self.tables)}")
        self.tables[name] = sql
        return f"c.customer_id IN (SELECT customer_id FROM {name})"

    def _did(self, did: Did) -> str:
        compared, facts = comparing(did), facts_of(did)
        if compared.never:
            return "1 = 0"
        of_none = compared.holds_for_none
        sign = OPPOSITE[compared.sign] if of_none else compared.sign
        known = f" AND {_count(facts)} >= {compared.fewest}" if compared.fewest > 1 else ""
        having = f"{self._top(did.measure, facts)} {sign} {compared.number}{_bottom(did.measure, facts)}{known}"
        where = self._where(did, facts)
        sql = f"SELECT customer_id FROM {facts.fact} WHERE {where} GROUP BY customer_id HAVING {having}"
        if did.measure == Measure.COUNT and (sign, compared.number) in ((">=", 1), (">", 0)):
            once = "" if did.within is not None else "DISTINCT "  # of all years the customers are fewer, of a few weeks hardly
            sql = f"SELECT {once}customer_id FROM {facts.fact} WHERE {where}"
        among = self._among(sql)
        return f"NOT ({among})" if of_none else among

    def _top(self, measure: Measure, facts: Facts) -> str:
        match measure:
            case Measure.COUNT:
                return _count(facts)
            case Measure.SUM | Measure.AVERAGE:
                assert facts.amount is not None
                return f"SUM({facts.amount[1]})"
            case Measure.QUANTITY:
                assert facts.quantity is not None
                return f"SUM({facts.quantity[1]})"
            case Measure.AVERAGE_GAP_DAYS:
                return "MAX(day) - MIN(day)"
            case Measure.DAYS_SINCE_FIRST:
                return f"{number_of(self.today)} - MIN(day)"
        return f"{number_of(self.today)} - MAX(day)"

    def _where(self, did: Did, facts: Facts) -> str:
        first, last = days_of(did.within, self.today)
        parts = [f"day <= {number_of(last)}"]
        if first is not None:
            parts.insert(0, f"day >= {number_of(first)}")
        parts += [_one_of(column, numbers(words)) for column, (numbers, words) in facts.when.items()]
        if did.measure in OF_MONEY and facts.currency:
            parts.append(_one_of(facts.currency[1], of_terms("currency")([currency_of(did)])))
        for part in did.where:
            detail = facts.detail(part.field)
            assert detail is not None
            assert isinstance(part.value, tuple)
            parts.append(_one_of(detail.stored, detail.numbers(part.value)))
        return " AND ".join(parts)

    def _in_order(self, sequence: InOrder) -> str:
        """Of each step the latest beginning of a row of things that ends there, carried along by a running maximum. Of what
        happened at one moment a later step sorts first: it came after nothing."""
        name = ""
        for place, step in enumerate(sequence.steps):
            facts = facts_of(step)
            rows = f"FROM {facts.fact} WHERE {self._where(step, facts)}"
            if place == 0:
                table = f"SELECT customer_id, at_us, {facts.key} AS one, day AS ends, day AS begins {rows}"
            else:
                table = (
                    f"SELECT customer_id, at_us, one, ends, begins FROM (\n"
                    f"SELECT customer_id, at_us, one, ends, earlier, MAX(begins) OVER (PARTITION BY customer_id"
                    f" ORDER BY at_us, earlier, one ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS begins FROM (\n"
                    f"SELECT customer_id, at_us, 1 AS earlier, one, ends, begins FROM {name}\n"
                    f"UNION ALL\n"
                    f"SELECT customer_id, at_us, 0 AS earlier, {facts.key} AS one, day AS ends, {NEVER} AS begins {rows}\n"
                    f") AS steps) AS carried WHERE earlier = 0 AND begins > {NEVER}"
                )
            name = f"step_{len(self.tables)}"
            self.tables[name] = table
        soon = "" if sequence.within_days is None else f" WHERE ends - begins <= {sequence.within_days}"
        return f"SELECT DISTINCT customer_id FROM {name}{soon}"


def _count(facts: Facts) -> str:
    return f"COUNT(DISTINCT {facts.one_stored})" if facts.one_stored else "COUNT(*)"


def _bottom(measure: Measure, facts: Facts) -> str:
    if measure == Measure.AVERAGE:
        return f" * {_count(facts)}"
    return f" * ({_count(facts)} - 1)" if measure == Measure.AVERAGE_GAP_DAYS else ""


def _one_of(column: str, numbers: Sequence[int]) -> str:
    if not numbers:
        return "1 = 0"
    return f"{column} = {numbers[0]}" if len(numbers) == 1 else f"{column} IN ({', '.join(map(str, numbers))})"
