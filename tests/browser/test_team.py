"""How people come in: the first visit, signing in, an invitation; by keyboard alone, and without JavaScript."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from perennial.team.models import Member, Workspace
from tests.browser.visits import at, sign_in

PASSWORD = "correct horse battery"  # the cast's


def write(page: Page, *texts: str) -> None:
    """Type each text into the field that has the focus and go on to the next."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def reach(page: Page, label: str) -> None:
    """Press Tab until the field with this label has the focus."""
    field = page.get_by_label(label, exact=True)
    for _ in range(40):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {label}")


def test_the_first_visit_by_keyboard(page: Page) -> None:
    page.goto("/accounts/login/")
    expect(page).to_have_url("/welcome/")
    reach(page, "Your name")
    write(page, "Olive Brandt", "olive@juniper.example", PASSWORD)
    page.keyboard.type("Juniper & Co")
    page.keyboard.press("Enter")
    page.wait_for_url("/")
    assert Member.objects.get().role == "owner"
    assert Workspace.current().name == "Juniper & Co"


def test_the_browsers_time_zone_is_offered(browser: Browser, live_server: object, transactional_db: None) -> None:
    context = browser.new_context(base_url=str(live_server), timezone_id="America/Sao_Paulo")
    page = context.new_page()
    page.goto("/welcome/")
    expect(page.get_by_label("Time zone")).to_have_value("America/Sao_Paulo")
    context.close()


def test_signing_in_by_keyboard_after_a_mistake(page: Page, ana: Member) -> None:
    page.goto("/settings/profile/")
    reach(page, "E-mail")
    write(page, ana.email)
    page.keyboard.type("not the right one")
    page.keyboard.press("Enter")
    expect(page.get_by_text("not correct")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(ana.email)
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/profile/")


def test_an_invitation_is_copied_and_accepted_elsewhere(
    page: Page, olive: Member, browser: Browser, live_server: object
) -> None:
    sign_in(page, olive)
    page.goto("/settings/team/")
    page.get_by_label("E-mail").fill("ben@juniper.example")
    page.get_by_label("Role", exact=True).select_option("marketer")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("The link, shown only now").input_value()
    path = link[link.index("/join/") :]
    context = browser.new_context(base_url=str(live_server), timezone_id="Europe/Rome")
    elsewhere = context.new_page()
    elsewhere.goto(path)
    elsewhere.get_by_label("Your name").fill("Ben Ortner")
    elsewhere.get_by_label("Password").fill("a wholly different sentence")
    elsewhere.get_by_role("button", name="Join").click()
    elsewhere.wait_for_url("**/")
    ben = Member.objects.get(email="ben@juniper.example")
    assert (ben.name, ben.role, ben.time_zone) == ("Ben Ortner", "marketer", "Europe/Rome")
    elsewhere.goto("/settings/team/")
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("Your role does not open this")
    page.goto("/settings/team/")
    expect(page.get_by_text("Ben Ortner", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Deactivate Ben Ortner").click()
    expect(page.get_by_text("Ben Ortner can no longer sign in.").first).to_be_visible()
    elsewhere.goto("/settings/profile/")
    expect(elsewhere).to_have_url("/accounts/login/?next=/settings/profile/")
    context.close()


def test_signing_in_without_javascript(browser: Browser, live_server: object, ana: Member) -> None:
    context: BrowserContext = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/?next=/settings/profile/")
    page.get_by_label("E-mail").fill(ana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Name").fill("Ana Lima")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Name")).to_have_value("Ana Lima")
    context.close()


def test_a_language_chosen_on_the_profile_is_spoken_at_once(page: Page, olive: Member) -> None:
    sign_in(page, olive)
    at(page)
    page.goto("/settings/profile/")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
