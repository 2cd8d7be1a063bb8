"""Customers as somebody works with them: found, written down, corrected, put away, by pointer and by keyboard."""

from playwright.sync_api import Page, expect

from perennial.people import actions
from perennial.people.models import Party
from perennial.team.models import Member
from tests.browser.people import cleo, customers
from tests.browser.visits import at, axe, combobox, overflow, sign_in


def settled(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def test_a_customer_is_written_down_from_anywhere_by_keyboard_alone(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page, "/settings/")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New customer")
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Dora Dahl")
    page.keyboard.press("Tab")
    page.keyboard.type("not an address")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("is not an e-mail address")).to_be_visible()
    dialog.get_by_label("E-mail").fill("dora@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    expect(page.get_by_role("heading", level=1, name="Dora Dahl")).to_be_visible()


def test_a_known_address_is_shown_and_let_go(page: Page, olive: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    settled(page, "/customers/")
    page.get_by_role("link", name="New customer").click()
    dialog = page.get_by_role("dialog", name="New customer")
    dialog.get_by_label("Name").fill("Cleopatra")
    dialog.get_by_label("Phone").fill("030 123456")
    dialog.get_by_role("button", name="Add customer").click()
    expect(dialog.get_by_role("link", name=party.name)).to_be_visible()
    dialog.get_by_role("button", name="Add anyway").click()
    expect(page.get_by_role("heading", level=1, name="Cleopatra")).to_be_visible()


def test_facts_are_edited_where_they_are_read_and_taken_back(page: Page, olive: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.locator(".hero").get_by_role("link", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Job title").fill("Owner of the bakery")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".hero").get_by_text("Owner of the bakery")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".hero").get_by_text("Head baker")).to_be_visible()


def test_a_detail_is_added_and_removed_and_comes_back(page: Page, olive: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.get_by_role("link", name="Write down something to remember").click()
    page.get_by_role("dialog").get_by_label("What").fill("Has a dog called Bruno")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    note = page.get_by_text("Has a dog called Bruno")
    expect(note).to_be_visible()
    page.get_by_role("button", name="Remove Has a dog called Bruno").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Has a dog called Bruno")).to_be_visible()


def test_the_second_of_two_editors_sees_both(page: Page, olive: Member, magnus: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    page.locator(".hero").get_by_role("link", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("City").fill("Potsdam")
    actions.edit_party(party, by=magnus, city="Dresden")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("radio", name="Saved now Dresden")).to_be_visible()
    expect(page.get_by_role("radio", name="Before Berlin")).to_be_visible()
    expect(page.get_by_role("radio", name="Yours Potsdam")).to_be_checked()
    assert not axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".hero").get_by_text("Potsdam")).to_be_visible()


def test_deleted_undone_deleted_restored(page: Page, olive: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    for _ in range(2):
        settled(page, f"/customers/{party.pk}/")
        page.get_by_role("button", name="More", exact=True).first.click()
        page.get_by_role("button", name="Delete").click()
        page.wait_for_url("**/customers/")
        expect(page.get_by_role("link", name=party.name)).to_have_count(0)
        if _ == 0:
            page.get_by_role("button", name="Undo").click()
            page.wait_for_url(f"**/customers/{party.pk}/")
    page.get_by_role("link", name="Deleted customers").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1, name="Cleo")).to_be_visible()


def test_a_page_says_that_a_colleague_deleted_its_customer_and_is_back_when_they_are(page: Page, olive: Member) -> None:
    party = cleo(olive)
    sign_in(page, olive)
    settled(page, f"/customers/{party.pk}/")
    told = "id => document.dispatchEvent(new CustomEvent('live:party', {detail: {id}}))"
    actions.delete_party(party, by=olive)
    page.evaluate(told, str(party.pk))
    expect(page.get_by_text("Cleo Cruz-Hernández is deleted")).to_be_visible()
    page.wait_for_load_state("networkidle")
    actions.restore_party(party, by=olive)
    page.evaluate(told, str(party.pk))
    expect(page.locator("#party")).to_be_visible()


def test_the_palette_finds_a_customer_by_part_of_a_number(page: Page, olive: Member) -> None:
    cleo(olive)
    sign_in(page, olive)
    settled(page, "/customers/")
    page.keyboard.press("Control+k")
    combobox(page, "Find a customer").fill("030 1234")
    expect(page.locator("#palette").get_by_text("Cleo Cruz-Hernández")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Cleo")).to_be_visible()


def test_the_list_is_walked_and_filtered_by_keyboard(page: Page, olive: Member) -> None:
    customers(olive)
    sign_in(page, olive)
    settled(page, "/customers/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first.get_by_role("link").first).to_be_focused()
    page.get_by_role("searchbox", name="Filter this list by name").fill("oberg")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter this list by name").fill("")
    expect(page.locator("[data-row]")).to_have_count(Party.objects.count())
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("#filters").get_by_role("link", name="Stage").click()
    editor = page.locator("#filter-editor")
    editor.get_by_label("Loyal").check()
    chip, menu = page.locator("#add-filter").bounding_box(), editor.bounding_box()
    assert chip
    assert menu
    assert abs(menu["x"] - chip["x"]) < 20  # the popover opens where the click was
    assert menu["y"] > chip["y"]
    editor.get_by_role("button", name="Show").click()
    page.wait_for_url("**/customers/?stage=loyal")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert not axe(page)
    page.get_by_role("link", name="Take off: Stage").click()
    expect(page.locator("[data-row]")).to_have_count(Party.objects.count())


def test_the_list_fits_a_phone(page: Page, olive: Member) -> None:
    customers(olive)
    sign_in(page, olive)
    at(page, "phone")
    settled(page, "/customers/")
    assert overflow(page) <= 0
    page.get_by_role("link", name="Cleo Cruz-Hernández Head").click()
    expect(page.get_by_role("heading", level=1, name="Cleo")).to_be_visible()
    assert overflow(page) <= 0
