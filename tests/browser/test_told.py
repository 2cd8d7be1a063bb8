"""The bell, a mention by keyboard, and the history of a field, as a member uses them."""

import re

import pytest
from playwright.sync_api import Page, expect

from perennial.people.models import Party
from perennial.team.models import Member, Notification
from tests.browser import told
from tests.browser.visits import axe, sign_in


def settled(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def test_the_bell_counts_shows_and_leads_there(page: Page, olive: Member) -> None:
    party = told.tell(olive)
    sign_in(page, olive)
    settled(page, "/settings/")
    page.get_by_role("button", name="Notifications, 4 unread").click()
    menu = page.locator("#menu-bell")
    expect(menu.get_by_text("Ana Berger made you responsible for Ines Moser")).to_be_visible()
    assert axe(page) == []
    menu.get_by_role("button", name="Ines Moser is now: Loyal").click()
    page.wait_for_url(f"**/customers/{party.pk}/")
    expect(page.get_by_role("button", name="Notifications, 3 unread")).to_be_visible()


def test_everything_is_marked_as_read(page: Page, olive: Member) -> None:
    told.tell(olive)
    sign_in(page, olive)
    settled(page, "/notifications/")
    page.keyboard.press("j")
    expect(page.locator(".told.at")).to_have_count(1)
    with page.expect_response("**/notifications/reading/"):
        page.locator("main").get_by_role("button", name="Mark all as read").click()
    settled(page, "/notifications/?show=unread")
    expect(page.get_by_role("heading", name="All read")).to_be_visible()


@pytest.mark.parametrize("way", ["keyboard", "tap"])
def test_a_colleague_is_mentioned(way: str, page: Page, olive: Member) -> None:
    party = told.ines(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.get_by_label("What happened", exact=True).click()
    page.keyboard.type("Ask @an")
    options = page.locator(".mentions [role=option]")
    expect(options).to_have_count(1)
    if way == "keyboard":
        page.keyboard.press("Enter")
    else:
        options.first.click()
    expect(page.get_by_label("What happened", exact=True)).to_have_value("Ask @Ana Berger ")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#timeline .mention")).to_have_text("@Ana Berger")
    assert Notification.objects.filter(member=told.colleague(), kind="timeline.mention").count() == 1


def test_a_field_is_set_back_from_its_history(page: Page, olive: Member) -> None:
    party = told.ines(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("link", name="History", exact=True).click()
    dialog = page.get_by_role("dialog", name="History of Ines Moser")
    dialog.get_by_role("link", name="City").first.click()
    field = page.get_by_role("dialog", name=re.compile("City of Ines Moser"))
    expect(field.locator("li.further, .deed")).to_have_count(2)
    assert axe(page) == []
    field.get_by_role("button", name="Set back to “Linz”").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".hero").get_by_text("Linz")).to_be_visible()
    assert Party.objects.get(pk=party.pk).city == "Linz"


def test_a_customer_is_followed_by_one_click(page: Page, olive: Member) -> None:
    party = told.ines(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.get_by_role("button", name="Following").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
