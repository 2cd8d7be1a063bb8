"""Writing things down by keyboard, and what comes of it on the customer's page."""

from playwright.sync_api import Page, expect

from perennial.people.actions import create_party
from perennial.promises.models import FollowUp
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import Pin, Touchpoint
from tests.browser.customers import customer_with_a_story
from tests.browser.visits import at, axe, combobox, overflow, picture, sign_in


def test_a_call_is_logged_from_anywhere_by_keyboard_alone(page: Page, olive: Member) -> None:
    juno = create_party(by=olive, name="Juno Hart")
    sign_in(page, olive)
    page.goto("/settings/")
    page.keyboard.press("l")
    expect(combobox(page, "Customer")).to_be_focused()
    page.keyboard.type("jun")
    expect(page.get_by_role("option", name="Juno Hart")).to_be_visible(timeout=15_000)
    page.keyboard.press("Enter")
    page.get_by_label("In a few words").focus()
    page.keyboard.type("Wants the oak table")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Call logged")
    call = Touchpoint.objects.get()
    assert (call.party, call.kind, call.direction, call.text) == (juno, "call", "both", "Wants the oak table")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Entry taken back")).to_be_visible()
    assert not Touchpoint.objects.standing().exists()


def test_on_the_customers_page_a_note_is_written_pinned_and_corrected(page: Page, olive: Member) -> None:
    juno = create_party(by=olive, name="Juno Hart")
    sign_in(page, olive)
    page.goto(f"/customers/{juno.pk}/")
    page.get_by_placeholder("Write a note, or log a call").fill("Allergic to nuts")
    page.get_by_role("button", name="Add note").click()
    story = page.locator("#timeline-list")
    expect(story).to_contain_text("Allergic to nuts")
    expect(page.get_by_placeholder("Write a note, or log a call")).to_have_value("")
    story.get_by_role("button", name="More for: Note").click()
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator(".pins")).to_contain_text("Allergic to nuts")
    assert Pin.objects.exists()
    page.locator(".pins").get_by_role("button", name="More for: Note").click()
    page.get_by_role("link", name="Correct").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Text").fill("Allergic to hazelnuts")
    dialog.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".pins")).to_contain_text("Allergic to hazelnuts")
    expect(page.locator(".pins")).to_contain_text("corrected")


def test_a_follow_up_is_set_by_keyboard_done_and_undone(page: Page, olive: Member) -> None:
    juno = create_party(by=olive, name="Juno Hart")
    sign_in(page, olive)
    page.goto(f"/customers/{juno.pk}/")
    expect(page.locator("#next-step")).to_contain_text("No next step")
    page.keyboard.press("f")
    expect(page.get_by_label("What is to be done")).to_be_focused()
    page.keyboard.type("Send the drawing")
    page.keyboard.press("Enter")
    expect(page.locator("#next-step")).to_contain_text("Send the drawing")
    page.locator("#next-step").get_by_role("button", name="Done").click()
    expect(page.locator("#next-step")).to_contain_text("No next step")
    page.locator("[data-toast]", has_text="Done").get_by_role("button", name="Undo").click()
    expect(page.locator("#next-step")).to_contain_text("Send the drawing")
    assert FollowUp.objects.open().count() == 1


def test_earlier_entries_and_filters_come_without_leaving_the_page(page: Page, olive: Member) -> None:
    juno = customer_with_a_story(olive)
    for number in range(40):
        log_touchpoint(party_id=juno.pk, kind="note", by=olive, text=f"Note {number}")
    sign_in(page, olive)
    page.goto(f"/customers/{juno.pk}/")
    entries = page.locator("#timeline-list .entries > .entry")
    expect(entries).to_have_count(30)
    page.get_by_role("link", name="Show earlier").click()
    expect(entries).to_have_count(48)
    page.locator(".story-filter").get_by_text("Calls and visits").click()
    expect(page.locator("#timeline-list")).to_contain_text("Asked whether the oak table")
    expect(page.locator("#timeline-list")).not_to_contain_text("Note 39")


def test_the_dialogs_are_for_everybody_at_both_widths(page: Page, olive: Member) -> None:
    juno = customer_with_a_story(olive)
    sign_in(page, olive)
    wrong = []
    for width in ("wide", "phone"):
        at(page, width)
        for key in "lf":
            page.goto(f"/customers/{juno.pk}/")
            page.wait_for_load_state("networkidle")
            page.keyboard.press(key)
            expect(page.get_by_role("dialog")).to_be_visible()
            for theme in ("light", "dark"):
                at(page, width, theme)
                picture(page, f"dialog-{key}-{width}-{theme}")
                wrong += [f"{key} {width} {theme}: {found}" for found in axe(page)]
            assert overflow(page) <= 0
    assert not wrong, "\n".join(wrong)


def test_without_scripts_a_call_is_logged_by_plain_forms(page: Page, olive: Member) -> None:
    juno = customer_with_a_story(olive)
    sign_in(page, olive)
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, base_url=page.context._impl_obj._options["baseURL"])
    plain.add_cookies(page.context.cookies())
    tab = plain.new_page()
    tab.goto(f"/log/call/?customer={juno.pk}")
    tab.get_by_label("In a few words").fill("Plain and simple")
    tab.get_by_role("button", name="Log").click()
    expect(tab.locator("#timeline-list")).to_contain_text("Plain and simple")
    plain.close()
