"""Rows of one file that are about the same customer, known by another thing in each, make one customer."""

import pytest

from perennial.connect.kinds.sameness import joined, led_together
from perennial.connect.tests.bringing import bring, counts, take_back
from perennial.people.actions import Known, create_party
from perennial.people.models import Party
from perennial.team.models import Member

pytestmark = pytest.mark.usefixtures("workspace")
HEAD = "Customer id,Name,E-mail,Phone,City\n"


def identities() -> list[set[str]]:
    return [set(party.identities.values_list("normal", flat=True)) for party in Party.objects.all()]


@pytest.mark.parametrize(
    "rows",
    [
        "C-1,Ann Lee,ann@x.example,,\n,Ann Lee,ann@x.example,+49 30 123456,\n",
        ",Ann Lee,ann@x.example,+49 30 123456,\nC-1,Ann Lee,ann@x.example,,\n",
        ",Ann Lee,,+49 30 123456,\nC-1,Ann Lee,ann@x.example,,\n,Ann Lee,ann@x.example,+49 30 123456,\n",
    ],
)
def test_what_rows_share_makes_one_of_them(rows: str) -> None:
    one = bring("persons", HEAD + rows)
    assert counts(one) == (1, 0, 0, 0)
    assert [len(known) for known in identities()] == [3]
    assert take_back(one).reversed == 1
    assert not Party.objects.exists()


def test_two_ids_of_one_system_are_two_whatever_they_share() -> None:
    rows = "C-1,Ann Lee,box@x.example,,\nC-2,Bo Lee,box@x.example,,\n"
    assert counts(bring("persons", HEAD + rows)) == (2, 0, 0, 0)


def test_a_household_shares_its_phone() -> None:
    rows = ",Ann Lee,ann@x.example,+49 30 123456,\n,Bo Lee,,+49 30 123456,\n"
    assert counts(bring("persons", HEAD + rows)) == (2, 0, 0, 0)


def test_somebody_known_by_one_of_these_is_updated(olive: Member) -> None:
    ann = create_party(by=olive, name="Ann Lee", identities=[Known("email", "ann@x.example")])
    rows = "C-1,Ann Lee,ann@x.example,,Rome\n,Ann Lee,ann@x.example,+49 30 123456,\n"
    assert counts(bring("persons", HEAD + rows, by=olive)) == (0, 1, 0, 0)
    ann.refresh_from_db()
    assert (ann.city, ann.identities.count(), Party.objects.count()) == ("Rome", 3, 1)


def test_somebody_known_by_the_weaker_one_is_updated_too(olive: Member) -> None:
    create_party(by=olive, name="Ann Lee", identities=[Known("phone", "+49 30 123456")])
    rows = ",Ann Lee,,+49 30 123456,\n,Ann Lee,ann@x.example,+49 30 123456,\n"
    assert counts(bring("persons", HEAD + rows, by=olive)) == (0, 1, 0, 0)
    assert Party.objects.get().identities.count() == 2


def test_a_rule_that_was_chosen_is_kept() -> None:
    rows = "C-1,Ann Lee,ann@x.example,,\nC-2,Ann Lee,ann@x.example,,\n,Ann Lee,ann@x.example,,\n"
    one = bring("persons", HEAD + rows, match="email")
    assert counts(one) == (1, 0, 0, 0)


def test_chains_join_unless_they_would_join_two_ids() -> None:
    a, b, c, d = "external:shop:1", "email::a@x", "phone::49", "external:shop:2"
    assert joined([("w1", b), ("w1", a), ("w2", b), ("w2", c)]) == {b: a, c: a}
    assert joined([("w1", a), ("w1", b), ("w2", b), ("w2", d)]) == {}
    assert joined([("w1", a), ("w1", d), ("w1", b)]) == {}
    assert joined([("w1", a), ("w1", "external:till:9")]) == {"external:till:9": a}


def test_rows_that_lead_to_one_customer_by_different_things_are_one(olive: Member) -> None:
    known = [Known("external", "1", "shop"), Known("external", "2", "shop"), Known("email", "ann@x.example")]
    ann = create_party(by=olive, name="Ann Lee", identities=known)
    rows = "shop:1,Ann Lee,,,Rome\nshop:2,Ann Lee,,,\n,Ann Lee,ann@x.example,+49 30 123456,\n"
    one = bring("persons", HEAD + rows, by=olive)
    assert counts(one) == (0, 1, 0, 0)
    ann.refresh_from_db()
    assert (ann.city, ann.identities.count(), Party.objects.count()) == ("Rome", 4, 1)
    assert take_back(one).reversed == 1


def test_keys_that_are_one_lead_where_the_first_of_them_leads() -> None:
    a, b, c = "external:shop:1", "email::b@x", "email::c@x"
    leads = {a: 7, b: 7, c: 7}
    assert led_together({}, sorted(leads.items()), leads.get) == {b: a, c: a}
    assert led_together({"phone::49": b}, [(a, 7), (b, 7)], leads.get) == {"phone::49": a, b: a}
    other = {a: 7, b: 8, c: 8}
    assert led_together({b: a}, [(b, 8), (c, 8)], other.get) == {b: a}


def test_a_customer_is_met_by_one_of_those_who_have_their_address(olive: Member) -> None:
    create_party(by=olive, name="Office", identities=[Known("email", "box@x.example")])
    rows = "C-1,Ann Lee,box@x.example,,\nC-2,Bo Lee,box@x.example,,\n"
    assert counts(bring("persons", HEAD + rows, by=olive)) == (1, 1, 0, 0)
    assert counts(bring("persons", HEAD + rows, by=olive)) == (0, 0, 2, 0)
