"""Every catalogue says all that the product says, with the same gaps to fill in and the same markup."""

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "src" / "perennial" / "locale").glob("*/LC_MESSAGES/django.po"))
HOLES = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?\w[^>]*>")


@cache
def tool() -> ModuleType:
    """`tools/messages.py`, which is a script and not a package."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def template() -> Catalog:
    collected: Catalog = tool().collected()
    return collected


def holes(text: str) -> Counter[str]:
    """Placeholders and tags, however often each stands."""
    return Counter(HOLES.findall(text))


def faults(message: Message) -> Iterator[str]:
    """What a translation invents or forgets. Of the forms of a plural only the last must fill in everything: the others may say
    "one day" without its figure."""
    if isinstance(message.id, str) or not isinstance(message.string, tuple | list):
        if holes(str(message.id)) != holes(str(message.string)):
            yield f"{message.id!r} became {message.string!r}"
        return
    whole, forms = holes(message.id[-1]), message.string
    if holes(forms[-1]) != whole:
        yield f"{message.id[-1]!r} became {forms[-1]!r}"
    yield from (f"{message.id[-1]!r} became {form!r}" for form in forms[:-1] if holes(form) - whole)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_lacks_no_message(path: Path) -> None:
    lacking = tool().missing(path.parts[-3], template())
    assert not lacking, f"python tools/messages.py update, then translate {len(lacking)}: {lacking[:10]}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_keeps_placeholders_and_markup(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3])
    wrong = [fault for message in catalog if message.id and any(message.string or ()) for fault in faults(message)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("id", "string"),
    [
        ("%(n)s of %(all)s", "%(n)s von %(alle)s"),
        ("<b>%(n)s</b> here", "%(n)s hier"),
        (("%(n)s day", "%(n)s days"), ("ein Tag", "Tage")),
        (("%(n)s day", "%(n)s days"), ("%(m)s Tag", "%(n)s Tage")),
    ],
)
def test_what_a_translation_forgets_or_invents_is_found(id: str | tuple[str, str], string: str | tuple[str, str]) -> None:
    assert list(faults(Message(id, string)))


def test_the_form_for_one_may_leave_out_its_figure() -> None:
    assert not list(faults(Message(("%(n)s day", "%(n)s days"), ("ein Tag", "%(n)s Tage"))))
