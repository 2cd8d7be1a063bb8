"""The same customers as board, calendar and beside their list: by mouse, by keyboard, and told to others."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from perennial.people.actions import change_stage
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.team.models import Member
from tests.browser.buyers import buyer
from tests.browser.customers import with_follow_ups
from tests.browser.layouts import board, calendar, follow_up_beside, parties, renewals
from tests.browser.visits import sign_in


def settled(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def card(page: Page, column: str, name: str) -> Locator:
    return page.locator(f"[data-drop={column}] .board-card", has_text=name)


def drag(page: Page, what: Locator, to: Locator) -> None:
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 60, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 90, start["y"] + 30)
    page.mouse.move(end["x"] + 80, end["y"] + 120, steps=4)
    page.mouse.up()


def test_a_card_is_dragged_told_undone_and_refused(page: Page, olive: Member, magnus: Member) -> None:
    address = board(olive)
    sign_in(page, olive)
    settled(page, address)
    drag(page, card(page, "lead", "Ann"), page.locator("[data-drop=active]"))
    expect(page.get_by_text("“Ann Ames” stands in “Active” now.")).to_be_visible()
    expect(page.locator("[data-drop=active] header .num").first).to_have_text("2")
    assert Party.objects.get(name="Ann Ames").stage == "active"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("“Ann Ames” stands in “Lead” now.")).to_be_visible()
    expect(card(page, "lead", "Ann")).to_be_visible()
    page.wait_for_load_state("networkidle")
    change_stage(Party.objects.get(name="Bo Berg"), "loyal", by=magnus)
    drag(page, card(page, "lead", "Bo"), page.locator("[data-drop=active]"))
    expect(page.get_by_text("Magnus moved “Bo Berg” meanwhile, so nothing was changed.")).to_be_visible()
    expect(card(page, "loyal", "Bo")).to_be_visible()


def test_a_card_is_dragged_by_a_finger_that_rests_on_it(page: Page, olive: Member) -> None:
    address = board(olive)
    sign_in(page, olive)
    settled(page, address)
    start, end = card(page, "lead", "Ann").bounding_box(), page.locator("[data-drop=active]").bounding_box()
    assert start
    assert end
    screen = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []})

    touch("touchStart", start["x"] + 60, start["y"] + 12)
    expect(page.locator(".board-lifted")).to_be_visible()
    for step in (0.3, 0.6, 1):
        touch("touchMove", start["x"] + 60 + (end["x"] - start["x"]) * step, start["y"] + 40)
    expect(page.locator("[data-drop=active]")).to_have_class(re.compile("over"))
    touch("touchEnd")
    expect(page.get_by_text("“Ann Ames” stands in “Active” now.")).to_be_visible()
    touch("touchStart", end["x"] + 60, end["y"] + 300)
    touch("touchMove", end["x"] + 20, end["y"] + 300)  # a finger that goes on scrolls
    touch("touchEnd")
    expect(page.locator(".board-lifted")).to_have_count(0)


def test_a_follow_up_is_handed_over_on_the_board(page: Page, olive: Member, magnus: Member) -> None:
    with_follow_ups(olive)
    sign_in(page, olive)
    settled(page, "/follow-ups/?is_open=yes&layout=board:owner")
    drag(page, card(page, f'"{olive.pk}"', "Ask about the chairs"), page.locator(f'[data-drop="{magnus.pk}"]'))
    expect(page.get_by_text("“Ask about the chairs” stands in “Magnus” now.")).to_be_visible()
    expect(card(page, f'"{magnus.pk}"', "Ask about the chairs")).to_be_visible()
    expect(card(page, f'"{olive.pk}"', "Ask about the chairs")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(card(page, f'"{olive.pk}"', "Ask about the chairs")).to_be_visible()


def test_a_card_is_moved_by_keys_alone(page: Page, olive: Member) -> None:
    address = board(olive)
    sign_in(page, olive)
    settled(page, address)
    page.keyboard.press("ArrowRight")
    expect(card(page, "lead", "Ann").locator(".who")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    expect(page.locator("#layout-status")).to_contain_text("Bo Berg is picked up.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Bo Berg” stands in “Active” now.")).to_be_visible()
    expect(card(page, "active", "Bo").locator(".who")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(card(page, "active", "Bo")).to_be_visible()
    assert Party.objects.get(name="Bo Berg").stage == "active"


def test_what_may_not_be_moved_goes_back_with_the_focus(page: Page, olive: Member) -> None:
    address = renewals(olive)
    sign_in(page, olive)
    settled(page, address)
    entry = page.get_by_role("link", name="Ann Ames", exact=True)
    entry.focus()
    Member.objects.filter(pk=olive.pk).update(role="viewer")
    for key in ("m", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("[data-drop='2026-05-12']").get_by_role("link", name="Ann Ames", exact=True)).to_be_focused()


def test_a_card_is_moved_by_its_menu_and_the_switch_lies_on_a_key(page: Page, olive: Member) -> None:
    address = board(olive)
    sign_in(page, olive)
    settled(page, address)
    page.get_by_role("link", name="Move Ann Ames to …").click()
    dialog = page.get_by_role("dialog", name="Move “Ann Ames”")
    dialog.get_by_label("Loyal").check()
    dialog.get_by_role("button", name="Move").click()
    expect(card(page, "loyal", "Ann")).to_be_visible()
    page.keyboard.press("b")
    page.locator("#layouts").get_by_role("link", name="Birthday").click()
    expect(page.locator("#cal-title")).to_be_visible()


def test_the_calendar_by_keys(page: Page, olive: Member) -> None:
    address = calendar(olive)
    sign_in(page, olive)
    settled(page, address)
    title = page.locator("#cal-title").inner_text()
    page.evaluate("window.stayed = true")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cal-day[aria-current] [data-day]")).to_be_focused()
    page.keyboard.press("PageDown")
    expect(page.locator("#cal-title")).not_to_have_text(title)
    expect(page).to_have_url(re.compile("month="))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("t")
    expect(page.locator("#cal-title")).to_have_text(title)
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.locator("#cal-title")).not_to_have_text(title)
    page.wait_for_load_state("networkidle")
    page.go_forward()
    expect(page.locator("#cal-title")).to_have_text(title)
    assert page.evaluate("window.stayed")  # no month loaded the whole page
    page.get_by_role("link", name="1 more").click()
    expect(page.locator("table.lists-list tbody tr")).to_have_count(4)


def walked(page: Page, start: Locator, key: str, days: int) -> None:
    """From a day at the edge of what is shown, to one beyond it."""
    stands = dt.date.fromisoformat(start.get_attribute("data-drop") or "")
    start.locator("[data-day]").focus()
    page.keyboard.press(key)
    beyond = stands + dt.timedelta(days=days)
    expect(page.locator(f"[data-drop='{beyond}'] [data-day]")).to_be_focused()
    page.wait_for_load_state("networkidle")


def test_the_arrows_go_on_in_the_next_month_or_week(page: Page, olive: Member) -> None:
    address = renewals(olive)
    sign_in(page, olive)
    settled(page, address)
    page.evaluate("window.stayed = true")
    days = page.locator("[data-drop]")
    walked(page, days.last, "ArrowRight", 1)
    expect(page.locator("#cal-title")).to_have_text("June 2026")
    walked(page, days.first, "ArrowUp", -7)
    expect(page.locator("#cal-title")).to_have_text("May 2026")
    page.keyboard.press("w")
    expect(page.locator(".cal.week")).to_be_visible()
    page.wait_for_load_state("networkidle")
    walked(page, days.first, "ArrowLeft", -1)
    walked(page, days.last, "ArrowDown", 7)
    assert page.evaluate("window.stayed")  # no step loaded the whole page


def test_an_entry_is_moved_to_another_day(page: Page, olive: Member) -> None:
    address = renewals(olive)
    sign_in(page, olive)
    settled(page, address)
    day = lambda on: page.locator(f"[data-drop='2026-05-{on}']")  # noqa: E731
    day(12).get_by_role("link", name="Ann Ames", exact=True).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(day(12).locator(".cal-entry")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#layout-status")).to_contain_text("20 May 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Ann Ames” stands in “20 May 2026” now.")).to_be_visible()
    expect(day(20).locator(".cal-entry")).to_be_focused()
    page.wait_for_load_state("networkidle")
    day(20).locator(".cal-entry").drag_to(day(21))
    expect(page.get_by_text("“Ann Ames” stands in “21 May 2026” now.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    day(21).locator("li").hover()
    page.get_by_role("link", name="Move Ann Ames to …").click()
    page.get_by_role("dialog", name="Move “Ann Ames”").get_by_role("button", name="Move").wait_for()


def test_beside_the_list_from_one_to_the_next_and_back(page: Page, olive: Member) -> None:
    parties(olive)
    sign_in(page, olive)
    settled(page, "/customers/?sort=name")
    head = page.locator("#opened h1")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(head).to_have_text("Ann Ames")
    page.keyboard.press("j")
    expect(head).to_have_text("Bo Berg")
    expect(page.locator("main tr.at")).to_contain_text("Bo Berg")
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(head).to_have_text("Bo Berg")
    page.get_by_role("link", name="The one before").click()
    expect(head).to_have_text("Ann Ames")
    page.keyboard.press("Escape")
    expect(page.locator("#opened")).to_be_hidden()


def test_orders_beside_their_list_by_keys(page: Page, olive: Member) -> None:
    buyer(olive)
    newest, before = Order.objects.order_by("-placed_at", "-pk")[:2]
    sign_in(page, olive)
    settled(page, "/orders/")
    page.keyboard.press("p")
    expect(page.locator("#opened h1")).to_have_text(f"Order {newest.number}")
    page.keyboard.press("j")
    expect(page.locator("#opened h1")).to_have_text(f"Order {before.number}")
    page.keyboard.press("k")
    expect(page.locator("#opened h1")).to_have_text(f"Order {newest.number}")
    page.keyboard.press("Escape")
    expect(page.locator("#opened")).to_be_hidden()


def test_a_follow_up_is_done_beside_its_list(page: Page, olive: Member) -> None:
    address = follow_up_beside(olive)
    sign_in(page, olive)
    settled(page, address)
    page.locator("#opened").get_by_role("button", name="Done").click()
    expect(page.locator("#opened").get_by_role("button", name="Reopen")).to_be_visible()
