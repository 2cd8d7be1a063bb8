"""Fields of the business go out and come in again, fail row by row in words, and are undone with their import."""

import json
from typing import Any

import pytest

from perennial.connect.exporting import export
from perennial.connect.models import Import, RowError
from perennial.connect.tests.bringing import bring, counts, take_back
from perennial.people.actions import create_party, delete_party
from perennial.people.models import Party
from perennial.people.queries import find_parties
from perennial.purchases.actions import Line, create_product, place_order
from perennial.purchases.models import Order, Product
from perennial.purchases.queries import order_hits, product_hits
from perennial.records.actions import convert_field, remove_field
from perennial.records.custom.types import plain
from perennial.records.models import CustomField, Pick
from perennial.records.tests.defining import Define
from perennial.team.actions import change_reach
from perennial.team.models import Member

pytestmark = pytest.mark.django_db
GIVEN = {
    "text": "=naughty",
    "long_text": "one\ntwo",
    "number": "-1.125",
    "money": "1250.5",
    "date": "2026-03-31",
    "choice": "Gold",
    "choices": "Tea; Gold",
    "yes_no": "no",
    "link": "https://example.org/a",
}


@pytest.fixture
def one_of_each(define: Define) -> dict[str, CustomField]:
    return {type_: define(f"My {type_}", type_, *(["Tea", "Gold"] if "choice" in type_ else [])) for type_ in GIVEN}


def _why(one: Import) -> list[str]:
    return list(RowError.objects.filter(of=one).order_by("line").values_list("why", flat=True))


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_what_goes_out_comes_back_the_same(olive: Member, one_of_each: dict[str, CustomField], format_: str) -> None:
    custom = {one_of_each[type_].key: value for type_, value in GIVEN.items()}
    before = create_party(by=olive, name="Juno", custom=custom)
    file = "".join(export("persons", format_))
    Party.objects.all().delete()
    one = bring("persons", file, format_=format_)
    assert (counts(one), _why(one)) == ((1, 0, 0, 0), [])
    assert Party.objects.get().custom == before.custom
    assert Pick.objects.filter(record=Party.objects.get().pk).count() == 2
    assert "".join(export("persons", format_)) == file


def test_an_import_changes_values_and_its_undo_sets_them_back(olive: Member, define: Define, plan: CustomField) -> None:
    likes = define("Likes", "choices", "Tea", "Milk")
    juno = create_party(by=olive, name="Juno", custom={plan.key: "Free", likes.key: "Tea"})
    one = bring("persons", f"Perennial id,Plan,Likes\n{juno.pk},Gold,Milk\n{juno.pk},,\n")
    assert counts(one) == (0, 1, 0, 0)
    party = Party.objects.get()
    assert (plain(plan, plan.value_in(party.custom)), plain(likes, likes.value_in(party.custom))) == ("Gold", "Milk")
    take_back(one)
    assert Party.objects.get().custom == juno.custom
    assert [pick.option.name for pick in Pick.objects.all()] == ["Tea"]
    again = bring("persons", f"Perennial id,Plan\n{juno.pk},Free\n")
    assert counts(again) == (0, 0, 1, 0)


def test_of_rows_about_the_same_customer_the_last_value_of_a_field_wins(
    olive: Member, define: Define, plan: CustomField
) -> None:
    likes = define("Likes", "choices", "Tea", "Milk")
    rows = "juno@example.org,Free,Tea\njuno@example.org,Gold,Tea; Milk\njuno@example.org,,\n"
    assert counts(bring("persons", f"E-mail,Plan,Likes\n{rows}")) == (1, 0, 0, 0)
    party = Party.objects.get()
    assert (plain(plan, plan.value_in(party.custom)), plain(likes, likes.value_in(party.custom))) == ("Gold", "Tea; Milk")


def test_rows_that_a_field_cannot_hold_fail_in_words(olive: Member, define: Define, plan: CustomField) -> None:
    define("District", is_required=True)
    define("Number", is_unique=True)
    create_party(by=olive, name="Rosa", custom={f"custom_{CustomField.objects.get(name='Number').pk}": "A1", **_district()})
    rows = "Name,Email,Plan,District,Number\nA,a@x.org,Platinum,N,1\nB,b@x.org,Gold,,2\nC,c@x.org,Gold,N,A1\n"
    rows += "D,d@x.org,Gold,N,7\nE,e@x.org,Gold,N,7\n"
    one = bring("persons", rows, bad_cells="refuse")
    why = _why(one)
    assert "“Platinum” is not one of the choices" in why[0]
    assert "“District” is required" in why[1]
    assert "Rosa has “A1” already" in why[2]
    assert "another row" in why[3]
    assert counts(one) == (1, 0, 0, 4)
    one = bring("persons", rows)
    assert (counts(one), one.partly) == ((3, 0, 1, 1), 3)
    assert sorted(party.name for party in Party.objects.all() if party.custom) == ["A", "C", "D", "E", "Rosa"]


def _district() -> dict[str, Any]:
    return {CustomField.objects.get(name="District").key: "N"}


