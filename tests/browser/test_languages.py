"""One language from right to left, and one that is longer than English: nothing breaks, nothing overflows."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from perennial.team.models import Member
from tests.browser.screens import SCREENS, Screen
from tests.browser.visits import at, axe, overflow, picture, sign_in


def speak(page: Page, member: Member, language: str) -> None:
    """Let the member prefer a language, and a stranger have chosen it."""
    Member.objects.filter(pk=member.pk).update(language=language)
    base = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base}])


@pytest.mark.parametrize("language", ["ar", "de"])
@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen.status == 200], ids=lambda screen: screen.name)
def test_screen_in(language: str, screen: Screen, page: Page, olive: Member) -> None:
    path = screen.prepare(olive) or screen.path
    if screen.signed_in:
        sign_in(page, olive)
    speak(page, olive, language)
    wrong = []
    for width in ("wide", "phone"):
        at(page, width)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        picture(page, f"{screen.name}-{language}-{width}")
        wrong += [f"{width}: {found}" for found in axe(page, "all but colours")]
        if (wider := overflow(page)) > 0:
            wrong.append(f"{width}: {wider} pixels wider than the window")
    assert not wrong, "\n".join(wrong)
