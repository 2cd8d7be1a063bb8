"""Passkeys in a real browser with a device of its own making, the authenticator app, and the way round by a provider."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from perennial.team import actions
from perennial.team.models import Member
from perennial.team.tests.test_second_step import code
from perennial.team.tests.vouchers import ROSA, set_up, voucher
from tests.browser import security
from tests.browser.visits import examine, sign_in

PASSWORD = "correct horse battery"
TODAY = re.compile(r"^https?://[^/]+/$")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(page: Page) -> Iterator[CDPSession]:
    """A device that makes and keeps passkeys, as the browser's own tools offer it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield session
    session.detach()


def with_password(page: Page, member: Member) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, name: str) -> None:
    """From the security page to the recovery codes and back."""
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.get_by_label("Your recovery codes")).to_have_value(re.compile(r"^(\d{4} \d{4}\n?){10}$"))
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")


def test_a_passkey_signs_in_alone_and_as_the_second_step(page: Page, device: CDPSession, ana: Member) -> None:
    with_password(page, ana)
    page.wait_for_url(TODAY)
    add_passkey(page, "Ana’s phone")
    expect(page.locator("bdi", has_text="Ana’s phone")).to_be_visible()
    expect(page.get_by_text("10 are left")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(TODAY)
    page.goto("/settings/security/")
    expect(page.get_by_text("This device")).to_be_visible()
    sign_out(page)
    with_password(page, ana)
    page.wait_for_url("**/accounts/second-step/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(TODAY)
    page.goto("/settings/profile/")
    expect(page.get_by_label("Name")).to_have_value("Ana")


def test_a_passkey_proves_once_more_and_is_renamed_and_removed(page: Page, device: CDPSession, ana: Member) -> None:
    with_password(page, ana)
    page.wait_for_url(TODAY)
    add_passkey(page, "Old")
    page.get_by_role("link", name="Rename Old").click()
    page.get_by_role("dialog").get_by_label("Name").fill("New")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("bdi", has_text="New")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, ana, lately=False)
    page.goto("/settings/security/recovery-codes/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You have 10 codes left")).to_be_visible()
    page.goto("/settings/security/")
    page.get_by_role("link", name="Remove New").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Your password alone lets you in")).to_be_visible()
    assert not Authenticator.objects.filter(user=ana).exists()


def test_the_passkey_of_who_was_deactivated_opens_nothing(page: Page, device: CDPSession, ana: Member, olive: Member) -> None:
    with_password(page, ana)
    page.wait_for_url(TODAY)
    add_passkey(page, "Key")
    actions.deactivate_member(ana, by=olive)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your access has ended")


def test_who_does_not_touch_the_device_is_told_and_may_try_again(page: Page, device: CDPSession, ana: Member) -> None:
    page.goto("/accounts/login/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()  # the device knows no passkey
    expect(page.get_by_text("Nothing was chosen")).to_be_visible()
    expect(button).to_be_enabled()


def test_who_needs_a_second_step_sets_it_up_before_anything_else(
    page: Page, device: CDPSession, ana: Member, olive: Member
) -> None:
    actions.require_second_factor(["agent"], by=olive)
    with_password(page, ana)
    page.wait_for_url("**/settings/security/needed/")
    page.goto("/customers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("link", name="Authenticator app").click()
    secret = re.sub(r"\s", "", page.locator("code.secret").inner_text())
    page.get_by_label("Code").fill(code(0, secret))
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("button", name="Make recovery codes").click()
    page.goto("/customers/")
    expect(page).to_have_url(re.compile("/customers/$"))


def test_an_owner_sees_devices_and_helps_who_lost_everything(page: Page, olive: Member, ana: Member) -> None:
    actions.add_authenticator("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "000000", by=ana)
    with_password(page, olive)
    page.goto("/settings/team/")
    expect(page.get_by_text("second step on")).to_be_visible()
    page.get_by_role("link", name="Ana", exact=True).click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Lost everything?").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("signs in without a second step now").first).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_provider_signs_in_in_spite_of_the_strict_policy(
    page: Page, olive: Member, settings: Any, live_server: object
) -> None:
    settings.ORIGIN = str(live_server)
    with voucher("garden") as garden:
        garden.knows("rosa", **ROSA)
        set_up(settings, garden.configured(role="agent", domains=("juniper.example",)))
        page.route(
            re.compile("^https://"), lambda route: route.fulfill(status=200, content_type="text/css", body="")
        )  # its page's styles
        page.goto("/accounts/login/?next=/settings/profile/")
        page.get_by_role("button", name="Sign in with Garden").click()
        page.wait_for_url("**/oauth2/authorize**")
        page.locator("input[name=sub]").first.fill("rosa")
        page.keyboard.press("Enter")
        page.wait_for_url("**/settings/profile/")
        expect(page.get_by_label("Name")).to_have_value("Rosa Quell")


def test_the_pages_on_the_way_in_look_right(page: Page, ana: Member, settings: Any) -> None:
    security.security_page(ana)
    with voucher("garden") as garden:
        garden.knows("rosa", **ROSA)
        set_up(settings, garden.configured(), garden.configured(key="shed", name="The Shed"))
        wrong = examine(page, "sign-in-providers", "/accounts/login/")
        with_password(page, ana)
        page.wait_for_url("**/accounts/second-step/")
        wrong += examine(page, "second-step", "/accounts/second-step/")
        wrong += examine(page, "provider-failed", "/accounts/oidc/garden/login/callback/", 401)
    assert not wrong, "\n".join(wrong)
