"""What customers are called, in every language and nowhere else than in what people read."""

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from perennial.team.actions import change_workspace
from perennial.team.models import Member, Workspace
from perennial.team.speaking import speaking_to
from perennial.team.words import Called, speak_of, words_offered


@pytest.mark.parametrize(
    ("language", "called", "said"),
    [
        ("en", "client", "New client"),
        ("en", "customer", "New customer"),
        ("de", "patient", "Neuer Patient"),
        ("ar", "client", "زبون جديد"),
    ],
)
def test_the_word_is_exchanged_in_each_language(language: str, called: str, said: str) -> None:
    with translation.override(language):
        speak_of(called)
        assert gettext("New customer") == said
        assert translation.get_language() == language


def test_what_is_filled_in_and_tags_stay() -> None:
    with translation.override("en"):
        speak_of(Called.CLIENT)
        assert gettext("Ask %(customer)s, {customer} or a customer") == "Ask %(customer)s, {customer} or a client"
        assert gettext('See <a href="/customers/">Customers</a>') == 'See <a href="/customers/">Clients</a>'
        assert ngettext("%(n)s customer", "%(n)s customers", 2) == "%(n)s clients"
        assert pgettext("nowhere said", "All customers") == "All clients"
        assert npgettext("nowhere said", "a customer", "customers", 2) == "clients"
        assert dict(words_offered())["customer"] == "Customers"
    assert gettext("New customer") == "New customer"


def test_a_word_that_is_none_changes_nothing() -> None:
    with translation.override("en"):
        speak_of("<script>")
        assert gettext("New customer") == "New customer"


def test_members_read_the_word_of_their_business(client: Client, olive: Member) -> None:
    client.force_login(olive)
    assert b"New customer" in client.get("/customers/").content
    change_workspace({"called": "client"}, by=olive)
    page = client.get("/customers/").content
    assert b"New client" in page
    assert b"New customer" not in page
    assert b'href="/customers/' in page


def test_a_form_without_the_word_keeps_it(client: Client, olive: Member) -> None:
    change_workspace({"called": "patient"}, by=olive)
    client.force_login(olive)
    values = {"name": "Praxis", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "language": "de"}
    assert client.post("/settings/workspace/", values | {"version": Workspace.current().version}).status_code == 302
    assert (Workspace.current().called, Workspace.current().name) == ("patient", "Praxis")


def test_speaking_to_somebody_else_leaves_the_words_of_the_page(workspace: Workspace, olive: Member) -> None:
    change_workspace({"called": "patient"}, by=olive)
    with translation.override("de"):
        speak_of(Called.CLIENT)
        with speaking_to(olive):
            assert gettext("New customer") == "New patient"
        assert (gettext("New customer"), translation.get_language()) == ("Neuer Klient", "de")


def test_an_exported_list_is_called_as_the_business_calls_it(client: Client, olive: Member) -> None:
    change_workspace({"called": "patient"}, by=olive)
    client.force_login(olive)
    answer = client.get("/lists/customers/export.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="patients-')
    Member.objects.filter(pk=olive.pk).update(language="ar")
    with translation.override("en"):
        assert "filename*=utf-8" in client.get("/lists/customers/export.csv")["Content-Disposition"]
