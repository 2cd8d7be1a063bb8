"""Rows about somebody who is probably a customer already: said in the preview, left out or taken as an update when chosen."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from perennial.connect.actions import begin_import, check_import
from perennial.connect.actions.running import run_import
from perennial.connect.kinds import kind_of
from perennial.connect.kinds.base import Context, Options, Verdict
from perennial.connect.tests.bringing import bring
from perennial.kernel import clock
from perennial.people.actions import Known, create_party
from perennial.people.actions.suspecting import compare_changed, compare_everybody
from perennial.people.models import Party, Suspicion
from perennial.people.queries.alikes import REMEMBERED, look_alikes_of
from perennial.purchases.models import Order
from perennial.team.models import Member

BOB = {"name": "Bob Falk", "city": "Bremen", "email": [["", "robertfalk@googlemail.com", "robertfalk@googlemail.com"]]}
ZORA = {"name": "Zora Quint", "city": "Bremen"}


@pytest.fixture
def robert(olive: Member) -> Party:
    robert = create_party(by=olive, name="Robert Falk", city="Bremen", identities=[Known("email", "robert.falk@gmail.com")])
    compare_changed()
    return robert


def weighed(alike: str, within: frozenset[int] | None = None) -> list[Verdict]:
    groups = [Verdict("email::robertfalk@googlemail.com", [2], dict(BOB)), Verdict("name:zora quint|bremen", [3], dict(ZORA))]
    context = Context(1, None, Options(alike=alike), within)
    kind_of("persons").look_ahead(groups, context)
    kind_of("persons").weigh(groups, context)
    return groups


def test_who_is_probably_known_is_said(robert: Party) -> None:
    assert [one.action for one in weighed("create")] == ["create", "create"]
    assert "Robert Falk" in kind_of("persons").like(dict(BOB), None)
    assert kind_of("persons").like(dict(ZORA), None) == ""


def test_they_are_left_out_when_chosen(robert: Party) -> None:
    bob, zora = weighed("skip")
    assert (bob.action, zora.action) == ("skip", "create")
    assert "same e-mail address" in bob.why


def test_they_are_updated_when_chosen(robert: Party) -> None:
    bob, zora = weighed("update")
    assert (bob.action, zora.action) == ("update", "create")
    assert bob.found == robert
    assert bob.changes["name"] == ("Robert Falk", "Bob Falk")


def test_nobody_beyond_reach_is_named(robert: Party) -> None:
    assert [one.action for one in weighed("skip", frozenset({-1}))] == ["create", "create"]
    assert kind_of("persons").like(dict(BOB), frozenset({-1})) == ""


def test_the_report_says_who_looks_like_whom(client: Client, olive: Member, robert: Party) -> None:
    """Who was added and looks like a known customer or like another row, with the way to the list of just those."""
    client.force_login(olive)
    one = bring("persons", "Name,City,E-mail\nBob Falk,Bremen,robertfalk@googlemail.com\nZora Quint,Bremen,\n", by=olive)
    address = reverse("connect:report", args=[one.pk])
    assert "are being compared" in client.get(address).content.decode()
    compare_changed()
    page = client.get(address).content.decode()
    assert "1 of them looks like a customer whom you have." in page
    link = f"{reverse('people:duplicates')}?batch={one.pk}"
    assert link in page
    assert "Bob Falk" in client.get(link).content.decode()
    assert "Bob Falk" not in client.get(f"{reverse('people:duplicates')}?batch={one.pk + 1}").content.decode()


def test_whose_id_is_not_known_yet_is_known_by_their_e_mail(olive: Member, robert: Party) -> None:
    told = "Customer id,Name,E-mail\nC-1,Robert Falk,robert.falk@gmail.com\nC-2,Zora Quint,zora@example.org\n"
    bring("persons", told, by=olive)
    assert Party.objects.count() == 2
    assert robert.identities.filter(kind="external").values_list("value", flat=True).get() == "C-1"


def test_who_has_another_id_in_that_system_is_somebody_else(olive: Member, robert: Party) -> None:
    """Two customers of the old system may share an e-mail address: the second does not become the first."""
    told = "Customer id,Name,E-mail\n{},{},robert.falk@gmail.com\n"
    bring("persons", told.format("C-1", "Robert Falk"), by=olive)
    bring("persons", told.format("C-2", "Roberta Falk"), by=olive)
    assert Party.objects.count() == 2


def test_an_order_finds_its_customer_by_e_mail_when_the_id_is_new(olive: Member, robert: Party) -> None:
    told = "Order,Date,Total,Customer id,E-mail\nA-1,2026-05-01,20.00,C-1,robert.falk@gmail.com\n"
    bring("orders", told, by=olive)
    assert Party.objects.count() == 1
    assert Order.objects.get().party == robert


def test_the_look_before_counts_them_as_the_report_will(client: Client, olive: Member, robert: Party) -> None:
    client.force_login(olive)
    file = b"Name,City,E-mail\nBob Falk,Bremen,robertfalk@googlemail.com\nZora Quint,Bremen,\n"
    one = begin_import([file], by=olive, kind="persons", name="a.csv")
    check_import(one, by=olive, queue=False)
    run_import(one.pk)
    page = client.get(reverse("connect:check", args=[one.pk])).content.decode()
    assert "1 of those who would be added looks like a customer whom you have." in page
    assert "Only the first" not in page


def test_they_are_counted_once_until_a_pair_comes_or_goes(
    client: Client, olive: Member, robert: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = bring("persons", "Name,City,E-mail\nBob Falk,Bremen,robertfalk@googlemail.com\n", by=olive)
    compare_changed()
    assert look_alikes_of(olive, one.pk) == (1, 0)
    with django_assert_num_queries(1):
        assert look_alikes_of(olive, one.pk) == (1, 0)
    Suspicion.objects.all().delete()
    assert look_alikes_of(olive, one.pk) == (0, 0)
    compare_everybody()
    with time_machine.travel(clock.now() + REMEMBERED * 2, tick=False):
        assert look_alikes_of(olive, one.pk) == (1, 0)
