"""The customers that an import brought, found in the list."""

import pytest
from django.test import Client

from perennial.connect.customerfields import fields_of
from perennial.connect.tests.bringing import bring, take_back
from perennial.people.actions import create_party
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


def test_who_may_not_import_is_not_asked(client: Client, vik: Member, olive: Member) -> None:
    one = bring("persons", FAIR, by=olive)
    client.force_login(vik)
    assert "test.csv" not in client.get("/customers/", {"import": one.pk}).content.decode()
