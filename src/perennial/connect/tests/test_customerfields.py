"""The customers that an import brought, found in the list."""

import pytest
from django.test import Client

from perennial.connect.listed import fields_of
from perennial.connect.tests.bringing import bring, take_back
from perennial.people.actions import create_party, edit_party
from perennial.people.models import Party
from perennial.purchases.actions import edit_product
from perennial.purchases.models import Product
from perennial.team.models import Member

FAIR = "Name,City\nMira Holt,Kiel\nTim Roth,\n"


@pytest.fixture
def olive_at(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def options() -> list[tuple[str, object]]:
    (field,) = fields_of("customers")
    assert field.options
    return list(field.options())


def test_the_list_shows_whom_an_import_brought(olive_at: Client, olive: Member) -> None:
    create_party(by=olive, name="Ada Pohl")
    one = bring("persons", FAIR, by=olive)
    assert options()[0][0] == str(one.pk)
    page = olive_at.get("/customers/", {"import": one.pk}).content.decode()
    assert "Mira Holt" in page
    assert "Tim Roth" in page
    assert "Ada Pohl" not in page
    assert "test.csv" in page


def test_the_report_leads_there(olive_at: Client, olive: Member) -> None:
    one = bring("persons", FAIR, by=olive)
    assert f"/customers/?import={one.pk}" in olive_at.get(f"/import/{one.pk}/").content.decode()


def test_an_import_that_was_undone_or_brought_nobody_is_not_offered(olive: Member) -> None:
    take_back(bring("persons", FAIR, by=olive))
    bring("products", "Article number,Name\nT-1,Tea\n", by=olive)
    assert options() == []


def test_what_an_undo_kept_is_still_found(olive_at: Client, olive: Member) -> None:
    one = bring("persons", FAIR, by=olive)
    edit_party(Party.objects.get(name="Tim Roth"), by=olive, city="Plön")
    assert (take_back(one).kept, options()[0][0]) == (1, str(one.pk))
    page = olive_at.get("/customers/", {"import": one.pk}).content.decode()
    assert "Tim Roth" in page
    assert "Mira Holt" not in page


def test_products_that_an_undo_kept_are_still_found(olive_at: Client, olive: Member) -> None:
    one = bring("products", "SKU,Name\nT-1,Tea\nC-1,Coffee\n", by=olive)
    tea = Product.objects.get(name="Tea")
    edit_product(tea, by=olive, version=tea.version, name="Green tea")
    assert take_back(one).kept == 1
    assert f"/products/?import={one.pk}" in olive_at.get(f"/import/{one.pk}/").content.decode()
    page = olive_at.get("/products/", {"import": one.pk}).content.decode()
    assert "Green tea" in page
    assert "Coffee" not in page


def test_who_may_not_import_is_not_asked(client: Client, vik: Member, olive: Member) -> None:
    one = bring("persons", FAIR, by=olive)
    client.force_login(vik)
    assert "test.csv" not in client.get("/customers/", {"import": one.pk}).content.decode()


def test_whom_an_import_changed_is_shown_as_well(olive_at: Client, olive: Member) -> None:
    bring("persons", FAIR, by=olive)
    one = bring("persons", "Name,City,Country\nMira Holt,Kiel,Germany\n", by=olive)
    assert (one.created, one.updated) == (0, 1)
    assert f"/customers/?import={one.pk}" in olive_at.get(f"/import/{one.pk}/").content.decode()
    page = olive_at.get("/customers/", {"import": one.pk}).content.decode()
    assert "Mira Holt" in page
    assert "Tim Roth" not in page


@pytest.mark.parametrize(
    ("kind", "rows", "holder"),
    [
        ("orders", "Order number,Email,Date,Amount\nA-1,a@x.example,2026-01-01,5\n", "orders"),
        ("products", "SKU,Name\nT-1,Tea\n", "products"),
    ],
)
def test_orders_and_products_are_shown_too(olive_at: Client, olive: Member, kind: str, rows: str, holder: str) -> None:
    bring(kind, rows.replace("-1,", "-2,"), by=olive)
    one = bring(kind, rows, by=olive)
    assert f"/{holder}/?import={one.pk}" in olive_at.get(f"/import/{one.pk}/").content.decode()
    page = olive_at.get(f"/{holder}/", {"import": one.pk}).content.decode()
    assert "-1" in page
    assert "-2<" not in page
