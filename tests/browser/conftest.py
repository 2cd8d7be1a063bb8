"""A real Chromium in front of the running product: pages that complain of anything fail their test."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from django.conf import settings
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from perennial.kernel.serving.static import gather_static
from tools.run_tests import BROWSERS

# Playwright's synchronous face runs an event loop in this thread; Django would refuse the database here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Forms that are sent back, records that somebody else saved, a request that a newer one overtook: the browser writes these
# answers to its console, rightly.
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|409|410|413|422)"
    r"|htmx:error: signal is aborted"
)
TOLD = b"retry: 3600000\n\n"  # the live stream under test: opens, says nothing, does not come back


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("No Chromium on this machine: the browser tests did not run. `apt-get install chromium` brings one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def without_stream(product: WSGIApplication) -> WSGIApplication:
    """The product, but for its live stream: that waits for what a test server never tells. (A route of Playwright's could say
    so too, but where there is one the browser keeps no file.)"""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/live/"):
            return product(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/event-stream"), ("Content-Length", str(len(TOLD)))])
        return [TOLD]

    return answer


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The product with its styles and scripts as `serve` gathers them, not the loose files that the test server would find."""
    gathered = {"BACKEND": "perennial.design.statics.Statics"}
    QuietWSGIRequestHandler.disable_nagle_algorithm = True  # it sends head and body apart: 40 ms a file
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": gathered}):
        gather_static(print)
        server = LiveServer("localhost", start=False)
        server.thread.static_handler = without_stream
        server.start()
        yield server
        server.stop()


@pytest.fixture
def window(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    """A window of its own, at the size of a desk."""
    context = browser.new_context(
        base_url=str(live_server), viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A page that must not complain: no script error, no refused style, nothing against the Content-Security-Policy."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page = window.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not complaints, complaints
