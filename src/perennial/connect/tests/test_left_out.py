"""A bad cell that a row can do without is left out and said, what makes it meaningless refuses it, mended rows come again."""

import pytest

from perennial.connect.actions import begin_import, check_import, start_import
from perennial.connect.actions.running import run_import
from perennial.connect.errorfile import write_error_file
from perennial.connect.models import Import, RowError
from perennial.connect.queries import reasons_of
from perennial.connect.tests.bringing import bring, counts
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.records.models import CustomField
from perennial.records.tests.defining import Define
from perennial.team.models import Member
from perennial.timeline.models import Touchpoint

pytestmark = pytest.mark.usefixtures("workspace")
MESSY = (
    "Customer id,Name,E-mail,Phone,Birthday,Country,Stage,Owner\n"
    "1,Ann,ann@x.example,+49 30 123456,31.12.1970,Deutschland,loyal,\n"
    "2,Bob,bob at x,call me,31.02.1971,DEU,vip?,nobody@x.example\n"
    "3,Cy,cy@x.example; cy at y,,,Narnia,,\n"
    ",,none,x,,,,\n"
)


def reasons(one: Import, *, refused: bool) -> dict[tuple[str, str], int]:
    told = reasons_of(one, refused=refused)
    return {(one.reason.column, one.reason.sort): one.reason.count for one in told}


def test_a_row_comes_without_its_bad_cells_and_each_is_said() -> None:
    one = bring("persons", MESSY)
    assert (counts(one), one.partly) == ((3, 0, 0, 1), 2)
    bob, cy = Party.objects.get(name="Bob"), Party.objects.get(name="Cy")
    assert (bob.country, [identity.kind for identity in bob.identities.all()]) == ("DE", ["external"])
    assert cy.identities.filter(normal="cy@x.example").exists()
    assert Party.objects.get(name="Ann").country == "DE"
    assert reasons(one, refused=False)["E-mail", "“…” is not an e-mail address"] == 2
    assert {column for column, _sort in reasons(one, refused=False)} == {
        *("E-mail", "Phone", "Birthday", "Stage", "Owner", "Country")
    }
    assert "no name" in RowError.objects.get(is_brought=False).why
    first = next(told for told in reasons_of(one, refused=False) if told.reason.column == "Birthday")
    assert first.reason.examples[0][:2] == [3, "31.02.1971"]
    assert "31.12.2026" in first.mend


def test_what_stands_for_nothing_is_no_bad_cell_and_examples_are_the_first_lines() -> None:
    rows = "".join(
        f"P{9 - n},p{n}@x.example,{day}\n" for n, day in enumerate(("-", "k.A.", "n/a", "soon", "never", "later", "x"))
    )
    one = bring("persons", "Name,Email,Birthday\n" + rows)
    assert (counts(one), one.partly) == ((7, 0, 0, 0), 4)
    (told,) = reasons_of(one, refused=False)
    assert [line for line, _value, _why in told.reason.examples] == [5, 6, 7]


def test_the_whole_row_is_left_out_when_the_member_wants_that() -> None:
    one = bring("persons", MESSY, bad_cells="refuse")
    assert (counts(one), one.partly) == ((1, 0, 0, 3), 0)


@pytest.mark.parametrize("bad_cells", ["without", "refuse"])
def test_the_look_before_says_what_the_report_will_say(define: Define, bad_cells: str) -> None:
    define("Card", is_unique=True)
    define("District", is_required=True)
    rows = MESSY.replace("Owner\n", "Owner,Card,District\n").replace(",\n", ",,7,N\n").replace("x.example\n", "x.example,7,\n")
    one = begin_import([rows.encode()], by=None, kind="persons", name="a.csv", options={"bad_cells": bad_cells})
    check_import(one, by=None, queue=False)
    looked = run_import(one.pk)
    before = (counts(looked), looked.partly, looked.reasons)
    start_import(looked, by=None, queue=False)
    done = run_import(one.pk)
    assert (counts(done), done.partly, done.reasons) == before


def test_required_fields_are_asked_for_even_where_no_column_is_a_field_of_the_business(olive: Member, define: Define) -> None:
    define("District", is_required=True)
    one = bring("persons", "Name,Email\nAnn,ann@x.example\n", by=olive)
    assert (counts(one), reasons(one, refused=True)) == ((0, 0, 0, 1), {("District", "“…” is required"): 1})


def test_an_order_needs_its_amount_but_not_its_status() -> None:
    text = (
        "Order number,Email,Date,SKU,Amount,Status\n"
        "A-1,ann@x.example,2026-03-01,T1,10.00,who knows\nA-1,ann@x.example,2026-03-01,C1,5.00,\n"
        "A-2,ann@x.example,2026-03-01,T1,lots,paid\nA-3,ann at x,2026-03-01,T1,3,paid\n"
    )
    one = bring("orders", text)
    assert (counts(one), one.partly) == ((1, 0, 0, 2), 1)
    mended = write_error_file(one, brought=True).read_text(encoding="utf-8-sig").replace("who knows", "fulfilled")
    again = bring("orders", mended)
    assert counts(again) == (0, 1, 0, 0), "both lines of the order are in the file"
    order = Order.objects.get()
    assert (order.total_minor, order.lines.count(), Party.objects.count()) == (1500, 2, 1)


def test_orders_without_numbers_are_known_again_by_what_the_file_of_left_out_cells_adds() -> None:
    one = bring("orders", "Name,Email,Date,Amount,Status\nAnn,ann at x,2026-03-01,10.00,what\n")
    mended = write_error_file(one, brought=True).read_text(encoding="utf-8-sig").replace("ann at x", "ann@x.example")
    assert counts(bring("orders", mended.replace("what", "paid"))) == (0, 0, 1, 0)
    assert (Order.objects.count(), Party.objects.count()) == (1, 1)


def test_mended_touchpoints_are_not_told_twice() -> None:
    bring("persons", "name,email\nAnn,ann@x.example\n")
    one = bring("touchpoints", "email,kind,when,text\nann@x.example,telepathy,2026-01-05,Hi\n")
    assert (counts(one), one.partly) == ((1, 0, 0, 0), 1)
    mended = write_error_file(one, brought=True).read_text(encoding="utf-8-sig").replace("telepathy", "call")
    assert counts(bring("touchpoints", mended)) == (0, 0, 1, 0)
    assert Touchpoint.objects.get().kind == "note"


def test_a_mended_file_is_read_as_its_import_was(define: Define) -> None:
    define("Size", "number")
    rows = "Nummer;Wer;Grüße\n7;Ann;viele\n"
    mapping = {0: "external", 1: "name", 2: CustomField.objects.get().key}
    one = bring("persons", rows, mapping=mapping, system="till")
    mended = write_error_file(one, brought=True).read_text(encoding="utf-8-sig").replace("viele", "12")
    again = bring("persons", mended)
    assert (counts(again), again.options["system"]) == ((0, 1, 0, 0), "till")
    assert Party.objects.get().identities.count() == 1
