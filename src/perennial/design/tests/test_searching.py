"""The palette and the search page."""

import re
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from perennial.design.searching import _one_off
from perennial.kernel import manifests
from perennial.kernel.manifests import Hit, SearchSource

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at_work(client: Client, ana: AbstractBaseUser) -> Client:
    client.force_login(ana)
    return client


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> manifests.Registry[SearchSource]:
    registry: manifests.Registry[SearchSource] = manifests.Registry("search source")
    monkeypatch.setattr(manifests, "search_sources", registry)
    return registry


def things(count: int, **more: Any) -> Any:
    return lambda actor, text, limit: [Hit(url=f"/x/{n}/", title=f"Thing {n}", rank=-n, **more) for n in range(count)][:limit]


def palette(client: Client, text: str) -> str:
    return client.get("/search/", {"q": text}, headers=HTMX).content.decode()


def test_what_was_used_lately_stands_there_before_anything_is_typed(at_work: Client, sources: Any) -> None:
    sources.add(SearchSource(key="x", label="Things", find=things(0), recent=lambda actor, limit: [Hit("/x/1/", "Lately")]))
    page = palette(at_work, "")
    assert page.index("Opened lately") < page.index("/x/1/") < page.index(">Do<")


def test_what_is_only_similar_comes_last_and_says_so(at_work: Client, sources: Any) -> None:
    sources.add(
        SearchSource(key="a", label="Similar things", find=things(1, meant="settings"), order=1),
        SearchSource(key="b", label="Exact things", find=things(1), order=2),
    )
    page = palette(at_work, "setings")
    assert page.index("Exact things") < page.index("Similar things")
    assert "did you mean “settings”?" in page
    assert "Did you mean" not in at_work.get("/search/", {"q": "setings"}).content.decode()


def test_where_all_is_only_similar_the_page_asks_what_was_meant(at_work: Client, sources: Any) -> None:
    sources.add(SearchSource(key="a", label="Similar things", find=things(1, meant="kowalski")))
    page = at_work.get("/search/", {"q": "kowalzki"}).content.decode()
    assert 'href="/search/?q=kowalski"' in page
    assert page.index("Thing 0") < page.index("New customer “kowalzki”")


def test_the_words_that_were_found_are_marked_and_escaped(at_work: Client, sources: Any) -> None:
    pieces = (("<b>on ", False), ("glaze", True))
    sources.add(SearchSource(key="a", label="Notes", find=things(1, snippet=pieces)))
    assert "&lt;b&gt;on <mark>glaze</mark>" in palette(at_work, "glaze")
    assert "&lt;b&gt;on <mark>glaze</mark>" in at_work.get("/search/", {"q": "glaze"}).content.decode()


def test_all_of_a_kind_are_shown_page_by_page(at_work: Client, sources: Any) -> None:
    sources.add(SearchSource(key="a", label="Things", find=things(60)))
    assert "/search/?q=thing&amp;kind=a" in palette(at_work, "thing")
    pages = [at_work.get("/search/", {"q": "thing", "kind": "a", "page": n}).content.decode() for n in (1, 2, 3)]
    assert [len(re.findall(r'href="/x/\d+/"', page)) for page in pages] == [25, 25, 10]
    assert 'rel="next"' not in pages[2]
    assert at_work.get("/search/", {"q": "thing", "kind": "a", "page": "9" * 50}).status_code == 200


def test_a_customer_can_be_created_by_the_typed_name(at_work: Client) -> None:
    page = palette(at_work, "Zoë Quill")
    assert "/customers/new/?name=Zo%C3%AB+Quill" in page
    assert "New customer “Zoë Quill”" in page
    assert "?name=" not in palette(at_work, "zoe@quill.example")


@pytest.mark.parametrize("typed", ["new custmer", "follow-up", "log a cal", "nеw"[:1] + "ote"])
def test_commands_are_found_with_a_letter_wrong(at_work: Client, typed: str) -> None:
    assert re.search(r'data-words="', palette(at_work, typed))


@pytest.mark.parametrize(("one", "other"), [("cat", "cut"), ("cat", "cart"), ("cart", "cat"), ("form", "from"), ("cat", "cat")])
def test_one_letter_off(one: str, other: str) -> None:
    assert _one_off(one, other)


@pytest.mark.parametrize(("one", "other"), [("cat", "dog"), ("cat", "carts"), ("form", "mofr")])
def test_more_than_one_letter_off(one: str, other: str) -> None:
    assert not _one_off(one, other)


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "%",
        "*",
        ".*",
        "(",
        "'",
        '"',
        "\u202e\u200f",
        "🌱",
        "<script>",
        "{{ q }}",
        "%(text)s",
        "%s",
        "\ud800",
        "-",
        "?&=#",
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_no_text_is_an_error(at_work: Client, typed: str, headers: dict[str, str]) -> None:
    assert at_work.get("/search/", {"q": typed.encode("utf-8", "replace").decode()}, headers=headers).status_code == 200


def test_a_null_character_is_refused_in_words(at_work: Client) -> None:
    answer = at_work.get("/search/", {"q": "a\x00b"})
    assert answer.status_code == 400


def test_the_number_of_results_is_told_to_those_who_do_not_see_them(at_work: Client, sources: Any) -> None:
    sources.add(SearchSource(key="a", label="Things", find=things(3)))
    assert 'data-said="3 results"' in palette(at_work, "qqqq@")
