"""One written form for each identity."""

import pytest

from perennial.people.normalise import NotAnIdentity, clean_line, national_digits, normal_identity


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("email", " Ann@EXAMPLE.org ", "ann@example.org"),
        ("email", "mailto:ann@example.org", "ann@example.org"),
        ("email", "ＡＮＮ@example.org", "ann@example.org"),
        ("email", "jürgen@müller.example", "jürgen@müller.example"),
        ("phone", "030 123456", "+4930123456"),
        ("phone", "+44 (0)20 7946 0958", "+442079460958"),
        ("phone", "0044 20 7946 0958", "+442079460958"),
        ("phone", "tel:+49-30-123456", "+4930123456"),
        ("phone", "+٤٩٣٠١٢٣٤٥٦", "+4930123456"),
        ("handle", "@Ann.B", "ann.b"),
        ("handle", "https://instagram.com/Ann.B/?hl=en", "ann.b"),
        ("external", " 00Q5f ", "00Q5f"),
    ],
)
def test_the_same_identity_has_one_form(kind: str, text: str, normal: str) -> None:
    assert normal_identity(kind, text, "DE") == normal


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email", "ann"),
        ("email", "ann@"),
        ("email", "a@b@c"),
        ("email", "a b@c.de"),
        ("email", "x" * 400 + "@example.org"),
        ("phone", "hello"),
        ("phone", "1" * 5_000_000),
        ("phone", "1"),
        ("handle", "@"),
        ("handle", "two words"),
        ("external", ""),
        ("external", "undefined"),
        ("external", "x" * 400),
    ],
)
def test_what_is_no_identity_is_refused(kind: str, text: str) -> None:
    with pytest.raises(NotAnIdentity):
        normal_identity(kind, text, "DE")


def test_a_number_without_a_country_needs_its_code() -> None:
    with pytest.raises(NotAnIdentity, match="country"):
        normal_identity("phone", "030 123456", "")


def test_a_line_is_composed_and_visible() -> None:
    assert clean_line("A\u0308nn\x00 \t\ud800B\n\u2028C") == "Änn B C"


def test_a_number_as_it_is_dialled_at_home() -> None:
    assert national_digits("+4930123456") == "030123456"
