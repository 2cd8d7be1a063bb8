"""A slice above offers what can be asked – consent, scores of feedback – without audiences knowing of it: as a field of
customers, or as something that happens to them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _

from perennial.audiences.asking import every_field, in_days_of_the_business
from perennial.audiences.compiling import asked
from perennial.audiences.evaluating import look
from perennial.audiences.reading import from_json
from perennial.audiences.tests.conftest import bought
from perennial.audiences.tests.facts import facts_now, lake_of
from perennial.audiences.tests.test_one_truth import ZONE, answer
from perennial.audiences.text import from_text
from perennial.audiences.textwriting import to_text
from perennial.kernel.registry import Registry
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.records.choices import Operator, Type
from perennial.records.fields import Field, Rows
from perennial.records.happenings import Facts, Happening, happenings
from perennial.records.kinds import FieldSource, field_sources
from perennial.team.models import Member

pytestmark = pytest.mark.django_db


def _agreed(operator: Operator, value: Any) -> Sequence[tuple[Rows, str]]:
    return [(Party.objects.filter(city="Bonn"), "pk")]


CONSENT = Field(
    key="may_mail",
    label=_("May be mailed"),
    type=Type.CHOICE,
    asked=_agreed,
    operators=(Operator.ANY_OF,),
    options=lambda: [("yes", _("Agreed"))],
)
RATED = Happening(
    key="rated",
    label=_("Gave a score"),
    ever=_("gave a score"),
    never=_("gave no score"),
    often=_("gave a score %(times)s"),
    first=_("first gave a score %(days)s ago"),
    last=_("last gave a score %(days)s ago"),
    icon="star",
    source="purchases.Order",
    told_by=(),
    facts=(
        Facts(
            fact="orders",
            key="order_id",
            rows=Order.objects.all,
            moment="placed_at",
            quantity=("quantity", "quantity"),
        ),
    ),
)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Field]]:
    """As a manifest offers them, for one test."""
    for registry, entry in (
        (field_sources, FieldSource(key="consents", fields=lambda kind: (CONSENT,) if kind == "customers" else ())),
        (happenings, RATED),
    ):
        known: Registry[Any] = registry  # type: ignore[assignment]
        monkeypatch.setattr(known, "_entries", {**known._entries, entry.key: entry})
    return every_field()


def test_what_a_slice_offers_can_be_asked(offered: Mapping[str, Field], juno: Party, omar: Party, olive: Member) -> None:
    bought(juno, 3)
    bought(omar, 3)
    text = "may_mail is yes and rated(quantity >= 1, within = 7 days)"
    tree = from_text(text, offered, olive)
    assert to_text(tree, offered, olive) == text
    looked = look([tree], [juno.pk, omar.pk])
    assert [looked.holds(tree, party.pk) for party in (juno, omar)] == [True, False]
    with lake_of(facts_now(ZONE)) as engine, in_days_of_the_business() as today:
        assert answer(engine, asked(tree, today)) == {juno.pk}


@pytest.mark.parametrize("measure", ["sum", "average"])
def test_the_largest_amounts_do_not_overflow(measure: str, juno: Party) -> None:
    """More than a database's integer holds: 1,100 orders of the largest amount that there is."""
    order = bought(juno, 3)
    largest = 9_000_000_000_000_000
    Order.objects.filter(pk=order.pk).update(total_minor=largest)
    order.refresh_from_db()
    Order.objects.bulk_create(_copies(order, 1_099))
    tree = from_json({"did": "bought", "measure": measure, "value": "90000000000"}, every_field())
    looked = look([tree], [juno.pk])
    tally = looked.of(tree, juno.pk).tally
    assert tally is not None
    assert tally.total == 1_100 * largest
    assert looked.holds(tree, juno.pk)
    with lake_of(facts_now(ZONE)) as engine, in_days_of_the_business() as today:
        assert answer(engine, asked(tree, today)) == {juno.pk}


def _copies(order: Order, count: int) -> list[Order]:
    fields = {field.attname: getattr(order, field.attname) for field in Order._meta.concrete_fields if not field.primary_key}
    return [Order(**fields | {"number": f"L-{place}"}) for place in range(count)]
