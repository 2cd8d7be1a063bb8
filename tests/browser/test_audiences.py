"""An audience is built by mouse and by keyboard, counted while one writes, in a real browser."""

from playwright.sync_api import Page, expect

from perennial.audiences.models import Audience
from perennial.team.models import Member
from tests.browser.audiences import some
from tests.browser.visits import sign_in


def test_a_new_user_builds_who_bought_twice_and_heard_nothing(page: Page, olive: Member) -> None:
    some(olive)
    sign_in(page, olive)
    page.goto("/audiences/")
    page.get_by_role("link", name="New audience").click()
    page.wait_for_load_state("networkidle")  # its scripts are there
    live = page.get_by_label("Who fits now")
    expect(live.get_by_text("3", exact=True)).to_be_visible()
    page.get_by_label("Value", exact=True).fill("2")
    expect(live.get_by_text("2", exact=True)).to_be_visible()
    expect(live.get_by_text("Lou Picard")).to_have_count(0)
    page.get_by_label("When").select_option("last")
    expect(live.get_by_text("Bought at least twice in the last 90 days")).to_be_visible()
    page.get_by_role("button", name="Condition", exact=True).click()
    expect(page.get_by_label("What is asked")).to_have_count(2)
    page.get_by_label("What is asked").last.select_option("did.touched")
    expect(page.locator("input[name='c.1.was']")).to_have_value("did.touched")
    page.get_by_label("How much").last.select_option("never")
    page.get_by_label("When").last.select_option("last")
    page.get_by_label("How many").last.fill("60")
    expect(live.get_by_text("was not in touch in the last 60 days", exact=False)).to_be_visible()
    page.get_by_label("Name").fill("Regular and silent")
    page.get_by_role("button", name="Keep this audience").click()
    expect(page.get_by_role("heading", name="Regular and silent")).to_be_visible()
    assert [part["did"] for part in Audience.objects.get(name="Regular and silent").condition["all"]] == ["bought", "touched"]


def test_one_is_built_by_keyboard_alone_and_read_as_text(page: Page, olive: Member) -> None:
    some(olive)
    sign_in(page, olive)
    page.goto("/audiences/new/", wait_until="networkidle")
    live = page.get_by_label("Who fits now")
    page.get_by_label("What is asked").focus()
    page.keyboard.type("City")
    expect(page.get_by_label("Is asked", exact=True)).to_be_visible()
    expect(page.get_by_label("What is asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Is asked", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Value", exact=True)).to_be_focused()
    page.keyboard.type("Bonn")
    expect(live.get_by_text("Omar Vale")).to_have_count(0)
    page.get_by_role("button", name="As text").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Rule as text")).to_have_value('city is "Bonn"')
    page.get_by_label("Rule as text").fill("city is Bonn or")
    expect(live.get_by_role("alert")).to_contain_text("Line 1, character")
    page.get_by_label("Rule as text").fill("city is Bonn or city is Cairo")
    expect(live.get_by_text("Omar Vale")).to_be_visible()
    page.get_by_role("button", name="In plain words").click()
    expect(page.get_by_label("What is asked")).to_have_count(2)
    page.get_by_label("Name").focus()
    page.keyboard.type("From the one or the other")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="From the one or the other")).to_be_visible()
