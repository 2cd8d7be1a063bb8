"""What a browser test says: sign in, look at this width and theme, ask axe, take a picture."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Locator, Page

from perennial.team.models import Member

WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
PICTURES = os.environ.get("PERENNIAL_PICTURES", "")


def sign_in(page: Page, member: Member, *, lately: bool = True) -> None:
    """Let the window be `member`'s, without the way through the sign-in page; `lately`: they proved it a moment ago."""
    session = SessionStore()
    if lately:
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(member.pk)
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    base = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": base}])


def at(page: Page, width: str | int = "wide", theme: Literal["light", "dark"] = "light") -> None:
    """Look through a window of this width, in this theme. Takes effect at once; no reload is needed."""
    columns, rows = WIDTHS[width] if isinstance(width, str) else (width, 900)
    page.set_viewport_size({"width": columns, "height": rows})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_timeout(120)  # colours that change by a transition have arrived


def hear(page: Page, topic: str, id: str = "") -> None:
    """Let the page hear what the live stream would say."""
    page.evaluate("([topic, id]) => document.dispatchEvent(new CustomEvent(`live:${topic}`, {detail: {id}}))", [topic, id])


def combobox(within: Page | Locator, name: str) -> Locator:
    """A combobox that its script has made ready; until then a plain select answers to the same role and name."""
    return within.locator("input[role=combobox]").and_(within.get_by_role("combobox", name=name))


def axe(page: Page, look: Literal["all", "colours", "all but colours"] = "all") -> list[str]:
    """What is wrong with the page by WCAG 2.2 A and AA and best practice, one line each.

    Colours take as long as all the rest. Only they depend on the theme; on the language they do not.
    """
    only = {"type": "rule", "values": COLOURS} if look == "colours" else {"type": "tag", "values": RULES}
    rules = {rule: {"enabled": look != "all but colours"} for rule in COLOURS}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "options => axe.run(options).then(results => results.violations)",
        {"runOnly": only, "rules": rules, "resultTypes": ["violations"], "preload": False},
    )
    return [
        f"{wrong['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for wrong in found
        for node in wrong["nodes"][:5]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page, or its main part, is wider than its window."""
    wider = (
        "[document.documentElement, document.querySelector('main')].map(part => part ? part.scrollWidth - part.clientWidth : 0)"
    )
    return max(map(int, page.evaluate(wider)))


def examine(page: Page, name: str, path: str, status: int = 200, act: Callable[[Page], None] | None = None) -> list[str]:
    """What is wrong with a page in both widths and themes, after something was opened on it (`act`)."""
    wrong: list[str] = []
    for width in WIDTHS:
        at(page, width)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        page.wait_for_load_state("networkidle")
        if act:
            act(page)
            page.wait_for_load_state()  # it may have led to another page, whose words stand before its styles
        for theme in THEMES:
            at(page, width, theme)
            where = f"{name}-{width}-{theme}"
            picture(page, where)
            wrong += [f"{where}: {found}" for found in axe(page, "all" if theme == THEMES[0] else "colours")]
        if (wider := overflow(page)) > 0:
            wrong.append(f"{name}-{width}: {wider} pixels wider than the window")
    return wrong


def picture(page: Page, name: str) -> None:
    """Keep a picture in the folder PERENNIAL_PICTURES, if there is one."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")
