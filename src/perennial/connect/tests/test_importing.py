"""What imports of each kind write, change, skip and refuse; and what their undo does."""

import datetime as dt

import pytest

from perennial.connect.actions import begin_import, start_import
from perennial.connect.jobs import run_import_job
from perennial.connect.models import RowError
from perennial.connect.tests.bringing import bring, counts, take_back
from perennial.kernel import ids
from perennial.people.actions import add_identity, create_party, edit_party
from perennial.people.models import Party
from perennial.purchases.actions import refund_order
from perennial.purchases.models import Order, Product, PurchaseSummary
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import ContactSummary, Touchpoint

pytestmark = pytest.mark.usefixtures("workspace")
CDNOW = """ customer_id date number_of_cds dollar_value
 00001 19970101  1   11.77
 00002 19970112  1   12.00
 00002 19970112  5   77.00
 00002 19970112  5   77.00
"""
ORDERS = """Order number,Customer id,Email,Date,SKU,Product,Quantity,Amount,Currency,Status
A-1,C1,ann@x.example,2026-03-01 10:00,T1,Tea,2,"20.00",EUR,paid
A-2,C2,bob@x.example,2026-03-02,T1,Tea,1,10.00,EUR,paid
A-1,C1,ann@x.example,2026-03-01 10:00,C1,Cup,1,22.50,EUR,paid
"""


def test_a_flat_purchase_history_makes_an_order_of_each_row_and_is_known_again() -> None:
    one = bring("orders", CDNOW)
    assert counts(one) == (4, 0, 0, 0)
    assert sorted(Order.objects.values_list("party__name", "total_minor", "quantity", "currency")) == [
        ("Customer 00001", 1177, 1, "USD"),
        ("Customer 00002", 1200, 1, "USD"),
        ("Customer 00002", 7700, 5, "USD"),
        ("Customer 00002", 7700, 5, "USD"),
    ]
    assert PurchaseSummary.objects.get(party__name="Customer 00002").orders == 3
    assert counts(bring("orders", CDNOW)) == (0, 0, 4, 0)
    more = CDNOW + " 00002 19970112  5   77.00\n 00003 19970113  1 1.00\n"
    assert counts(bring("orders", more)) == (2, 0, 4, 0)


def test_rows_with_one_number_are_one_order_wherever_they_stand() -> None:
    assert counts(bring("orders", ORDERS)) == (2, 0, 0, 0)
    order = Order.objects.get(number="A-1")
    assert (order.total_minor, order.quantity, order.lines.count()) == (4250, 3, 2)
    assert order.party.identities.filter(kind="email", normal="ann@x.example").exists()
    assert set(Product.objects.values_list("sku", "name")) == {("T1", "Tea"), ("C1", "Cup")}
    assert Party.objects.get(pk=order.party_id).value_minor == 4250


def test_an_order_is_whole_or_not_at_all() -> None:
    one = bring("orders", ORDERS.replace("22.50", "lots"))
    assert counts(one) == (1, 0, 0, 2)
    assert set(one.errors.values_list("line", flat=True)) == {2, 4}
    assert not Order.objects.filter(number="A-1").exists()


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-20.00", "less than nothing"),
        ("9" * 30, "larger than anything"),
        ("1e99", "larger than anything"),
        ("NaN", "not a number"),
        ("=1+1", "not a number"),
    ],
)
def test_amounts_that_cannot_be_are_wrong_rows(cell: str, why: str) -> None:
    one = bring("orders", f"number,customer id,date,amount\nX,1,2026-01-01,{cell}\nY,1,2026-01-01,5\n")
    assert counts(one) == (1, 0, 0, 1)
    assert why in one.errors.get().why


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "2099-01-01", "never"])
def test_days_that_cannot_be_are_wrong_rows(day: str) -> None:
    one = bring("orders", f"number,customer id,date,amount\nX,1,{day},5\nY,1,2026-01-01,5\n")
    assert counts(one) == (1, 0, 0, 1)


def test_changed_orders_are_updated_and_set_back(olive: Member) -> None:
    bring("orders", ORDERS)
    changed = bring("orders", ORDERS.replace("22.50", "30.00").replace("paid\nA-2", "fulfilled\nA-2"))
    assert counts(changed) == (0, 1, 1, 0)
    order = Order.objects.get(number="A-1")
    assert (order.total_minor, order.version) == (5000, 2)
    assert Party.objects.get(pk=order.party_id).value_minor == 5000
    undone = take_back(changed)
    assert (undone.reversed, undone.kept, undone.undo_failed) == (1, 0, 0)
    order.refresh_from_db()
    assert (order.total_minor, order.version, order.lines.count()) == (4250, 3, 2)
    assert Party.objects.get(pk=order.party_id).value_minor == 4250


