"""Names: how they sort and by which words they are found, in every script."""

import re
import unicodedata
from collections.abc import Iterable

from perennial.people.normalise import national_digits

TERM_LENGTH = 60
TERMS_PER_PARTY = 40
SORT_LENGTH = 200
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
# Letters that Unicode does not take apart, though people type them without the stroke.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ё": "е"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "\u0640": ""}
)
_BASE_CLASSES = {0, 8, 9}  # letters, kana voicing, virama: marks without which it is another word
# Scripts written without blanks between words: Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


def folded(text: str) -> str:
    """Without case, accents and widths: “Ångström”, “ANGSTROM” and “ａｎｇｓｔｒöｍ” fold to the same."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    if apart.isascii():
        return apart
    kept = "".join(c for c in apart if unicodedata.combining(c) in _BASE_CLASSES)
    return unicodedata.normalize("NFC", kept).casefold()


def sort_name(name: str, given: str = "", family: str = "") -> str:
    """What a list sorts by: the family name first where it is known, folded; names without letters come last."""
    whole = f"{family} {given}" if family else name
    words = _words(folded(whole[:SORT_LENGTH]))
    return (" ".join(words) or "\uffff")[:SORT_LENGTH]


def full_name(given: str, family: str) -> str:
    """A name from its parts, for a person of whom nothing else was said."""
    return f"{given} {family}".strip()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, each once."""
    return list(dict.fromkeys(word[:TERM_LENGTH] for word in _words(folded(text))))


def terms_of(names: Iterable[str], phones: Iterable[str] = ()) -> list[str]:
    """The search terms of a party: the words of its names (with the tails of words in scripts that have no blanks, so that a
    given name is found inside a whole one) and its phone numbers (E.164) as they are dialled at home."""
    terms: dict[str, None] = {}
    for name in names:
        for word in words_of(name[:SORT_LENGTH]):
            terms[word] = None
            if not word.isascii() and _UNSPACED.search(word):
                terms.update(dict.fromkeys(word[start:] for start in range(1, min(len(word), 8))))
    for phone in phones:
        if digits := national_digits(phone):
            terms[digits] = None
    return list(terms)[:TERMS_PER_PARTY]


def _words(text: str) -> list[str]:
    """Letters and digits with their combining marks (which Indic words are made of, but no \\w), in order."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()
