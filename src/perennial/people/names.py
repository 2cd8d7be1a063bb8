"""Names: how they sort and by which words they are found, in every script."""

import re
from collections.abc import Iterable, Iterator

from perennial.people.normalise import national_digits
from perennial.search.words import TERM_LENGTH, folded, is_unspaced, other_spellings, split, words_of

__all__ = ["TERM_LENGTH", "folded", "full_name", "sort_name", "terms_of", "words_of"]

TERMS_PER_PARTY = 40
TERMS_OF_TEXTS = 200
_SCHEME = re.compile(r"https?://(www\.)?|www\.")
_SPACED_DIGITS = re.compile(r"[\d\s()./\-–]{3,}")
SORT_LENGTH = 200
# Han, the two syllabaries of Japanese, and Hangul.
_FAMILY_FIRST = re.compile(r"[\u3005\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
_JOINTS = str.maketrans("", "", "'’‘ʼ`-‐‑.")
# Providers at whose domains everybody is: to be found by one of them says nothing.
_EVERYBODYS = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com"),
    *("aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "wanadoo.fr", "libero.it"),
    *("mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "naver.com", "proton.me", "protonmail.com"),
}


def sort_name(name: str, given: str = "", family: str = "") -> str:
    """What a list sorts by: the family name first where it is known, folded; names without letters come last."""
    whole = f"{family} {given}" if family else name
    words = split(folded(whole[:SORT_LENGTH]))
    return (" ".join(words) or "\uffff")[:SORT_LENGTH]


def full_name(given: str, family: str) -> str:
    """A name from its parts, for a person of whom nothing else was said: as it is written in their script, so the family name
    first and without a blank in Chinese, Japanese and Korean ones."""
    if given and family and _FAMILY_FIRST.fullmatch(given + family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def terms_of(
    names: Iterable[str], phones: Iterable[str] = (), emails: Iterable[str] = (), texts: Iterable[str] = ()
) -> list[str]:
    """The search terms of a party: the words of its names, also as they are typed in Latin letters and in one piece
    (“o’brien”: “obrien”), with the tails of words in scripts that have no blanks, so that a given name is found inside a whole
    one; its phone numbers (E.164) as they are dialled at home; the domains of its e-mail addresses, behind an @; and the first
    TERMS_OF_TEXTS of the other texts by which it is to be found."""
    terms: dict[str, None] = {}
    for name in names:
        terms.update(dict.fromkeys(_terms_of_name(name[:SORT_LENGTH])))
    for phone in phones:
        if digits := national_digits(phone):
            terms[digits] = None
    for email in emails:
        domain = email.rpartition("@")[2].casefold()
        if domain and domain not in _EVERYBODYS:
            terms[f"@{domain}"[:TERM_LENGTH]] = None
    own = list(terms)[:TERMS_PER_PARTY]
    others = dict.fromkeys(term for text in texts for term in terms_of_text(text))
    return list(dict.fromkeys([*own, *list(others)[:TERMS_OF_TEXTS]]))


def terms_of_text(text: str) -> Iterator[str]:
    """The search terms of a text: of its words as of those of a name, of digits with something in between in one piece, and of
    what has dots (a site, a code) as it stands, behind an @."""
    yield from _terms_of_name(text)
    if _SPACED_DIGITS.fullmatch(text) and (digits := "".join(split(text))):
        yield digits[:TERM_LENGTH]
    for piece in text.split():
        if "." in piece.strip(".") and piece.isascii():
            yield dotted(piece)


def dotted(text: str) -> str:
    """A term for a site, a domain or a code with dots: behind an @, with neither scheme nor “www.”."""
    return f"@{_SCHEME.sub('', text.casefold(), count=1)}"[:TERM_LENGTH]


def _terms_of_name(name: str) -> Iterator[str]:
    for word in words_of(name):
        yield word
        if not word.isascii() and is_unspaced(word):
            yield from (word[start:] for start in range(1, min(len(word), 8)))
    if not name.isascii():
        for typed in split(name):
            yield from other_spellings(typed)
    if "'" in name or "-" in name or "’" in name:
        for piece in name.split():
            yield from words_of(piece.translate(_JOINTS))
