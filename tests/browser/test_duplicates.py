"""From a suspicion to one customer and back to two, in a real browser, by keyboard where it is quicker."""

from playwright.sync_api import Page, expect

from perennial.people.models import Anniversary, Party
from perennial.team.models import Member
from tests.browser.duplicates import pairs, side_by_side
from tests.browser.visits import sign_in


def test_a_pair_is_compared_merged_and_parted_again(page: Page, olive: Member) -> None:
    address = pairs(olive)
    sign_in(page, olive)
    page.goto(address)
    row = page.locator("[data-row]").filter(has_text="Bob Falk")
    expect(row.get_by_text("Same e-mail address")).to_be_visible()
    row.get_by_role("link", name="Compare").click()
    expect(page.get_by_text("This record stays")).to_be_visible()
    expect(page.get_by_text("1 order", exact=False).first).to_be_visible()
    page.get_by_role("row", name="Name").get_by_role("radio").first.check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("is a part of")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("are two again")).to_be_visible()
    assert Party.objects.kept().filter(name__endswith="Falk").count() == 2


def test_a_pair_that_is_two_leaves_the_list_and_comes_back(page: Page, olive: Member) -> None:
    address = pairs(olive)
    sign_in(page, olive)
    page.goto(address)
    row = page.locator("[data-row]").filter(has_text="Nordlicht")
    row.get_by_role("button", name="Not the same").click()
    expect(page.get_by_text("Nobody is asked again")).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="Pairs that are two").click()
    page.get_by_role("button", name="Compare again").click()
    expect(page.get_by_text("are compared again in a moment")).to_be_visible()


def test_the_work_list_is_gone_through_by_keyboard(page: Page, olive: Member) -> None:
    """Next, next, not the same; the row that follows is the one then; compare, merge."""
    address = pairs(olive)
    sign_in(page, olive)
    page.goto(address)
    rows = page.locator("[data-row]")
    count = rows.count()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.first).to_have_class("at")
    page.keyboard.press("j")
    gone = rows.nth(1).locator("a").first.inner_text()
    page.keyboard.press("d")
    expect(page.get_by_text("Nobody is asked again")).to_be_visible()
    expect(rows).to_have_count(count - 1)
    expect(page.locator("[data-row].at")).to_have_count(1)
    expect(page.locator("[data-row].at")).not_to_contain_text(gone)
    page.keyboard.press("m")
    expect(page.get_by_text("This record stays")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("m")
    expect(page.get_by_text("is a part of")).to_be_visible()


def test_a_phone_shows_every_way_to_narrow_the_list(page: Page, olive: Member) -> None:
    address = pairs(olive)
    sign_in(page, olive)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    for link in page.locator(".people-narrow a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_the_keyboard_alone_merges(page: Page, olive: Member) -> None:
    address = side_by_side(olive)
    sign_in(page, olive)
    page.goto(address)
    expect(page.get_by_role("button", name="Merge")).to_be_focused()
    expect(page.get_by_text("This record stays")).to_be_in_viewport()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("checkbox", name="Wedding: 30 May")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("m")
    expect(page.get_by_text("is a part of")).to_be_visible()
    assert Anniversary.objects.get(party__merged_into=None).day == 30
