"""What an ordinary page weighs on the wire, compressed: little, and checked."""

from pathlib import Path

import brotli
from django.contrib.staticfiles import finders

from perennial.design.statics import IMPORT, WHOLE
from perennial.design.templatetags.ui import MODULES

KB = 1024


def read(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_bytes()


def packed(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))


def script() -> int:
    own = sum(packed(read(f"perennial/js/{name}.js")) for name in (*MODULES, "app", "live"))
    return own + packed(read("django_htmx/htmx-4.min.js"))


def styles() -> int:
    whole = IMPORT.sub(lambda match: read(f"perennial/css/{match[1]}").decode(), read(WHOLE).decode())
    assert "@import" not in whole
    return packed(whole.encode())


def test_script_of_an_ordinary_page() -> None:
    assert script() <= 20 * KB


def test_first_visit() -> None:
    page = 20 * KB  # a long list, compressed
    assert script() + styles() + len(read("perennial/gen/inter-latin.woff2")) + page <= 120 * KB
