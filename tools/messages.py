"""Collects every translatable string into the catalogues: `python tools/messages.py update`, or `check` that none is missing.

Needs no gettext binaries: Django's own `templatize` turns templates into something that Babel's Python extractor reads.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "perennial"
LOCALES = PACKAGE / "locale"
LANGUAGES = ("de", "ar")
KEYWORDS = {
    **dict.fromkeys(("_", "_t", "_told", "_l", "_lazy")),  # what the sources call it
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[str, bytes]]:
    """Every file that may hold strings, as Python text."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "static"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "templates" not in path.parts:
                continue
            # every line on its own: to Python's tokenizer the indentation of a page means nothing
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        yield str(path.relative_to(ROOT)), text.encode()


def collected() -> Catalog:
    """All messages of the sources, with where they stand (files without line numbers, so that catalogues stay calm)."""
    catalog = Catalog(project="Perennial", charset="utf-8", fuzzy=False)
    for name, text in sources():
        for _line, message, comments, context in extract(
            "python", BytesIO(text), keywords=KEYWORDS, comment_tags=["Translators:"], options={"encoding": "utf-8"}
        ):
            if message:
                catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands in the repository."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, project="Perennial", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str, template: Catalog) -> list[str]:
    """The messages that a language does not have."""
    have = catalogue(language)
    lacking = []
    for message in template:
        known = have.get(message.id, message.context) if message.id else message
        strings = known.string if known and isinstance(known.string, tuple | list) else (known.string if known else "",)
        if message.id and not all(strings):
            lacking.append(str(message.id))
    return lacking


def update() -> int:
    """Bring every catalogue up to date; new messages are empty, old ones are dropped."""
    template = collected()
    for language in LANGUAGES:
        have = catalogue(language)
        have.update(template, no_fuzzy_matching=True)
        have.obsolete.clear()
        path = LOCALES / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, have, sort_output=True, include_lineno=False, width=120, ignore_obsolete=True)
        print(f"{language}: {len(have)} messages, {len(missing(language, template))} not translated")
    return 0


def check() -> int:
    """Fail when a catalogue lacks a message."""
    template = collected()
    bad = {language: lacking for language in LANGUAGES if (lacking := missing(language, template))}
    for language, lacking in bad.items():
        print(f"{language} lacks {len(lacking)} messages, for example: {lacking[:5]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit({"update": update, "check": check}[sys.argv[1]]())
