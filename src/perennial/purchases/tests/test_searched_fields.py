"""Products and orders are found by what the fields of the business say of them, and by no more than that."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from perennial.kernel.jobs.testing import run_jobs
from perennial.kernel.manifests import Hit
from perennial.people.actions import merge_parties, undo_merge
from perennial.people.models import Party
from perennial.people.tests.together import do, undo
from perennial.purchases.actions import (
    Line,
    change_order,
    create_product,
    delete_order,
    delete_product,
    edit_product,
    place_order,
    restore_order,
    restore_product,
)
from perennial.purchases.models import DeletedOrder, Order
from perennial.purchases.orderkind import ORDERS as ORDER_KIND
from perennial.purchases.queries import order_hits, product_hits
from perennial.purchases.words import ORDERS, index_orders, index_products
from perennial.records.actions import OptionRow, change_field, convert_field, remove_field, restore_field, undo_conversion
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.search.actions import forget_words
from perennial.search.models import Vocabulary
from perennial.team.actions import change_reach
from perennial.team.models import Member

TYPED = [  # what it holds, how that is typed, what is then said
    ("text", "Ångström & Söhne", "angst", "My field: Ångström & Söhne"),
    ("text", "Lieferung nach Überlingen", "uberlngen", "My field: Lieferung nach Überlingen"),
    ("text", "東京都", "京都", "My field: 東京都"),
    ("text", "Склад Восток", "восток", "My field: Склад Восток"),
    ("long_text", "Ring twice\nat the green gate", "green gate", "My field: Ring twice at the green gate"),
    ("link", "https://ateliers.example/dossier", "ateliers.example", "My field: https://ateliers.example/dossier"),
    ("number", "470012345", "4700", "My field: 470012345"),
    ("number", "12.5", "12.5", "My field: 12.5"),
    ("choice", "Handover", "handov", "My field: Handover"),
    ("choices", "Fragile; Handover", "fragile handover", "My field: Handover; Fragile"),
]


def new_order(party: Party, number: str, **custom: Any) -> Order:
    return place_order(party, by=None, lines=[Line(name="Coffee", total_minor=900)], number=number, custom=custom or None)


def found(member: Member, text: str) -> list[str]:
    return [hit.title for hit in order_hits(Member.objects.get(pk=member.pk), text, 10)]  # what is meant is remembered on one


def said(hit: Hit) -> str:
    return "".join(piece for piece, _is_word in hit.snippet)


@pytest.fixture
def note(define: Define) -> CustomField:
    return define("Note", holder="orders", is_searchable=True)


@pytest.fixture
def order(rosa: Party, note: CustomField) -> Order:
    return new_order(rosa, "A-1", **{note.key: "zebra crossing"})


@pytest.mark.parametrize(("type_", "value", "typed", "told"), TYPED)
def test_both_are_found_and_say_by_which_field(
    rosa: Party, olive: Member, define: Define, type_: str, value: str, typed: str, told: str
) -> None:
    options = ["Handover", "Fragile"] if "choice" in type_ else []
    on_order = define("My field", type_, *options, holder="orders", is_searchable=True)
    on_product = define("My field", type_, *options, holder="products", is_searchable=True)
    new_order(rosa, "A-1", **{on_order.key: value})
    new_order(rosa, "A-2")
    create_product(by=olive, name="Tea", sku="T-1", custom={on_product.key: value}, price_minor=1, currency="EUR")
    [order], [product] = order_hits(olive, typed, 5), product_hits(olive, typed, 5)
    assert (order.title, order.detail, said(order)) == ("A-1", "Rosa Lindqvist", told)
    assert (product.title, said(product)) == ("Tea", told)
    assert any(is_word for _piece, is_word in order.snippet)


def test_what_is_called_like_the_text_names_no_field(rosa: Party, olive: Member, note: CustomField, define: Define) -> None:
    hint = define("Hint", holder="products", is_searchable=True)
    new_order(rosa, "zebra", **{note.key: "zebra"})
    create_product(by=olive, name="Zebra tea", sku="T-1", custom={hint.key: "zebra"}, price_minor=1, currency="EUR")
    assert [(hit.title, hit.snippet) for hit in order_hits(olive, "zebra", 5)] == [("zebra", ())]
    assert [hit.snippet for hit in product_hits(olive, "zebra", 5)] == [()]


def test_the_search_page_the_palette_and_the_list_find_them(
    client: Client, olive: Member, order: Order, define: Define
) -> None:
    hint = define("Hint", holder="products", is_searchable=True)
    create_product(by=olive, name="Tea", sku="T-1", custom={hint.key: "zebra stripes"}, price_minor=1, currency="EUR")
    client.force_login(olive)
    for headers in ({}, {"hx-request": "true"}):
        page = client.get("/search/", {"q": "zebra"}, headers=headers).content.decode()
        assert "Note: <mark>zebra</mark> crossing" in page
        assert "Hint: <mark>zebra</mark> stripes" in page
    assert [row.name for row in client.get("/products/", {"q": "stripes"}).context["page"].rows] == ["Tea"]


def test_nobody_finds_the_orders_of_customers_beyond_their_reach(order: Order, olive: Member, magnus: Member) -> None:
    assert found(magnus, "zebra") == ["A-1"]
    change_reach(magnus, "own", by=olive)
    assert found(magnus, "zebra") == []
    Party.objects.update(owner=magnus)
    assert found(magnus, "zebra") == ["A-1"]


def test_the_words_of_an_order_follow_it(rosa: Party, theo: Party, olive: Member, note: CustomField, order: Order) -> None:
    order = change_order(order, by=olive, version=order.version, custom={note.key: "okapi"})
    assert (found(olive, "zebra"), found(olive, "okapi")) == ([], ["A-1"])
    delete_order(order, by=olive)
    assert (found(olive, "okapi"), ORDERS.find([["okapi"]], 5)) == ([], [])
    order = restore_order(DeletedOrder.objects.get(), by=olive)
    assert found(olive, "okapi") == ["A-1"]
    merge = merge_parties(theo, rosa, by=olive)
    assert [hit.detail for hit in order_hits(olive, "okapi", 5)] == ["Theo Okafor"]
    undo_merge(merge, by=olive)
    assert [hit.detail for hit in order_hits(olive, "okapi", 5)] == ["Rosa Lindqvist"]
    change_order(order, by=olive, version=order.version, custom={note.key: ""})
    assert found(olive, "okapi") == []
    assert forget_words(Vocabulary.TEXTS, ["okapi"]) == 1


def test_the_words_of_a_product_follow_it(olive: Member, define: Define) -> None:
    hint = define("Hint", holder="products", is_searchable=True)
    tea = create_product(by=olive, name="Tea", sku="T-1", custom={hint.key: "zebra"}, price_minor=1, currency="EUR")
    tea = edit_product(tea, by=olive, version=tea.version, name="Green tea")
    assert _products(olive, "green zebra") == ["Green tea"]
    tea = edit_product(tea, by=olive, version=tea.version, custom={hint.key: "okapi"})
    assert (_products(olive, "zebra"), _products(olive, "okapi")) == ([], ["Green tea"])
    tea = delete_product(tea, by=olive)
    assert _products(olive, "okapi") == []
    tea = restore_product(tea, by=olive)
    assert _products(olive, "okapi") == ["Green tea"]
    edit_product(tea, by=olive, version=tea.version, custom={hint.key: None})
    assert _products(olive, "okapi") == []


def _products(member: Member, text: str) -> list[str]:
    return [hit.title for hit in product_hits(Member.objects.get(pk=member.pk), text, 5)]


def test_many_orders_are_found_by_what_they_were_all_given(rosa: Party, olive: Member, note: CustomField) -> None:
    for number in ("A-1", "A-2"):
        new_order(rosa, number)
    change = do(olive, f"set.{note.key}", [note.slot, "zebra"], kind=ORDER_KIND)
    assert sorted(found(olive, "zebra")) == ["A-1", "A-2"]
    undo(change, by=olive)
    assert found(olive, "zebra") == []


def test_many_deleted_orders_come_back_with_their_words(olive: Member, order: Order) -> None:
    change = do(olive, "delete", kind=ORDER_KIND)
    assert (Order.objects.count(), found(olive, "zebra")) == (0, [])
    undo(change, by=olive)
    assert found(olive, "zebra") == ["A-1"]


@pytest.mark.parametrize("holder", ["orders", "products"])
def test_older_records_are_found_once_a_job_went_over_them(rosa: Party, olive: Member, define: Define, holder: str) -> None:
    find = (lambda: found(olive, "zebra")) if holder == "orders" else (lambda: _products(olive, "zebra"))
    field = define("Note", holder=holder)
    new_order(rosa, "A-1", **({field.key: "zebra"} if holder == "orders" else {}))
    given = {"custom": {field.key: "zebra"}} if holder == "products" else {}
    create_product(by=olive, name="Tea", sku="T-1", price_minor=1, currency="EUR", **given)
    assert find() == []
    after = _after(find)
    assert after(lambda: change_field(field, by=olive, is_searchable=True))
    assert not after(lambda: remove_field(field, by=olive))
    assert after(lambda: restore_field(field, by=olive))
    assert not after(lambda: change_field(field, by=olive, is_searchable=False))


def _after(find: Callable[[], Any]) -> Callable[[Callable[[], Any]], Any]:
    """What is found once something was done and its jobs have run."""

    def see(do_it: Callable[[], Any]) -> Any:
        do_it()
        run_jobs()
        return find()

    return see


def test_a_renamed_option_is_found_by_its_new_name(rosa: Party, olive: Member, define: Define) -> None:
    way = define("Way", "choice", "Courier", "Post", holder="orders", is_searchable=True)
    new_order(rosa, "A-1", **{way.key: "Courier"})
    first, second = way.options_in_order()
    change_field(way, by=olive, options=[OptionRow("Bicycle", first.pk), OptionRow("Post", second.pk)])
    run_jobs()
    assert (found(olive, "courier"), found(olive, "bicycle")) == ([], ["A-1"])


def test_a_field_of_another_type_is_found_by_what_was_read_again(rosa: Party, olive: Member, note: CustomField) -> None:
    new_order(rosa, "A-1", **{note.key: "470012345"})
    new_order(rosa, "A-2", **{note.key: "zebra"})
    conversion = convert_field(note, "number", by=olive)
    run_jobs()
    assert (found(olive, "470012345"), found(olive, "zebra")) == (["A-1"], [])
    order = Order.objects.get(number="A-1")
    change_order(order, by=olive, version=order.version, custom={note.key: 99})
    new_order(rosa, "A-3", **{note.key: 815})
    undo_conversion(conversion, by=olive)
    run_jobs()
    assert [found(olive, text) for text in ("470012345", "zebra", "815")] == [["A-1"], ["A-2"], []]
    convert_field(note, "money", by=olive, currency="EUR")
    run_jobs()
    note.refresh_from_db()
    assert (note.is_searchable, found(olive, "470012345"), ORDERS.find([["470012345"], ["zebra"]], 5)) == (False, [], [])


def test_an_index_that_is_filled_anew_knows_the_fields(order: Order, olive: Member, define: Define) -> None:
    hint = define("Hint", holder="products", is_searchable=True)
    tea = create_product(by=olive, name="Tea", sku="T-1", custom={hint.key: "zebra"}, price_minor=1, currency="EUR")
    ORDERS.clear(0, order.pk)
    assert (index_orders(0, 10), index_products(0, 10)) == (order.pk, tea.pk)
    assert (index_orders(order.pk, 10), index_products(tea.pk, 10)) == (None, None)
    assert (found(olive, "zebra"), _products(olive, "zebra")) == (["A-1"], ["Tea"])


def test_what_is_found_costs_as_many_queries_for_one_as_for_many(
    rosa: Party, olive: Member, order: Order, note: CustomField, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        assert len(order_hits(olive, "zebra", 10)) == 1
    for number in ("A-2", "A-3"):
        new_order(rosa, number, **{note.key: "zebra"})
    fresh = Member.objects.get(pk=olive.pk)
    with django_assert_num_queries(8):
        assert len(order_hits(fresh, "zebra", 10)) == 3