def test_persons_are_created_updated_skipped_and_blank_cells_take_nothing_away() -> None:
    first = "id,first name,last name,email,city,tags\n1,Ann,Lee,ann@x.example,Rome,vip\n2,Bob,Roe,bob@x.example,,\n"
    assert counts(bring("persons", first, system="shop")) == (2, 0, 0, 0)
    second = "id,first name,last name,email,city,tags\n1,Ann,Lee-Fox,ann@y.example,,vip;club\n2,Bob,Roe,,,\n3,Cy,Moe,,,\n"
    one = bring("persons", second, system="shop")
    assert counts(one) == (1, 1, 1, 0)
    ann = Party.objects.get(identities__normal="1")
    assert (ann.family_name, ann.city, ann.version) == ("Lee-Fox", "Rome", 2)
    assert set(ann.identities.filter(kind="email").values_list("normal", flat=True)) == {"ann@x.example", "ann@y.example"}
    assert ann.taggings.count() == 2
    take_back(one)
    ann.refresh_from_db()
    assert (ann.family_name, ann.identities.count(), ann.taggings.count()) == ("Lee", 2, 1)
    assert Party.objects.count() == 2


def test_parts_of_a_name_that_are_known_leave_the_whole_as_it_is_written() -> None:
    bring("persons", "name,given name,family name,email\nDr Ann Marie Lee,Ann,Lee,ann@x.example\n")
    assert counts(bring("persons", "given name,family name,email,city\nAnn,Lee,ann@x.example,Bath\n")) == (0, 1, 0, 0)
    ann = Party.objects.get()
    assert (ann.name, ann.city) == ("Dr Ann Marie Lee", "Bath")
    bring("persons", "given name,family name,email\nAnn,Fox,ann@x.example\n")
    assert Party.objects.get().name == "Ann Fox"


def test_a_name_that_a_row_tells_is_meant_though_it_be_its_parts() -> None:
    head = "name,given name,family name,email\n"
    bring("persons", head + "Dr Ann Marie Lee,Ann,Lee,ann@x.example\n")
    assert counts(bring("persons", head + "Ann Lee,Ann,Lee,ann@x.example\n,Ann,Lee,ann@x.example\n")) == (0, 1, 0, 0)
    assert Party.objects.get().name == "Ann Lee"


def test_rows_that_tell_parts_of_a_name_leave_the_one_that_tells_it_whole() -> None:
    bring("persons", "name,given name,family name,email\nDr Lee,,,ann@x.example\n,Ann,,ann@x.example\n,,Lee,ann@x.example\n")
    assert [*Party.objects.values_list("name", "given_name", "family_name")] == [("Dr Lee", "Ann", "Lee")]


@pytest.mark.parametrize(("mode", "expected"), [("create", (1, 0, 1, 0)), ("update", (0, 1, 1, 0)), ("both", (1, 1, 0, 0))])
def test_the_mode_decides(mode: str, expected: tuple[int, int, int, int]) -> None:
    bring("persons", "name,email\nAnn,ann@x.example\n")
    assert counts(bring("persons", "name,email\nAnna,ann@x.example\nBob,bob@x.example\n", mode=mode)) == expected


BIRTHDAYS = "Id,Name,Birthday\nK1,Ann,%s\n"


@pytest.mark.parametrize(
    ("cell", "kept"), [("1981-06-07", (6, 7, 1981)), ("--06-08", (6, 8, None)), ("--06-07", (6, 7, 1980)), ("", (6, 7, 1980))]
)
def test_another_birthday_takes_the_place_of_the_known_one_and_is_set_back(
    cell: str, kept: tuple[int, int, int | None]
) -> None:
    birthday = Party.objects.values_list("anniversaries__month", "anniversaries__day", "anniversaries__year")
    columns = {0: "external", 1: "name", 2: "birthday"}
    bring("persons", BIRTHDAYS % "1980-06-07", mapping=columns)
    other = bring("persons", BIRTHDAYS % cell, mapping=columns, mode="update")
    is_other = kept != (6, 7, 1980)
    assert ([*birthday.all()], other.updated) == ([kept], is_other)
    if is_other:
        assert take_back(other).reversed == 1
    assert [*birthday.all()] == [(6, 7, 1980)]


def test_rows_of_one_person_with_two_birthdays_bring_the_later_and_an_undo_leaves_none() -> None:
    columns = {0: "external", 1: "name", 2: "birthday"}
    bring("persons", "Id,Name\nK1,Ann\n", mapping={0: "external", 1: "name"})
    one = bring("persons", BIRTHDAYS % "1980-06-07" + "K1,Ann,1981-06-08\n", mapping=columns, mode="update")
    assert [*Party.objects.values_list("anniversaries__year")] == [(1981,)]
    take_back(one)
    assert [*Party.objects.values_list("anniversaries__year")] == [(None,)]


def test_repeated_rows_in_a_file_are_one_record() -> None:
    one = bring("persons", "name,email,phone\nAnn,ann@x.example,\nAnn,ANN@x.example,+49 30 123456\n")
    assert counts(one) == (1, 0, 0, 0)
    assert Party.objects.get().identities.count() == 2