def test_a_field_that_went_while_the_file_ran_ends_in_words(
    olive: Member, define: Define, plan: CustomField, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = define("Size")
    from perennial.connect import staging

    told = staging.stage

    def meanwhile(*args: Any, **ways: Any) -> int:
        count = told(*args, **ways)
        remove_field(plan, by=olive)
        convert_field(size, "number", by=olive)
        return count

    monkeypatch.setattr(staging, "stage", meanwhile)
    one = bring("persons", "Name,Email,Plan,Size\nA,a@x.org,Gold,\nB,b@x.org,,41\nC,c@x.org,,\n")
    assert (counts(one), one.partly) == ((3, 0, 0, 0), 2)
    assert "was removed" in _why(one)[0]
    assert "another type" in _why(one)[1]


def test_products_and_orders_carry_their_fields(olive: Member, define: Define) -> None:
    steep = define("Steeping", "number", holder="products")
    wrap = define("Gift wrap", "yes_no", holder="orders")
    create_product(by=olive, sku="T1", name="Tea", currency="EUR", custom={steep.key: "3.5"})
    juno = create_party(by=olive, name="Juno")
    order = place_order(juno, by=olive, lines=[Line(total_minor=100, name="Tea")], custom={wrap.key: "yes"}, number="N1")
    products, orders = "".join(export("products")), "".join(export("orders"))
    Product.objects.all().delete()
    Order.objects.all().delete()
    assert counts(bring("products", products)) == (1, 0, 0, 0)
    assert Product.objects.get().custom == {steep.stored_as: 3.5}
    assert counts(bring("orders", orders)) == (1, 0, 0, 0)
    assert Order.objects.get().custom == order.custom
    changed = bring("products", products.replace("3.5", "4"))
    assert Product.objects.get().custom == {steep.stored_as: 4}
    take_back(changed)
    assert Product.objects.get().custom == {steep.stored_as: 3.5}


def test_an_export_tells_nobody_what_only_some_roles_see(olive: Member, yuki: Member, define: Define) -> None:
    limit = define("Credit limit", "money", seen_by=["manager"])
    gone = define("Name")
    create_party(by=olive, name="Juno", custom={limit.key: "500", gone.key: "x"})
    delete_party(create_party(by=olive, name="Gone"), by=olive)
    assert "Credit limit" not in "".join(export("persons", seen_by=yuki))
    (line,) = "".join(export("persons", "jsonl", seen_by=olive)).splitlines()
    assert json.loads(line)["Credit limit"] == "500.00"
    assert json.loads(line)[f"Name ({gone.key})"] == "x"


def test_a_file_learns_nothing_of_what_its_member_does_not_see(olive: Member, magnus: Member, define: Define) -> None:
    limit = define("Credit limit", seen_by=["agent"])
    juno = create_party(by=olive, name="Juno", custom={limit.key: "500"})
    told = [_why(bring("persons", f"Perennial id,Credit limit\n{juno.pk},{guess}\n", by=magnus)) for guess in ("500", "600")]
    assert told[0] == told[1] == [f"Credit limit: There is no field “{limit.key}”."]


def test_a_file_brings_customers_without_what_its_member_may_not_fill(olive: Member, magnus: Member, define: Define) -> None:
    define("Credit limit", is_required=True, seen_by=["agent"])
    define("Nickname")
    assert counts(bring("persons", "Name,Nickname\nRosa,Rose\n", by=magnus))[0] == 1
    assert _why(bring("persons", "Name,Nickname\nAda,Addie\n", by=olive)) == ["“Credit limit” is required."]


def test_a_file_leads_only_to_persons_within_its_members_reach(olive: Member, magnus: Member, define: Define) -> None:
    decides = define("Decides", "person")
    change_reach(magnus, "own", by=olive)
    mine, near = (create_party(by=olive, owner=magnus, name=name) for name in ("Juno", "Noor"))
    far = create_party(by=olive, owner=olive, name="Farid")
    told = bring("persons", f"Perennial id,Decides\n{mine.pk},Farid\n{mine.pk},{far.pk}\n", by=magnus)
    assert _why(told) == ["Decides: “Farid” is not a person we know.", f"Decides: “{far.pk}” is not a person we know."]
    bring("persons", f"Perennial id,Decides\n{mine.pk},Noor\n", by=magnus)
    assert Party.objects.get(pk=mine.pk).custom == {decides.stored_as: str(near.pk)}
    assert counts(bring("persons", f"Perennial id,Decides\n{mine.pk},Farid\n", by=olive)) == (0, 1, 0, 0)


def test_search_follows_what_an_import_brings_and_its_undo_takes(olive: Member, define: Define) -> None:
    on_product = define("Hint", holder="products", is_searchable=True)
    on_order = define("Note", holder="orders", is_searchable=True)
    on_party = define("Card", "number", is_searchable=True)
    juno = create_party(by=olive, name="Juno", custom={on_party.key: 99001})
    tea = create_product(by=olive, name="Tea", sku="T-1", price_minor=1, currency="EUR", custom={on_product.key: "okapi"})
    place_order(juno, by=olive, lines=[Line(total_minor=900, product=tea)], number="A-1", custom={on_order.key: "okapi"})

    def found(text: str) -> tuple[int, int, int]:
        member = Member.objects.get(pk=olive.pk)
        return tuple(len(find(member, text, 9)) for find in (find_parties, product_hits, order_hits))  # type: ignore[return-value]  # three of them

    files = {
        "products": "Article number,Name,Hint\nT-1,Green tea,zebra\nT-2,Milk,zebra\n",
        "orders": "Order number,Customer,Day,Total,Note\nA-1,Juno,2026-03-01,9,zebra\n",
        "persons": f"Perennial id,Card\n{juno.pk},470012345\n",
    }
    brought = [bring(kind, file) for kind, file in files.items()]
    assert [sum(counts(one)[:2]) for one in brought] == [2, 1, 1], [_why(one) for one in brought]
    assert [found(text) for text in ("zebra", "okapi", "470012345", "99001")] == [(0, 2, 1), (0, 0, 0), (1, 0, 0), (0, 0, 0)]
    for one in reversed(brought):
        take_back(one)
    assert [found(text) for text in ("zebra", "okapi", "470012345", "99001")] == [(0, 0, 0), (0, 1, 1), (0, 0, 0), (1, 0, 0)]
