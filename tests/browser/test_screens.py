"""Every screen, in both themes and widths: nothing for axe to find, nothing wider than the window, no complaint."""

import pytest
from playwright.sync_api import Page

from perennial.team.models import Member
from tests.browser.screens import SCREENS, Screen
from tests.browser.visits import examine, sign_in


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen(screen: Screen, page: Page, olive: Member) -> None:
    path = screen.prepare(olive) or screen.path
    if screen.signed_in:
        sign_in(page, olive)
    wrong = examine(page, screen.name, path, screen.status, screen.act)
    assert not wrong, "\n".join(wrong)
