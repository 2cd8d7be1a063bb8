"""The HTML face of a text mail."""

from perennial.design.mail import as_html


def test_a_line_that_is_a_link_becomes_a_button_and_stays_readable() -> None:
    page = as_html("Join us", "Olive invites you.\n\nhttps://crm.example/join/abc?x=1&y=2\n\nUntil Friday.", "Juniper & Co")
    assert page.count('href="https://crm.example/join/abc?x=1&amp;y=2"') == 1
    assert "Until Friday." in page
    assert "Juniper &amp; Co" in page


def test_what_people_typed_is_text() -> None:
    assert "<script>" not in as_html("<script>", "<script>alert(1)</script>", "<script>")


def test_nothing_is_loaded_from_anywhere() -> None:
    page = as_html("Subject", "Text", "Sender")
    assert "<img" not in page
    assert "<link" not in page
    assert "url(" not in page
