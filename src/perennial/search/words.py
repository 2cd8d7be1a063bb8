"""Words in every script: how they are compared, and how those of other scripts are typed in Latin letters."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

TERM_LENGTH = 60
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
# Letters that Unicode does not take apart, though people type them without the stroke.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ё": "е"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "\u0640": ""}
)
# How people write these letters where the keyboard has none of them; without its dots is the other way.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ß": "ss"})
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


def split(text: str) -> list[str]:
    """Letters and digits with their combining marks (which Indic words are made of, but no \\w), in order."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, each once."""
    return list(dict.fromkeys(word[:TERM_LENGTH] for word in split(folded(text))))


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that is written without blanks, so that it may hold several."""
    return not word.isascii() and _UNSPACED.search(word) is not None


@lru_cache(maxsize=16_384)
def other_spellings(word: str) -> tuple[str, ...]:
    """How a word with letters beyond ASCII is typed with ASCII ones, other than by leaving out its accents: “mueller” for
    “müller”, “ivanov” for “иванов”, “papadopoylos” for “παπαδόπουλος”, and for Han the sound of each character, from every
    one to the last (“wangxiaoming”, “xiaoming”, “ming”)."""
    if word.isascii():
        return ()
    spelt = folded(unicodedata.normalize("NFC", word).casefold().translate(_SPELT_OUT))
    plain = folded(word)
    found = {spelt} if spelt.isascii() and spelt != plain else set()
    if not plain.isascii():
        sounds = [_latin(c) for c in plain[:8]] if is_unspaced(plain) else [_latin(plain)]
        found |= {"".join(sounds[start:]) for start in range(len(sounds))}
    return tuple(sorted(other[:TERM_LENGTH] for other in found if len(other) > 1))


def tokens_of(text: str) -> list[str]:
    """The words under which a text is kept: folded, and pairs of characters for scripts without blanks, each once."""
    found: dict[str, None] = {}
    for word in words_of(text):
        found.update(dict.fromkeys(pairs_of(word) if is_unspaced(word) else (word,)))
    return list(found)


def pairs_of(word: str) -> list[str]:
    """Two by two: “東京都” is found by “東京” and by “京都”."""
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def _latin(text: str) -> str:
    return "".join(c for c in anyascii(text).lower() if c.isascii() and c.isalnum())
