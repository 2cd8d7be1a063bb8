"""The palette, search, theme and settings pages."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana_at_work(client: Client, ana: AbstractBaseUser) -> Client:
    client.force_login(ana)
    return client


def test_search_is_a_whole_page_without_htmx(ana_at_work: Client) -> None:
    page = ana_at_work.get("/search/", {"q": "nobody of this name"}).content.decode()
    assert "<!doctype html>" in page
    assert "Nothing found" in page


def test_the_palette_is_a_fragment_with_htmx(ana_at_work: Client) -> None:
    page = ana_at_work.get("/search/", {"q": "nobody of this name"}, headers=HTMX).content.decode()
    assert "<!doctype" not in page
    assert "nobody of this name" in page


def test_the_palette_escapes_what_was_typed(ana_at_work: Client) -> None:
    page = ana_at_work.get("/search/", {"q": "<script>alert(1)</script>"}, headers=HTMX).content.decode()
    assert "<script>" not in page


def test_the_theme_is_kept_in_a_cookie_and_written_by_the_server(ana_at_work: Client) -> None:
    answer = ana_at_work.post(reverse("design:theme"), {"theme": "dark", "back": "/settings/?a=1"})
    assert answer.headers["Location"] == "/settings/?a=1"
    assert 'data-theme="dark"' in ana_at_work.get("/settings/").content.decode()


def test_the_theme_never_sends_anybody_elsewhere(ana_at_work: Client) -> None:
    answer = ana_at_work.post(reverse("design:theme"), {"theme": "dark", "back": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_missing_page_is_explained(ana_at_work: Client) -> None:
    answer = ana_at_work.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
