"""Many customers at once: ticked by pointer, by keyboard and on a phone, changed, watched and taken back."""

import re

from playwright.sync_api import Locator, Page, expect

from perennial.kernel.jobs.testing import run_jobs
from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.records.models import BulkChange
from perennial.team.models import Member
from tests.browser.together import running_page
from tests.browser.visits import at, axe, hear, overflow, sign_in

ALL = "/customers/?view=all"


def listed(page: Page, member: Member, count: int) -> Locator:
    """The list of so many customers; gives its boxes."""
    for number in range(count):
        create_party(by=member, name=f"Customer {number:02}", city="Bonn")
    sign_in(page, member)
    page.goto(ALL)
    page.wait_for_load_state("networkidle")
    return page.locator("[data-select] input")


def test_what_is_ticked_by_keys_is_changed_by_keys(page: Page, olive: Member) -> None:
    listed(page, olive, 3)
    for key in ("j", "x", "Shift+ArrowDown", "c"):
        page.keyboard.press(key)
    expect(page.locator("#bulk").get_by_role("button", name="Assign")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr.at a").first).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("2 customers.")).to_be_visible()


def test_a_range_is_ticked_changed_and_taken_back(page: Page, olive: Member) -> None:
    boxes = listed(page, olive, 6)
    bar = page.locator("#bulk")
    expect(bar).not_to_be_visible()
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(bar.get_by_text("4 selected")).to_be_visible()
    assert axe(page) == []
    create_party(by=olive, name="Customer 99")
    hear(page, "list.customers")  # the list is drawn anew under the selection
    expect(boxes).to_have_count(7)
    expect(bar.get_by_text("4 selected")).to_be_visible()
    bar.get_by_role("button", name="Set a field").click()
    page.get_by_role("button", name="City").click()
    dialog = page.get_by_role("dialog", name="Set “City”")
    expect(dialog.get_by_text("4 customers.")).to_be_visible()
    dialog.get_by_label("City").fill("Köln")
    dialog.get_by_role("button", name="Apply").click()
    expect(bar).not_to_be_visible()
    expect(page.locator("#bulk-now").get_by_text("Setting “City”: Köln")).to_be_visible()
    run_jobs()
    hear(page, "list.customers")
    hear(page, "records.bulk")
    expect(page.get_by_text("Person · Köln")).to_have_count(4)
    expect(page.locator("#bulk-now").get_by_text("City: Köln")).to_have_count(0)
    page.get_by_role("link", name="Bulk changes").first.click()
    page.get_by_role("button", name="Undo City: Köln").click()
    expect(page.get_by_role("heading", level=1, name="City: Köln")).to_be_visible()
    run_jobs()
    page.reload()
    expect(page.get_by_text("Undone by Olive")).to_be_visible()
    assert Party.objects.filter(city="Köln").count() == 0


def test_the_page_of_a_change_says_everywhere_that_it_is_done(page: Page, olive: Member) -> None:
    running_page(olive)
    sign_in(page, olive)
    change = BulkChange.objects.get()
    page.goto(f"/changes/{change.pk}/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stayed = true")
    places = (page.locator(".crumb"), page.get_by_role("heading", level=1))
    for place in places:
        expect(place).to_contain_text("Setting “Stage”: Active")
    run_jobs()
    hear(page, "records.bulk", str(change.pk))
    for place in places:
        expect(place).to_contain_text("Stage: Active")
        expect(place).not_to_contain_text("Setting")
    expect(page).to_have_title(re.compile("^Stage: Active"))
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.evaluate("window.stayed")


def test_by_keyboard_alone(page: Page, olive: Member) -> None:
    boxes = listed(page, olive, 6)
    bar = page.locator("#bulk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(bar.get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("Space")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("Control+a")
    expect(bar.get_by_text("6 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).not_to_be_visible()


def test_all_that_match_on_a_phone(page: Page, olive: Member) -> None:
    at(page, "phone")
    boxes = listed(page, olive, 52)
    bar = page.locator("#bulk")
    boxes.nth(0).check()
    expect(bar.get_by_text("All that match")).not_to_be_visible()
    boxes.last.scroll_into_view_if_needed()
    boxes.last.check()
    bar.get_by_role("button", name="Whole page").click()
    expect(bar.get_by_text("50 selected")).to_be_visible()
    bar.get_by_label("All that match: 52 customers").check()
    assert overflow(page) == 0
    bar.get_by_title("Add tag").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("52 customers.")).to_be_visible()
    dialog.get_by_label("Tag").fill("vip")
    dialog.get_by_role("button", name="Add tag").click()
    expect(dialog).to_have_count(0)
    run_jobs()
    assert BulkChange.objects.get().changed == 52
