"""Facts changed where they are read: in the list by pointer and keyboard, on the page, and against a colleague."""

from playwright.sync_api import Locator, Page, expect

from perennial.people.models import Party
from perennial.team.models import Member
from tests.browser.people import customers
from tests.browser.visits import sign_in


def opened(page: Page, member: Member, path: str) -> None:
    sign_in(page, member)
    page.goto(path)
    page.wait_for_load_state("networkidle")


def cell(page: Page, name: str, column: str) -> Locator:
    """A cell of the list, by who stands in its row and by its column."""
    heads = page.locator("thead th").all_inner_texts()
    return page.locator("tr[data-id]", has_text=name).locator("td").nth(heads.index(column))


def test_a_cell_is_edited_by_keyboard_alone(page: Page, olive: Member) -> None:
    customers(olive)
    opened(page, olive, "/customers/?col=stage,city,job_title")
    heads = page.locator("thead th").all_inner_texts()
    assert heads[-3:] == ["Stage", "City", "Job title"]
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    row = page.locator("tr.at")
    name = row.locator("b").inner_text()
    expect(cell(page, name, "City")).to_be_focused()
    page.keyboard.press("Enter")
    editor = page.locator(".inplace")
    expect(editor.get_by_label("City")).to_be_focused()
    page.keyboard.type("Zadar")
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    expect(cell(page, name, "City")).to_be_focused()
    expect(cell(page, name, "City")).not_to_contain_text("Zadar")
    page.keyboard.press("F2")
    page.keyboard.type("Zadar")
    page.keyboard.press("Tab")
    expect(cell(page, name, "Job title")).to_be_focused()
    expect(cell(page, name, "City")).to_have_text("Zadar")
    expect(page.locator(".toast")).to_contain_text("City: Zadar")
    page.keyboard.press("Enter")
    page.keyboard.type("Sailor")
    page.keyboard.press("Enter")
    expect(cell(page, name, "Job title")).to_have_text("Sailor")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(editor.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("loy")
    page.keyboard.press("Enter")
    expect(cell(page, name, "Stage")).to_have_text("Loyal")
    expect(cell(page, name, "Stage")).to_be_focused()
    expect(page.locator(".toast").last).to_contain_text("Stage: Loyal")
    party = Party.objects.get(name=name)
    assert (party.city, party.job_title, party.stage) == ("Zadar", "Sailor", "loyal")
