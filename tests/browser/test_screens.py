"""Every screen, in both themes and widths: nothing for axe to find, nothing wider than the window, no complaint."""

import pytest
from playwright.sync_api import Page

from perennial.team.models import Member
from tests.browser.screens import SCREENS, Screen
from tests.browser.visits import THEMES, WIDTHS, at, axe, overflow, picture, sign_in


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen(screen: Screen, page: Page, olive: Member) -> None:
    path = screen.prepare(olive) or screen.path
    if screen.signed_in:
        sign_in(page, olive)
    wrong: list[str] = []
    for width in WIDTHS:
        at(page, width)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == screen.status
        page.wait_for_load_state("networkidle")
        for theme in THEMES:
            at(page, width, theme)
            where = f"{screen.name}-{width}-{theme}"
            picture(page, where)
            wrong += [f"{where}: {found}" for found in axe(page)]
        if (wider := overflow(page)) > 0:
            wrong.append(f"{screen.name}-{width}: {wider} pixels wider than the window")
    assert not wrong, "\n".join(wrong)