def test_an_undo_keeps_what_somebody_built_upon(olive: Member) -> None:
    rows = "".join(f"{n},P{n},p{n}@x.example\n" for n in range(1, 7))
    one = bring("persons", "id,name,email\n" + rows)
    called, edited, known, bought, *_rest = Party.objects.order_by("name")
    log_touchpoint(party_id=called.pk, kind="call", by=olive, text="Hello")
    edit_party(edited, by=olive, city="Rome")
    add_identity(known, "email", "other@x.example", by=olive)
    bring("orders", f"number,email,date,amount\nN1,{bought.name}@x.example,2026-01-01,5\n")
    undone = take_back(one)
    assert (undone.reversed, undone.kept, undone.undo_failed) == (2, 4, 0)
    assert set(undone.remainders.values_list("name", flat=True)) == {"P1", "P2", "P3", "P4"}
    assert Party.objects.count() == 4


def test_an_order_that_was_refunded_since_is_kept(olive: Member) -> None:
    one = bring("orders", ORDERS)
    refund_order(Order.objects.get(number="A-1"), by=olive, amount_minor=100)
    undone = take_back(one)
    assert set(Order.objects.values_list("number", flat=True)) == {"A-1"}
    assert undone.kept >= 1
    assert Party.objects.filter(orders=1).count() == 1
    assert counts(bring("orders", ORDERS))[:2] == (1, 0)


def test_touchpoints_are_told_once_and_taken_back() -> None:
    bring("persons", "name,email\nAnn,ann@x.example\n")
    text = (
        "email,kind,when,direction,text\nann@x.example,call,2026-01-05 10:00,both,Hi\n"
        "ann@x.example,note,2026-01-06,,N\nwho@x.example,note,2026-01-06,,N\n"
    )
    one = bring("touchpoints", text)
    assert counts(one) == (2, 0, 0, 1)
    assert ContactSummary.objects.get().last_two_way_at == dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    assert counts(bring("touchpoints", text)) == (0, 0, 2, 1)
    take_back(one)
    assert not Touchpoint.objects.exists()
    assert Party.objects.get().last_contact_at is None


def test_products_with_categories_are_updated_and_set_back() -> None:
    bring("products", "sku,name,category,price,currency\nT1,Tea,Drinks / Tea,4.50,EUR\nY1,Yen,,1500,JPY\nK1,Dinar,,1.234,KWD\n")
    assert dict(Product.objects.values_list("sku", "price_minor")) == {"T1": 450, "Y1": 1500, "K1": 1234}
    one = bring("products", "sku,name,price\nT1,Green tea,5.00\n")
    assert counts(one) == (0, 1, 0, 0)
    take_back(one)
    tea = Product.objects.get(sku="T1")
    assert (tea.name, tea.price_minor, tea.category and tea.category.parent and tea.category.parent.name) == (
        "Tea",
        450,
        "Drinks",
    )


def test_a_stranger_encoding_in_one_row_is_one_wrong_row() -> None:
    good = "".join(f"P{n} é,p{n}@x.example\n" for n in range(30)).encode()
    one = bring("persons", b"name,email\n" + good + b"Zo\xeb,z@x.example\nN\x00ul,n@x.example\n")
    assert counts(one) == (30, 0, 0, 2)


def test_a_name_of_five_megabytes_is_left_out_and_no_crash() -> None:
    one = bring("persons", "name,email\n" + "x" * 5_000_000 + ",a@x.example\n" + "y" * 5_000_000 + ",\nBob,b@x.example\n")
    assert (counts(one), one.partly) == ((2, 0, 0, 1), 1)
    assert sorted(Party.objects.values_list("name", flat=True)) == ["Bob", "a@x.example"]


def test_a_clock_that_stepped_back_lets_an_undo_take_all_that_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", ids.new_id() + (86_400_000 << ids.SEQUENCE_BITS))  # ids go on from where they were
    one = bring("persons", "id,first name,last name,email\n1,Ann,Lee,ann@x.example\n")
    assert (take_back(one).kept, Party.objects.count()) == (0, 0)


def test_what_is_wrong_is_said_in_the_language_of_whoever_imports(olive: Member) -> None:
    Member.objects.filter(pk=olive.pk).update(language="de")
    one = begin_import([b"Name,Birthday\nJuno,31.31.2000\n"], by=olive, kind="persons", name="a.csv")
    start_import(one, by=olive, queue=False)
    run_import_job.func(one.pk)
    assert "kein Tag des Kalenders" in RowError.objects.get().why


def test_the_id_of_an_organisation_is_no_persons(olive: Member) -> None:
    shop = create_party(by=olive, name="Harbour & Vale", kind="organisation")
    one = bring("persons", f"Perennial id,Name\n{shop.pk},Rosa\n,Ada\n")
    assert (counts(one), one.state) == ((1, 0, 0, 1), "done")
    assert RowError.objects.get().why == f"The id “{shop.pk}” belongs to somebody else already"
    assert Party.objects.get(pk=shop.pk).name == "Harbour & Vale"
