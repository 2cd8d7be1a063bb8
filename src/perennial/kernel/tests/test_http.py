"""Small things of the way between the network and the views."""

import pytest
from django.test import RequestFactory

from perennial.kernel.http.back import came_from, path_here
from perennial.kernel.http.numbers import LARGEST, whole_number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.5", "x", " 1", "٣", "²", "9" * 20, "9" * 5000, str(LARGEST + 1), None, 7])
def test_what_is_no_whole_number(text: object) -> None:
    assert whole_number(text) is None


def test_whole_numbers() -> None:
    assert (whole_number("0"), whole_number(str(LARGEST)), whole_number("12", 11)) == (0, LARGEST, None)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver@evil.example/",
        "javascript:alert(1)",
        "customers",
        "http:///evil.example",
    ],
)
def test_nobody_is_sent_away(page: str) -> None:
    request = RequestFactory().get("/", headers={"referer": page})
    assert path_here(request, page) == ""
    assert came_from(request, "/home/") == "/home/"


@pytest.mark.parametrize(
    ("page", "path"), [("http://testserver/a/?b=//c", "/a/?b=//c"), ("/a/", "/a/"), ("http://testserver/", "/")]
)
def test_the_way_back(page: str, path: str) -> None:
    assert path_here(RequestFactory().get("/"), page) == path


def test_the_page_from_which_a_form_was_opened_comes_first_and_the_forms_own_page_is_none() -> None:
    def way_back(opened: str, page: str) -> str:
        return came_from(RequestFactory().post("/form/", {"back": opened}, headers={"referer": page}), "/home/")

    assert way_back("/list/?page=2", "http://testserver/form/") == "/list/?page=2"
    assert way_back("", "http://testserver/list/") == "/list/"
    assert way_back("//evil.example/", "http://testserver/form/?a=1") == "/home/"
