"""Happenings: what happens to customers and can be asked – bought, refunded, touched –, where it stands in the operational
tables and in the lake. Each slice offers its own in its manifest; whoever asks knows none of them by name."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from django.db.models.expressions import Combinable

from perennial.kernel.events import Event
from perennial.kernel.manifests import Label
from perennial.kernel.registry import Registry
from perennial.lake.queries import numbers_of
from perennial.records.fields import Field, Rows

Numbers = Callable[[Sequence[str]], Sequence[int]]


def of_terms(vocabulary: str) -> Numbers:
    """The numbers that words have in the lake; a word that nothing there ever held has none."""

    def numbers(words: Sequence[str]) -> Sequence[int]:
        known = numbers_of(vocabulary)
        return sorted(known[word] for word in words if word in known)

    return numbers


def of_ids(keys: Sequence[str]) -> Sequence[int]:
    """Ids are the same in the lake."""
    return sorted(int(key) for key in keys)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """What can be asked of each single happening: `field`, whose `column` leads from its operational rows, and in the lake the
    column `stored` with the `numbers` of the choices."""

    field: Field
    stored: str
    numbers: Numbers


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One way in which a happening is kept. `rows()` are the operational rows that count; `party`, `moment` and `one` lead from
    them to the customer, the time, and the id of what happened (several lines are one order). In the lake it is `fact`, whose
    rows count `when` a column holds one of some words; `amount` and `quantity` are what can be summed, each over the rows and
    in core SQL, `scale` by how much the quantity is multiplied there."""

    fact: str
    key: str  # the column of the lake that is unique
    rows: Callable[[], Rows]
    party: str = "party"
    moment: str
    one: str = "pk"
    one_stored: str = ""  # in the lake; "": each row is one
    when: Mapping[str, tuple[Numbers, Sequence[str]]] = dataclasses.field(default_factory=dict)
    amount: tuple[Combinable, str] | None = None
    currency: tuple[str, str] | None = None
    quantity: tuple[str, str] | None = None
    scale: int = 1
    details: Sequence[Detail] = ()

    def detail(self, key: str) -> Detail | None:
        """What is asked by this name, if it can be asked here."""
        return next((detail for detail in self.details if detail.field.key == key), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Something that happens to customers. `key` is a word: “bought”. The first of its `facts` that knows all the details that
    are asked is the one that is counted. `source` is the source of the lake that copies it, `told_by` are the events (each with
    a `party_id`) that tell of one, `figures` the fields of customers that follow from it."""

    key: str
    label: Label  # “Bought”
    icon: str
    facts: Sequence[Facts]
    source: str
    told_by: Sequence[type[Event]]
    ever: Label  # “bought something”
    never: Label  # “bought nothing”
    often: Label  # “bought %(times)s”: twice, at least 3 times
    first: Label  # “first bought %(days)s ago”: at least 30 days
    last: Label  # “last bought %(days)s ago”
    worth: Label = ""  # “spent %(amount)s”, where there is an amount
    figures: Sequence[str] = ()
    order: int = 50

    def details(self) -> Mapping[str, Field]:
        """All that can be asked of one."""
        return {detail.field.key: detail.field for facts in self.facts for detail in facts.details}

    def knowing(self, keys: Sequence[str]) -> Facts | None:
        """How it is kept so that all of these details can be asked together."""
        return next((facts for facts in self.facts if all(facts.detail(key) for key in keys)), None)


happenings: Registry[Happening] = Registry("happening")
