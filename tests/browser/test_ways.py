"""What the page does with a keyboard, a pointer, and without either script."""

from playwright.sync_api import BrowserContext, Page, expect

from perennial.team.models import Member
from tests.browser.screens import something_said
from tests.browser.visits import at, axe, combobox, sign_in

GUIDE = "/styleguide/"


def settled(page: Page, path: str = GUIDE) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def test_the_palette_opens_finds_and_gives_the_focus_back(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    page.keyboard.press("Control+k")
    box = combobox(page, "Find a customer")
    expect(box).to_be_focused()
    first = page.locator("#palette-0")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette-1")).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "palette-1")
    assert not axe(page)
    box.fill("nobody of this name")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_a_misspelt_word_of_a_note_leads_to_its_place_by_keyboard_alone(page: Page, olive: Member) -> None:
    something_said(olive)
    sign_in(page, olive)
    settled(page)
    page.keyboard.press("/")
    page.keyboard.type("galze")
    expect(page.locator("#palette mark").first).to_have_text("glaze")
    expect(page.locator("#palette-said")).to_contain_text("results")
    assert not axe(page)
    first = page.locator("#palette [role=option][aria-selected=true]")
    expect(first).to_contain_text("Rosa Glaser")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wants the glaze of last spring")).to_be_visible()


def test_single_keys_are_silent_while_typing_and_for_those_who_switched_them_off(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert not axe(page)
    page.keyboard.press("Escape")
    page.get_by_label("Name").first.focus()
    page.keyboard.type("what? /g s")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.get_by_label("Name").first.input_value() == "what? /g s"
    Member.objects.filter(pk=olive.pk).update(single_keys=False)
    settled(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_g_then_a_letter_goes_places(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/settings/")


def test_a_dialog_holds_a_form_and_gives_the_focus_back(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    opener = page.get_by_role("link", name="Dialog")
    opener.click()
    dialog = page.get_by_role("dialog", name="A form in a dialog")
    expect(dialog).to_be_visible()
    assert not axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_menu_opens_walks_and_closes(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    opener = page.get_by_role("button", name="Menu", exact=True)
    opener.focus()
    page.keyboard.press("ArrowDown")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#guide-menu button").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#guide-menu button").nth(1)).to_be_focused()
    assert not axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#guide-menu")).not_to_be_visible()
    expect(opener).to_be_focused()


def test_the_theme_is_switched_without_a_reload_and_stays(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    page.get_by_role("button", name="Olive").click()
    page.locator("#menu-me").get_by_role("button", name="Switch theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_day_is_chosen_with_the_keyboard(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    field = page.locator("#id_ok-born")
    field.fill("2026-02-27")
    page.get_by_role("button", name="Choose a day").first.click()
    page.keyboard.press("ArrowDown")
    assert not axe(page)
    page.keyboard.press("Enter")
    assert field.input_value() == "2026-03-06"


def test_tags_are_found_taken_and_given_back(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    box = combobox(page, "Tags").first
    box.click()
    box.type("por")
    expect(page.get_by_role("option", name="Porto")).to_be_visible()
    assert not axe(page)
    page.keyboard.press("Enter")
    chosen = "[...document.getElementById('id_ok-tags').selectedOptions].map(option => option.value)"
    assert page.evaluate(chosen) == ["ghent", "lyon", "porto"]
    page.keyboard.press("Escape")
    page.keyboard.press("Backspace")
    assert page.evaluate(chosen) == ["ghent", "lyon"]


def test_a_chart_is_read_with_the_arrow_keys(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    chart = page.get_by_role("slider", name="Sales by month")
    chart.focus()
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuetext", "Dec: 12")
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuetext", "Jan: 9")
    assert not axe(page)


def test_rows_are_walked_with_j_and_k(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    settled(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1)).to_have_class("task at")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first).to_have_class("task at")


def test_a_menu_on_a_phone_is_a_sheet_and_nothing_is_small(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    at(page, "phone")
    settled(page)
    page.get_by_role("button", name="More", exact=True).last.click()
    expect(page.locator("#menu-more")).to_be_visible()
    assert not axe(page)


def test_everything_is_there_without_javascript(
    browser: object, window: BrowserContext, olive: Member, live_server: object
) -> None:
    plain = browser.new_context(base_url=str(live_server), java_script_enabled=False)  # type: ignore[attr-defined]
    page = plain.new_page()
    sign_in(page, olive)
    page.goto("/search/?q=style")
    expect(page.get_by_role("heading", name="Search")).to_be_attached()
    page.goto("/styleguide/dialog/")
    expect(page.get_by_label("Name")).to_be_visible()
    expect(page.get_by_label("Tags")).to_be_visible()
    page.goto(GUIDE)
    page.locator("form[data-theme-form] button").first.dispatch_event("click")
    plain.close()
