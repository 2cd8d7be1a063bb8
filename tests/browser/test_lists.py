"""Lists by keyboard alone: their menus, their cells, their bar, and what stands beside them."""

import re

from playwright.sync_api import Page, expect

from perennial.team.models import Member
from tests.browser.people import customers
from tests.browser.visits import axe, sign_in


def listed(page: Page, member: Member, path: str = "/customers/?view=all") -> None:
    customers(member)
    sign_in(page, member)
    page.goto(path)
    page.wait_for_load_state("networkidle")


def test_a_filter_is_found_by_typing(page: Page, olive: Member) -> None:
    listed(page, olive)
    page.keyboard.press("a")
    menu = page.locator("#filters")
    expect(menu.get_by_role("searchbox", name="Find a field")).to_be_focused()
    assert axe(page) == []
    page.keyboard.type("nothing of the kind")
    expect(menu.get_by_text("Nothing of this name")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("renew")
    expect(menu.get_by_role("link", name="Renewal")).to_be_visible()
    expect(menu.get_by_role("link", name="Stage")).to_be_hidden()
    page.keyboard.press("Control+a")
    page.keyboard.type("place city")
    page.keyboard.press("Enter")
    editor = page.locator("#filter-editor")
    expect(editor.get_by_role("heading", name="City")).to_be_visible()
    expect(editor.get_by_role("textbox", name="is")).to_be_focused()
    page.keyboard.type("Berlin")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("city=Berlin"))
    expect(page.locator(".chip.on")).to_contain_text("City")


def test_every_menu_opens_with_its_key_and_has_the_focus(page: Page, olive: Member) -> None:
    listed(page, olive)
    for key, menu in (("s", "#sorting"), ("d", "#look"), ("v", "#views"), ("b", "#layouts")):
        page.keyboard.press(key)
        expect(page.locator(menu)).to_be_visible()
        expect(page.locator(f"{menu} :focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(menu)).to_be_hidden()


def test_from_the_list_to_the_bar_to_the_panel_and_back(page: Page, olive: Member) -> None:
    listed(page, olive)
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")  # from a cell, too
    expect(page.locator("#bulk").get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("p")
    name = page.locator("main tr.at b").inner_text()
    expect(page.locator("#opened h1")).to_contain_text(name)
    expect(page.locator("main tr.at .who")).to_be_focused()
    page.keyboard.press("F6")
    expect(page.locator("#bulk :focus")).to_have_count(1)
    page.keyboard.press("F6")
    expect(page.locator("#opened :focus")).to_have_count(1)
    page.keyboard.press("F6")
    expect(page.locator("main tr.at .who")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#opened")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).not_to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("To the bar of the selection")
