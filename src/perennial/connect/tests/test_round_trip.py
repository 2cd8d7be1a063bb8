"""What is exported and imported into an empty installation is exported the same again."""

import csv
import datetime as dt
import io
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from perennial.connect.exporting import EXPORTS, export
from perennial.connect.kinds import parsing
from perennial.connect.reading.cells import BadCell
from perennial.connect.tests.bringing import bring, take_back
from perennial.connect.writing import harmless
from perennial.people.actions.bulk import AddressRow, IdentityRow, PartyRow, write_parties
from perennial.people.models import Anniversary, Party, Relation, Remembrance, Tag
from perennial.purchases.actions import refund_order
from perennial.purchases.models import Category, Order, Product
from perennial.team.models import Member
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints

KINDS = ("persons", "organisations", "products", "orders", "touchpoints")
NAUGHTY = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3+cmd",
    "+A1",
    "'=quoted",
    "'plain",
    "a;b",
    'say "hi", twice',
    "‮right-to-left",
    "😀 Zoë",
    "日本 太郎",
    "<script>alert(1)</script>",
    "'; DROP TABLE people_party; --",
    "ﬁ",
    "%s %d {0}",
    "NULL",
    "Ω≈ç√∫",
    "null\\N",
    "-",
    "1e5",
]
VERIFIED = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def filled(olive: Member) -> None:
    """An installation with something of everything, and the naughtiest names."""
    write_parties(
        [
            PartyRow(
                name="Zoë Müller",
                given_name="Zoë",
                family_name="Müller",
                job_title="Baker",
                city="Köln",
                country="DE",
                owner_id=olive.pk,
                identities=(
                    IdentityRow("external", "C;17", "shop"),
                    IdentityRow("external", "C-18", "crm"),
                    IdentityRow("email", "Zoe@X.example", "", "work", "", VERIFIED),
                    IdentityRow("email", "z@y.example"),
                    IdentityRow("phone", "+4930123456"),
                    IdentityRow("handle", "@zoe", "instagram"),
                ),
                tags=("vip", "Fair"),
                addresses=(
                    AddressRow("Quay 1\nBack door", "Köln", "", "50667", "DE"),
                    AddressRow("2nd", "Bonn", label="summer"),
                ),
                birthday=(2, 29, None),
                stage="loyal",
            ),
            PartyRow(name="Harbour & Vale", kind="organisation", website="https://h.example", birthday=None),
            *(PartyRow(name=name) for name in NAUGHTY),
        ]
    )
    zoe = Party.objects.get(name="Zoë Müller")
    Anniversary.objects.create(party=zoe, name="wedding", month=5, day=6, year=2001)
    Remembrance.objects.create(party=zoe, kind="usual", text="Flat white, oat")
    harbour, other = Party.objects.get(name="Harbour & Vale"), Party.objects.exclude(name="Zoë Müller").latest("pk")
    Relation.objects.create(subject=zoe, object=harbour, word="works_at", note="=mornings")
    Relation.objects.create(subject=other, object=zoe, word="knows")
    bring(
        "products",
        "sku,name,category,price,currency,active\nT1,=Tea,Drinks / Tea,4.50,EUR,no\nY1,Yen,,1500,JPY,yes\nN,None,,,EUR,yes\n",
    )
    bring(
        "orders",
        "number,customer id,date,sku,product,quantity,amount,total,currency,status,channel\n"
        "A-1,crm:C-18,2026-03-01 10:00,T1,Tea,0.75,20.00,18.50,EUR,paid,web\n"
        "A-1,crm:C-18,2026-03-01 10:00,,=Gift,1,-1.50,18.50,EUR,paid,web\n"
        "Y-1,crm:C-18,2026-03-02,Y1,Yen,1,1500,1500,JPY,fulfilled,shop\n",
    )
    refund_order(
        Order.objects.get(number="A-1"),
        by=olive,
        amount_minor=250,
        reason="=broken",
        key="r1",
        at=VERIFIED + dt.timedelta(days=90),
    )
    write_touchpoints(
        [
            TouchpointRow(
                zoe.pk, "call", VERIFIED, "Line one\nline two, =x", "phone", "both", "staff", None, olive.pk, {"minutes": 3}
            ),
            TouchpointRow(zoe.pk, "note", VERIFIED, "=1+1", source="crm", key="n-1"),
        ]
    )


