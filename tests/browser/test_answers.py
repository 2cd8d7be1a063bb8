"""Answers in the browser: forms that are sent back, toasts with their undo, parts that refresh themselves."""

from playwright.sync_api import Browser, Page, Route, expect

from perennial.team.models import Member
from tests.browser.visits import axe, sign_in

GUIDE = "/styleguide/"


def guide(page: Page, member: Member) -> None:
    sign_in(page, member)
    page.goto(GUIDE)
    page.wait_for_load_state("networkidle")


def test_a_form_that_is_wrong_stays_and_one_that_is_right_closes(page: Page, olive: Member) -> None:
    guide(page, olive)
    page.get_by_role("link", name="Dialog").click()
    dialog = page.get_by_role("dialog", name="A form in a dialog")
    name = dialog.get_by_label("Name")
    dialog.get_by_role("button", name="Check").click()
    expect(dialog.get_by_text("This field is required.").first).to_be_visible()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    assert not axe(page)
    name.fill("Alba")
    dialog.get_by_text("Person", exact=True).click()
    dialog.get_by_role("button", name="Check").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="All of it is right")).to_be_visible()


def test_a_conflict_is_shown_in_the_dialog(page: Page, olive: Member) -> None:
    guide(page, olive)
    page.get_by_role("link", name="Conflict").click()
    dialog = page.get_by_role("dialog", name="Somebody was faster")
    expect(dialog.get_by_text("Alba Ceramics & Tiles")).to_be_visible()
    assert not axe(page)
    dialog.get_by_role("button", name="Keep what is saved").click()
    expect(dialog).to_have_count(0)


def test_a_page_of_words_is_said_beside_what_was_written(page: Page, olive: Member) -> None:
    """Somebody lost the right, or the server broke, while a dialog was open: what they wrote is still there."""
    sign_in(page, olive)
    page.goto("/settings/fields/")
    page.get_by_role("link", name="New field").first.click()
    dialog = page.get_by_role("dialog", name="New field")
    dialog.get_by_label("Name", exact=True).fill("Allergies")
    expect(dialog.get_by_text("Allergies").first).to_be_visible()
    Member.objects.filter(pk=olive.pk).update(role="viewer")
    dialog.get_by_role("button", name="Add field").click()
    expect(page.locator("#toasts").get_by_text("Your role does not open this").first).to_be_visible()
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("Allergies")
    expect(page.locator("dialog[open]")).to_have_count(1)


def test_a_toast_offers_its_undo_for_eight_seconds(page: Page, olive: Member) -> None:
    page.clock.install()
    guide(page, olive)
    page.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Snoozed', undo: '/undo/'}}))")
    toast = page.locator("#toasts .toast", has_text="Snoozed")
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()
    assert toast.locator("form").get_attribute("action") == "/undo/"
    assert toast.locator("input[name=csrfmiddlewaretoken]").input_value()
    page.clock.run_for(7_500)
    expect(toast).to_be_visible()
    page.clock.run_for(1_500)
    expect(toast).to_have_count(0)


def test_what_is_told_on_the_stream_refreshes_the_part_that_listens(page: Page, olive: Member) -> None:
    told = "retry: 3600000\n\nid: 7\ndata: " + '{"id": "7", "topic": "guide", "data": {}}\n\n'
    waiting: list[Route] = []
    page.route("**/live/**", lambda route: waiting.append(route))
    guide_drawn = page.locator("[data-drawn]")
    sign_in(page, olive)
    page.goto(GUIDE)
    before = guide_drawn.inner_text()
    page.get_by_label("Name").first.focus()
    page.wait_for_timeout(300)
    waiting[0].fulfill(status=200, content_type="text/event-stream", body=told)
    expect(guide_drawn).not_to_have_text(before)
    expect(page.get_by_label("Name").first).to_be_focused()


def test_without_a_stream_the_page_asks_by_itself(browser: Browser, live_server: object, olive: Member) -> None:
    context = browser.new_context(base_url=str(live_server))
    page = context.new_page()
    asked: list[str] = []

    def poll(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"last": "9", "signals": [{"id": "9", "topic": "guide", "data": {}}]})

    context.route("**/live/*", lambda route: poll(route) if "/poll/" in route.request.url else route.abort())
    context.route("**/live/poll/*", poll)
    sign_in(page, olive)
    page.goto(GUIDE)
    before = page.locator("[data-drawn]").inner_text()
    expect(page.locator("[data-drawn]")).not_to_have_text(before, timeout=20_000)
    assert asked
    context.close()
