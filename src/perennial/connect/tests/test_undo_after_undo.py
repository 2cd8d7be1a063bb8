"""What a change of many did to what an import made is no reason to keep it once it was taken back."""

import pytest

from perennial.connect.tests.bringing import bring, take_back
from perennial.people.actions import Known, create_party, distinguish_parties, edit_party, merge_parties, undo_merge
from perennial.people.models import Party, Tag
from perennial.people.tests.together import do, undo
from perennial.purchases.models import Order, Product
from perennial.purchases.orderkind import ORDERS
from perennial.purchases.productkind import PRODUCTS
from perennial.team.models import Member

pytestmark = pytest.mark.usefixtures("workspace")
THREE = "Name,Email,City,Tags\n" + "".join(f"P{n},p{n}@x.example,Bonn,vip\n" for n in range(3))


def test_customers_go_whose_changes_were_all_taken_back(olive: Member) -> None:
    one = bring("persons", THREE, by=olive)
    ids = list(Party.objects.order_by("pk").values_list("pk", flat=True))
    for act, value in (("set.city", "Köln"), ("set.stage", "loyal"), ("tag", "new"), ("untag", Tag.objects.get(name="vip").pk)):
        undo(do(olive, act, value, ids=ids), by=olive)
    undo(do(olive, "delete", ids=ids[:1]), by=olive)
    undone = take_back(one)
    assert (undone.reversed, undone.kept, list(undone.remainders.values_list("name", "why"))) == (3, 0, [])
    assert not Party.objects.exists()


def test_what_stands_of_a_change_keeps_its_customer(olive: Member) -> None:
    one = bring("persons", THREE, by=olive)
    bonn, koeln, loyal = Party.objects.order_by("pk")
    undo(do(olive, "set.city", "Köln", ids=[bonn.pk, koeln.pk]), by=olive)
    edit_party(bonn, by=olive, city="Bonn am Rhein")
    do(olive, "set.city", "Köln", ids=[koeln.pk])
    do(olive, "set.stage", "loyal", ids=[loyal.pk])
    undone = take_back(one)
    assert (undone.reversed, undone.kept) == (0, 3)
    assert set(undone.remainders.values_list("name", "why")) == {
        ("P0", "Somebody changed it since"),
        ("P1", "Somebody changed it since"),
        ("P2", "Somebody changed its stage since"),
    }


def test_a_change_of_many_that_only_was_taken_back_elsewhere_stands_here(olive: Member) -> None:
    one = bring("persons", THREE, by=olive)
    first, second, _third = Party.objects.order_by("pk")
    change = do(olive, "set.city", "Köln")
    edit_party(first, by=olive, city="Trier")
    undo(change, by=olive)
    edit_party(second, by=olive, job_title="Baker")
    undone = take_back(one)
    assert (undone.reversed, set(undone.remainders.values_list("name", flat=True))) == (1, {"P0", "P1"})


def test_what_an_import_changed_is_set_back_after_a_change_that_was_taken_back(olive: Member) -> None:
    bring("persons", "Name,Email,City\nAnn,ann@x.example,Bonn\nBea,bea@x.example,Bonn\n", by=olive)
    later = bring("persons", "Name,Email,City\nAnn,ann@x.example,Trier\nBea,bea@x.example,Trier\n", by=olive)
    ann, bea = Party.objects.order_by("pk")
    undo(do(olive, "set.city", "Köln", ids=[ann.pk, bea.pk]), by=olive)
    bring("persons", "Name,Email,City\nBea,bea@x.example,Mainz\n", by=olive)
    undone = take_back(later)
    assert (undone.reversed, undone.kept) == (1, 1)
    assert [one.city for one in Party.objects.order_by("pk")] == ["Bonn", "Mainz"]


def test_customers_go_whose_merges_were_wholly_undone(olive: Member) -> None:
    kept = create_party(by=olive, name="P1", identities=[Known("email", "other@x.example")])
    one = bring("persons", THREE + "P3,p3@x.example,Bonn,vip\nP4,p4@x.example,Bonn,vip\n", by=olive)
    first, second, third, fourth, fifth = Party.objects.exclude(pk=kept.pk).order_by("pk")
    for survivor, absorbed, are_two in ((first, second, False), (second, third, True), (kept, fourth, True)):
        undo_merge(merge_parties(survivor, absorbed, by=olive), by=olive, are_two=are_two)
    merge = merge_parties(fifth, create_party(by=olive, name="P5", city="Köln"), by=olive, choices={"city": "absorbed"})
    edit_party(Party.objects.get(pk=fifth.pk), by=olive, city="Trier")
    assert undo_merge(merge, by=olive).left
    undone = take_back(one)
    assert (undone.reversed, undone.kept, [*undone.remainders.values_list("name", flat=True)]) == (4, 1, ["P4"])
    assert set(Party.objects.values_list("name", flat=True)) == {"P1", "P4", "P5"}


def test_customers_stay_who_are_merged_or_were_told_apart(olive: Member) -> None:
    one = bring("persons", THREE, by=olive)
    first, second, third = Party.objects.order_by("pk")
    undo_merge(merge_parties(first, second, by=olive), by=olive, are_two=False)
    merge_parties(create_party(by=olive, name="P1", city="Bonn"), second, by=olive)
    distinguish_parties(first, third, by=olive)
    undone = take_back(one)
    assert (undone.reversed, undone.kept) == (0, 3)


def test_orders_and_products_go_too(olive: Member) -> None:
    rows = "Order number,Email,Date,SKU,Amount,Status\nA-1,ann@x.example,2026-03-01,T1,10.00,placed\n"
    one = bring("orders", rows, by=olive)
    order, product = Order.objects.get(), Product.objects.get()
    undo(do(olive, "cancel", "late", ids=[order.pk], kind=ORDERS), by=olive)
    undo(do(olive, "delete", ids=[order.pk], kind=ORDERS), by=olive)
    undo(do(olive, "delete", ids=[product.pk], kind=PRODUCTS), by=olive)
    undone = take_back(one)
    assert (undone.kept, list(undone.remainders.values_list("name", "why"))) == (0, [])
    assert (Order.objects.count(), Product.objects.count()) == (0, 0)
