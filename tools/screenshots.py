"""Pictures of the running demo for the documentation: `python tools/screenshots.py URL HOME`.

Signs in with what `perennial demo` wrote down in HOME, goes through the screens of the tour in both widths and themes, and
writes docs/screenshots/NAME-WIDTH-THEME.webp. What the demo does not have by itself (a view of one's own, an import, pairs that
may be one customer) is made first, as somebody at work would.
"""

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")
LARGEST = 150_000
VIEW = (
    "/customers/?sort=value&col=stage,value,last_order,last_contact,owner,city&group=owner&last_order.before=last-30-days"
    '&where={"any":[{"field":"stage","operator":"any_of","value":["at_risk","lapsed"]},'
    '{"field":"value","operator":"from","value":500}]}'
)
QUIET = "bought(count >= 2, within = 1 year) and touched(count <= 0, within = 60 days)"
MESSY = (
    "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Geburtstag;Ort\n"
    "1001;Jürgen;Müller;juergen.mueller@example.com;030 1234567;31.12.1970;Köln\n"
    "1002;Zoë;Lefèvre;zoe@example.com;;01.02.1980;Liège\n"
    "1003;Jurgen;Mueller;j.mueller@example.org;+49 30 1234567;31.12.1970;Koeln\n"
    "1004;Ida;Holm;no address;;;Kiel\n"
    "1005;Old;Times;old@example.com;;31.12.0001;Kiel\n"
).encode("cp1252")
# A picture as WebP, a third of the size of a PNG: Chromium knows how.
SMALLER = """async source => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.88).split(",")[1];
}"""


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


def view(page: Page) -> None:
    """A view that the team shares."""
    page.goto("/customers/")
    page.get_by_role("link", name="Win back").first.click()
    page.wait_for_url("**view=*")


def board(page: Page) -> None:
    page.goto("/customers/?layout=board:stage&sort=value")


def calendar(page: Page) -> None:
    page.goto("/customers/?layout=calendar:birthday")


def panel(page: Page) -> None:
    """The third customer of the list, beside it."""
    page.goto("/customers/?sort=value")
    rows = page.locator("#results [data-id]")
    page.goto(f"/customers/?sort=value&open={rows.nth(2).get_attribute('data-id')}")


def bulk(page: Page) -> None:
    """A whole page is ticked, and all that match are meant."""
    page.goto("/customers/?sort=value&stage=at_risk")
    page.locator("[data-select] input").first.click()
    page.keyboard.press("Control+a")
    page.get_by_text("All that match").click()


def palette(page: Page) -> None:
    """A misspelt name leads to whoever is meant."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("felx graf")
    page.locator("#palette [role=option] .face").first.wait_for()


def field(page: Page) -> None:
    """A field of one's own is made."""
    page.goto("/settings/fields/")
    page.get_by_role("link", name="New field").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Choice", exact=True).click()
    dialog.get_by_label("Name", exact=True).fill("Favourite format")
    dialog.get_by_label("Options").fill("Vinyl\nCD\nCassette")


def imported(page: Page) -> None:
    """What became of a file."""
    page.goto("/import/")
    page.get_by_role("link", name="kunden export.csv").first.click()
    page.wait_for_load_state("load")


def duplicates(page: Page) -> None:
    page.goto("/customers/duplicates/")


def merge(page: Page) -> None:
    duplicates(page)
    page.get_by_role("link", name="Compare").first.click()
    page.wait_for_load_state("load")


def audience(page: Page) -> None:
    """A rule is written, and how many fit stands beside it."""
    page.goto("/audiences/new/")
    page.get_by_role("button", name="As text").click()
    page.get_by_label("Rule as text").fill(QUIET)
    page.get_by_role("button", name="In plain words").click()
    page.locator("[name='c.1.what']").wait_for()
    page.get_by_label("Name", exact=True).fill("Regulars gone quiet")


def members(page: Page) -> None:
    """Who is in an audience, and why."""
    page.goto("/audiences/")
    page.get_by_role("link", name="Big and silent").first.click()
    page.wait_for_load_state("load")


def expecting(page: Page) -> None:
    """What is to be expected of the first customer who slips, and why."""
    customer(page)
    page.get_by_role("heading", name="What to expect").evaluate("each => each.scrollIntoView()")


def foresight(page: Page) -> None:
    page.goto("/foresight/")


def audit(page: Page) -> None:
    page.goto("/settings/audit/")


SCREENS: tuple[Callable[[Page], None], ...] = (
    *(today, team, slipping, customer, call, snooze),
    *(view, board, calendar, panel, bulk, palette),
    *(audience, members, expecting, foresight),
    *(field, imported, duplicates, merge, audit),
)


def prepare(page: Page) -> None:
    """Make what the demo does not have; what is there already is not made again."""
    page.goto("/customers/")
    if not page.get_by_role("link", name="Win back").count():
        keep_view(page)
        bring_in(page)
        compare(page)


def keep_view(page: Page) -> None:
    page.goto(VIEW)
    page.get_by_role("link", name="Save view").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Win back")
    dialog.get_by_text("Everybody sees it").click()
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url("**view=*")


def bring_in(page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kunden export.csv"
        file.write_bytes(MESSY)
        page.goto("/import/?kind=persons")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Read the file").click()
        page.wait_for_url("**/reading/")
    page.get_by_role("button", name="Looks right").click()
    page.wait_for_url("**/columns/")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name="Look through the file").click()
    page.get_by_role("button", name="Import now").click()
    page.get_by_role("link", name="Undo the import").wait_for()


def compare(page: Page) -> None:
    page.goto("/customers/duplicates/")
    page.get_by_role("button", name="Compare everybody now").click()
    page.get_by_role("link", name="Compare").first.wait_for(timeout=120_000)


def keep(picture: bytes, file: Path, helper: Page) -> None:
    """Write a picture as WebP."""
    source = "data:image/png;base64," + base64.b64encode(picture).decode()
    file.write_bytes(base64.b64decode(helper.evaluate(SMALLER, source)))


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
        prepare(page)
        known = visitor.storage_state()
        helper = browser.new_page()
        for width, (columns, rows) in WIDTHS.items():
            for theme in THEMES:
                window = browser.new_context(
                    base_url=url,
                    viewport={"width": columns, "height": rows},
                    color_scheme=theme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                    has_touch=columns < 500,
                    is_mobile=columns < 500,
                    storage_state=known,
                )
                page = window.new_page()
                for screen in SCREENS:
                    screen(page)
                    page.wait_for_timeout(600)
                    keep(page.screenshot(), FOLDER / f"{screen.__name__}-{width}-{theme}.webp", helper)
                window.close()
        browser.close()
    large = [file.name for file in FOLDER.glob("*.webp") if file.stat().st_size > LARGEST]
    sys.stderr.write(f"{len(list(FOLDER.glob('*.webp')))} pictures in {FOLDER}; too large: {large or 'none'}\n")
    return bool(large)


if __name__ == "__main__":
    sys.exit(main())
