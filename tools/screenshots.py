"""Pictures of the running demo for the documentation: `python tools/screenshots.py URL HOME`.

Signs in with what `perennial demo` wrote down in HOME, goes through the screens of the tour in both widths and themes, and
writes docs/screenshots/NAME-WIDTH-THEME.png.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")
LARGEST = 300_000


def today(page: Page) -> None:
    page.goto("/")


def team(page: Page) -> None:
    page.goto("/?scope=team")


def slipping(page: Page) -> None:
    page.goto("/today/groups/purchases.slipping/?scope=team")


def customer(page: Page) -> None:
    """The first customer who slips."""
    slipping(page)
    page.locator("[data-open]").first.click()
    page.wait_for_load_state("load")


def snooze(page: Page) -> None:
    today(page)
    page.locator("[data-snooze]").first.click()
    page.get_by_role("dialog").wait_for()


def call(page: Page) -> None:
    """Logging a call with the first customer who slips."""
    slipping(page)
    page.locator("[data-act]").first.click()
    page.get_by_role("dialog").wait_for()


def customers(page: Page) -> None:
    page.goto("/customers/")


SCREENS = (today, team, slipping, customer, call, snooze, customers)


def main() -> int:
    """Take all pictures; exits with 1 when one is too large for a repository."""
    url, home = sys.argv[1], Path(sys.argv[2])
    email, password = (home / "demo-sign-in.txt").read_text().split("\n")[:2]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        visitor = browser.new_context(base_url=url)
        page = visitor.new_page()
        page.goto("/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_selector("#today")
        known = visitor.storage_state()
        for width, (columns, rows) in WIDTHS.items():
            for theme in THEMES:
                window = browser.new_context(
                    base_url=url,
                    viewport={"width": columns, "height": rows},
                    color_scheme=theme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                    storage_state=known,
                )
                page = window.new_page()
                for screen in SCREENS:
                    screen(page)
                    page.wait_for_timeout(600)
                    page.screenshot(path=FOLDER / f"{screen.__name__}-{width}-{theme}.png")
                window.close()
        browser.close()
    large = [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > LARGEST]
    sys.stderr.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}; too large: {large or 'none'}\n")
    return bool(large)


if __name__ == "__main__":
    sys.exit(main())
