"""The palette, search, theme and settings pages."""

from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client
from django.urls import reverse

from perennial.design.news import NEWS
from perennial.kernel import manifests

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


@pytest.fixture
def many_things(monkeypatch: pytest.MonkeyPatch) -> manifests.Registry[manifests.SearchSource]:
    """A registry of search sources of which one finds something."""
    registry: manifests.Registry[manifests.SearchSource] = manifests.Registry("search source")
    monkeypatch.setattr(manifests, "search_sources", registry)
    return registry


def hits(actor: object, text: str, limit: int) -> list[manifests.Hit]:
    found = [manifests.Hit(url=f"/x/{n}/", title=f"{text} {n}", detail="<i>", rank=n) for n in range(20)]
    return found[:limit] if limit < 20 else found


def test_what_slices_find_comes_first_and_best_first(
    ana_at_work: Client, many_things: manifests.Registry[manifests.SearchSource]
) -> None:
    many_things.add(manifests.SearchSource(key="x", label="Things", find=hits))
    page = ana_at_work.get("/search/", {"q": "settings"}, headers=HTMX).content.decode()
    assert page.index("Things") < page.index("/x/5/") < page.index("/x/4/")
    assert "&lt;i&gt;" in page


def test_a_source_that_fails_does_not_take_the_others_with_it(
    ana_at_work: Client, many_things: manifests.Registry[manifests.SearchSource]
) -> None:
    def broken(actor: object, text: str, limit: int) -> list[manifests.Hit]:
        raise ValueError("broken")

    many_things.add(manifests.SearchSource(key="a", label="Broken", find=broken))
    many_things.add(manifests.SearchSource(key="b", label="Things", find=hits, order=60))
    page = ana_at_work.get("/search/", {"q": "anna"}, headers=HTMX)
    assert page.status_code == 200
    assert "Things" in page.content.decode()


def test_the_palette_shows_only_what_the_member_may(ana_at_work: Client, client: Client) -> None:
    page = ana_at_work.get("/search/", {"q": ""}, headers=HTMX).content.decode()
    assert "/settings/audit" not in page


def test_the_palette_asks_the_same_number_of_questions_however_much_there_is(
    ana_at_work: Client, many_things: manifests.Registry[manifests.SearchSource], django_assert_max_num_queries: Any
) -> None:
    many_things.add(manifests.SearchSource(key="x", label="Things", find=hits))
    ana_at_work.get("/search/", headers=HTMX)
    with django_assert_max_num_queries(8):  # session, member, workspace, and the counts of the places
        ana_at_work.get("/search/", {"q": "a"}, headers=HTMX)


def test_what_is_too_large_is_413_and_says_so(ana_at_work: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = ana_at_work.post("/theme/", {"theme": "x" * 1000})
    assert answer.status_code == 413
    assert "more than can be taken" in answer.content.decode()


def test_a_form_without_its_proof_of_origin_is_explained(ana: AbstractBaseUser) -> None:
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_the_style_guide_shows_itself(ana_at_work: Client) -> None:
    page = ana_at_work.get("/styleguide/").content.decode()
    assert "Foundations" in page
    assert "From right to left" in page


def test_refused_forms_are_shown_while_debugging_too(ana_at_work: Client, settings: Any) -> None:
    settings.DEBUG = True
    page = ana_at_work.get("/styleguide/").content.decode()
    assert "django_htmx/htmx-4" in page
    assert (
        "django-htmx" not in page
    )  # it tells htmx to swap in no answer of 4xx: neither a form that was sent back nor a conflict


def test_the_sample_conflict_is_409(ana_at_work: Client) -> None:
    assert ana_at_work.get("/styleguide/conflict/", headers=HTMX).status_code == 409


def test_help_and_what_is_new_lead_to_pages_that_exist(ana_at_work: Client) -> None:
    assert "A day in five steps" in ana_at_work.get(reverse("design:help")).content.decode()
    page = ana_at_work.get(reverse("design:news")).content.decode()
    for item in (each for version in NEWS for each in version.news):
        assert str(item.title) in page
        assert f'href="{reverse(item.url_name)}"' in page


def test_help_is_found_by_name(ana_at_work: Client) -> None:
    assert reverse("design:help") in ana_at_work.get("/search/", {"q": "shortcuts"}, headers=HTMX).content.decode()
