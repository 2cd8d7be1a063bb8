"""What the business calls its customers, in every text of the product: a language's catalogue with the word exchanged.

A studio has clients, a practice has patients. The words are chosen so that sentences stay right: in each language they are
declined like the word they stand in for.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop, trans_real

CONTEXT = "\x04"  # stands between a message's context and its text
_UNTOUCHED = re.compile(r"(%\([^)]*\)\w|\{[^}]*\}|<[^>]*>|https?://\S+|/\S*customers\S*)")


class Called(models.TextChoices):
    """What customers are called."""

    CUSTOMER = "customer", gettext_noop("Customers")
    CLIENT = "client", gettext_noop("Clients")
    PATIENT = "patient", gettext_noop("Patients")
    SUBSCRIBER = "subscriber", gettext_noop("Subscribers")


# language: (the stems that are exchanged, the longest first; what stands for each of them in every word)
_STEMS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "en": (
        ("customer", "Customer"),
        {"client": ("client", "Client"), "patient": ("patient", "Patient"), "subscriber": ("subscriber", "Subscriber")},
    ),
    "de": (
        ("Kundin", "Kunden", "Kunde"),
        {
            "client": ("Klientin", "Klienten", "Klient"),
            "patient": ("Patientin", "Patienten", "Patient"),
            "subscriber": ("Abonnentin", "Abonnenten", "Abonnent"),
        },
    ),
    "ar": (
        ("عملاؤ", "عملائ", "عملاء", "عميل"),
        {
            "client": ("زبائن", "زبائن", "زبائن", "زبون"),
            "patient": ("مرضا", "مرضا", "مرضى", "مريض"),
            "subscriber": ("مشتركو", "مشتركي", "مشتركين", "مشترك"),
        },
    ),
}


class Worded:
    """A catalogue that says another word. Everything else is asked of the one it stands in front of."""

    def __init__(self, catalogue: Any, exchange: Callable[[str], str]) -> None:
        self._catalogue, self._exchange = catalogue, exchange

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)

    def gettext(self, message: str) -> str:
        said: str = self._catalogue.gettext(message)
        # a message with a context that has no translation: said here, or the word in it would stay
        return self._exchange(said.split(CONTEXT, 1)[1] if CONTEXT in said else said)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        said: str = self._catalogue.ngettext(singular, plural, number)
        return said if CONTEXT in said else self._exchange(said)


def words_offered() -> list[tuple[str, str]]:
    """The words to choose from, in the reader's language, none exchanged for the one that is in use."""
    plain: Any = trans_real.translation(str(trans_real.get_language() or "en"))
    return [(word.value, plain.gettext(str(word.label))) for word in Called]


def speak_of(called: str) -> None:
    """From here on, in this thread and in the language that is active, customers are called so. The next
    `translation.activate` ends it."""
    language = str(trans_real.get_language() or "")
    if called in Called.values and called != Called.CUSTOMER and language in _STEMS:
        state: Any = trans_real._active  # type: ignore[attr-defined]
        state.value = _worded(language, called)


@contextmanager
def keeping_words() -> Iterator[None]:
    """Whatever is activated inside, afterwards the language and the word are those that were there before: Django's `override`
    brings back the language alone."""
    active: Any = trans_real._active  # type: ignore[attr-defined]
    before = getattr(active, "value", None)
    try:
        yield
    finally:
        if before is not None:
            active.value = before
        else:
            trans_real.deactivate()


@lru_cache(maxsize=32)
def _worded(language: str, called: str) -> Worded:
    stems, words = _STEMS[language]
    instead = dict(zip(stems, words[called], strict=True))
    pattern = re.compile("|".join(stems))

    @lru_cache(maxsize=10_000)
    def exchange(text: str) -> str:
        if not pattern.search(text):
            return text
        parts = _UNTOUCHED.split(text)
        parts[::2] = [pattern.sub(lambda found: instead[found[0]], part) for part in parts[::2]]
        return "".join(parts)

    return Worded(trans_real.translation(language), exchange)
