"""Facts changed where they are read: in the list by pointer and keyboard, on the page, and against a colleague."""

from playwright.sync_api import Browser, Locator, Page, expect

from perennial.people import actions
from perennial.people.models import Party
from perennial.purchases.models import Order
from perennial.records.actions import define_field
from perennial.team.models import Member
from tests.browser.buyers import buyer
from tests.browser.people import cleo, customers
from tests.browser.visits import axe, sign_in


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


def test_a_fact_is_edited_on_the_page_and_taken_back(page: Page, olive: Member) -> None:
    party = cleo(olive)
    opened(page, olive, f"/customers/{party.pk}/")
    aside = page.get_by_role("complementary", name="Details")
    aside.get_by_role("link", name="Change Head baker").click()
    editor = page.locator(".inplace")
    expect(editor.get_by_label("Job title")).to_be_focused()
    page.keyboard.type("Owner of the bakery")
    page.keyboard.press("Enter")
    expect(page.locator(".hero").get_by_text("Owner of the bakery")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".hero").get_by_text("Head baker")).to_be_visible()
    aside.get_by_text("More facts").click()
    aside.get_by_role("link", name="Change").filter(has_text="–").first.click()
    expect(editor).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()


def test_empty_facts_are_filled_one_after_the_other_by_keyboard(page: Page, olive: Member) -> None:
    for name, type_ in (("Newsletter", "yes_no"), ("Contract ends", "date")):
        define_field(by=olive, holder="customers", type=type_, name=name)
    party = cleo(olive)
    opened(page, olive, f"/customers/{party.pk}/")
    editor = page.locator(".inplace")
    page.get_by_text("2 empty fields").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(editor.get_by_role("radio", name="–")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 empty field")).to_be_visible()
    newsletter = page.get_by_role("link", name="Change yes")
    expect(newsletter).to_be_focused()  # though it moved to those that are filled in
    expect(page.get_by_role("link", name="Change –").last).to_be_visible()  # and the others stay in sight
    page.keyboard.press("Enter")
    expect(editor.get_by_role("radio", name="Yes")).to_be_focused()  # the one that is chosen
    for _stop in ("Cancel", "Save", "beyond"):
        page.keyboard.press("Tab")
    expect(editor).to_be_hidden()
    expect(newsletter).to_be_focused()


def test_a_person_is_offered_before_anything_is_typed(page: Page, olive: Member) -> None:
    field = define_field(by=olive, holder="customers", type="person", name="Recommended by")
    customers(olive)
    opened(page, olive, f"/customers/?col={field.key}")
    cell(page, "Cleo", "Recommended by").dblclick()
    expect(page.locator(".inplace").get_by_role("option", name="Åsa Öberg")).to_be_visible()


def test_the_channel_of_an_order_is_chosen_in_its_cell(page: Page, olive: Member) -> None:
    buyer(olive)
    order = Order.objects.filter(status="paid").latest("placed_at")
    opened(page, olive, "/orders/?col=channel,status,placed")
    place = cell(page, order.number, "Channel")
    place.click()
    page.keyboard.press("Enter")
    expect(page.locator(".inplace").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("phone")
    page.keyboard.press("Enter")
    expect(place).to_have_text("Phone")
    page.get_by_role("button", name="Undo").click()
    expect(place).not_to_have_text("Phone")
    assert axe(page) == []
    page.get_by_role("button", name="Display").click()
    assert axe(page) == []


def test_two_who_change_the_same_choose_from_three(page: Page, olive: Member, magnus: Member) -> None:
    party = cleo(olive)
    opened(page, olive, "/customers/?col=city")
    place = cell(page, "Cleo", "City")
    place.dblclick()
    editor = page.locator(".inplace")
    expect(editor.get_by_label("City")).to_be_focused()
    actions.edit_party(party, by=magnus, city="Oslo", job_title="Potter")
    editor.get_by_label("City").fill("Bergen")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="City of Cleo Cruz-Hernández was changed meanwhile")
    for version, city in (("Saved now", "Oslo"), ("Yours", "Bergen"), ("Before", "Berlin")):
        expect(dialog.get_by_role("radio", name=f"{version} {city}")).to_be_visible()
    expect(place).to_have_text("Oslo")
    assert axe(page) == []
    dialog.get_by_role("radio", name="Something else").check()
    dialog.get_by_role("textbox", name="City").fill("Trondheim")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(place).to_have_text("Trondheim")
    party.refresh_from_db()
    assert (party.city, party.job_title) == ("Trondheim", "Potter")
    Member.objects.filter(pk=olive.pk).update(role="viewer")
    place.click()
    place.click()
    expect(page.locator(".toast.error")).to_contain_text("You may not change")


def test_two_in_two_windows_change_the_same_cell_and_every_choice_holds(
    page: Page, browser: Browser, live_server: object, olive: Member, magnus: Member
) -> None:
    party = cleo(olive)
    theirs = browser.new_context(base_url=str(live_server), reduced_motion="reduce").new_page()
    for window, member in ((page, olive), (theirs, magnus)):
        opened(window, member, "/customers/?col=city")
    for version in ("Saved now", "Yours", "Before"):
        said = {"Saved now": f"Oslo, {version}", "Yours": f"Bergen, {version}", "Before": Party.objects.get(pk=party.pk).city}
        for window in (page, theirs):
            window.reload()
            window.wait_for_load_state("networkidle")
            cell(window, "Cleo", "City").dblclick()
            expect(window.locator(".inplace [name=was]")).to_be_attached()
        theirs.locator(".inplace").get_by_label("City").fill(said["Saved now"])
        theirs.keyboard.press("Enter")
        expect(theirs.locator(".toast").last).to_contain_text(said["Saved now"])
        page.locator(".inplace").get_by_label("City").fill(said["Yours"])
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="City of Cleo Cruz-Hernández was changed meanwhile")
        expect(dialog).to_contain_text("Magnus")
        for name, city in said.items():
            expect(dialog.get_by_role("radio", name=f"{name} {city}")).to_be_visible()
        dialog.get_by_role("radio", name=f"{version} {said[version]}").check()
        dialog.get_by_role("button", name="Save", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(cell(page, "Cleo", "City")).to_have_text(said[version])
        assert Party.objects.get(pk=party.pk).city == said[version]
    theirs.context.close()
