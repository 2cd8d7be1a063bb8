"""Today by keyboard alone, and what stays where when rows leave."""

import re

from playwright.sync_api import Page, expect

from perennial.promises.models import FollowUp
from perennial.team.models import Member
from perennial.today.models import Snooze
from tests.browser.today import owed_of_every_kind
from tests.browser.visits import sign_in


def test_a_row_is_done_by_keyboard_and_the_next_one_takes_its_place(page: Page, olive: Member) -> None:
    owed_of_every_kind(olive)
    sign_in(page, olive)
    page.goto("/")
    page.keyboard.press("j")
    first = page.locator("[data-row]").first
    expect(first).to_have_class(re.compile(r"\bat\b"))
    expect(first).to_contain_text("Call about the reissue")
    page.keyboard.press("e")
    expect(page.locator("[data-row]", has_text="Call about the reissue")).to_have_count(0)
    assert not FollowUp.objects.get(text="Call about the reissue").is_open
    expect(page.locator(".feed")).to_contain_text("Call about the reissue")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")


def test_a_row_is_snoozed_by_keyboard_and_that_is_undone(page: Page, olive: Member) -> None:
    owed_of_every_kind(olive)
    sign_in(page, olive)
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why it can wait").fill("On holiday")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-row]", has_text="Call about the reissue")).to_have_count(0)
    assert Snooze.objects.get().reason == "On holiday"
    page.keyboard.press("u")
    expect(page.locator("[data-row]", has_text="Call about the reissue")).to_have_count(1)
    assert not Snooze.objects.exists()


def test_a_wrong_day_is_said_in_the_dialog(page: Page, olive: Member) -> None:
    owed_of_every_kind(olive)
    sign_in(page, olive)
    page.goto("/")
    page.locator("[data-snooze]").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Another day").click()
    dialog.get_by_label("Why it can wait").fill("On holiday")
    dialog.get_by_role("button", name="Snooze").click()
    expect(dialog).to_contain_text("Choose the day on which it is back.")
    assert not Snooze.objects.exists()