def everything(format_: str) -> dict[str, str]:
    return {kind: "".join(export(kind, format_)) for kind in KINDS}


def rows_in(files: dict[str, str], format_: str) -> dict[str, list[Any]]:
    """The rows of each file whatever their order: ids of orders and touchpoints are new, and rows come by id."""
    read = {kind: csv.reader(io.StringIO(text)) if format_ == "csv" else text.splitlines() for kind, text in files.items()}
    return {kind: sorted(map(str, rows)) for kind, rows in read.items()}


def empty() -> None:
    from perennial.timeline.actions import unsealed

    with unsealed("test"):
        Order.objects.all().delete()
        Party.objects.all().delete()
    Product.objects.all().delete()
    Category.objects.all().delete()
    Tag.objects.all().delete()


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
@pytest.mark.usefixtures("filled")
def test_a_round_trip_loses_nothing(format_: str) -> None:
    before = everything(format_)
    empty()
    for kind in KINDS:
        one = bring(kind, before[kind], system="other")
        assert (one.failed, one.trouble) == (0, ""), list(one.errors.values_list("line", "why"))
    after = rows_in(everything(format_), format_)
    for kind, rows in rows_in(before, format_).items():
        assert [pair for pair in zip(after[kind], rows, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.usefixtures("filled")
def test_importing_what_is_there_changes_nothing() -> None:
    before = everything("csv")
    for kind in KINDS:
        one = bring(kind, before[kind], system="other")
        assert (one.created, one.updated, one.failed) == (0, 0, 0), kind
    assert everything("csv") == before


@pytest.mark.usefixtures("filled")
def test_an_import_of_everything_is_undone_without_a_trace() -> None:
    before = everything("csv")
    empty()
    done = [bring(kind, before[kind]) for kind in KINDS]
    for later, _earlier in pairwise([*reversed(done), done[0]]):
        undone = take_back(later)
        assert (undone.kept, undone.undo_failed) == (0, 0), list(undone.remainders.values_list("name", "why"))
    assert not Party.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "more",
    ["[]", "7", "[1, 2]", '{"relations": 1}', '{"relations": [["knows", "", 1]]}', '{"addresses": [["x"]]}',
     '{"anniversaries": [["x", 13, 1, null]]}', '{"remembrances": [[1, 2]]}',
     '{"identities": [["email", "", "a", "", "soon"]]}'],
)  # fmt: skip
def test_what_no_export_of_ours_would_carry_is_a_wrong_row(more: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["Name", "Perennial more"], ["Ann", more], ["Bob", ""]])
    one = bring("persons", text.getvalue())
    assert (one.created, one.failed) == ((2, 0) if more == "[]" else (1, 1))


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_cell_of_an_export_is_a_formula(text: str) -> None:
    assert harmless(text)[0] not in "=+@\t\r" or harmless(text).lstrip("+").isdigit()
    assert not harmless("-2+3+cmd").startswith("-")
    assert harmless("-5.00") == "-5.00"
    assert harmless("+49 30 1234") == "+49 30 1234"


def test_every_kind_has_an_export() -> None:
    assert set(EXPORTS) == set(KINDS)


@pytest.mark.django_db
def test_an_export_never_takes_the_place_of_what_is_no_file(tmp_path: Path) -> None:
    """Whoever may write a device could otherwise lose it: `--output /dev/null`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        call_command("export", "products", output=pipe)
        assert os.read(reader, 1000).startswith(b"SKU,Name")
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "products", output=tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        '[["x", 1, "", "k"]]',
        "[[1]]",
        "7",
        '[["2026-01-01T00:00:00+00:00", -5, "", "k"]]',
        '[["0001-01-01T00:00:00+14:00", 1, "", "k"]]',
        '[["2026-01-01T00:00:00+00:00", 1e30, "", "k"]]',
        '[["2026-01-01T00:00:00+00:00", 1, {}, []]]',
    ],
)
def test_refunds_that_no_export_wrote_are_a_wrong_row(told: str) -> None:
    with pytest.raises(BadCell):
        parsing._refunds(told)
