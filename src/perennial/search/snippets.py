"""The part of a text in which something was found, with what was found marked."""

import re
from collections.abc import Collection

from perennial.search.words import folded, is_unspaced

AROUND = 48
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]*[^\W_]*)*")
Piece = tuple[str, bool]


def snippet(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """Pieces of the text around the first word that fits, and whether each piece is a word that fits. A word that ends with *
    is a beginning."""
    text = " ".join(text.split())
    marks = [match.span() for match in _WORD.finditer(text[:4000]) if _fits(folded(match[0]), words)]
    start = _word_before(text, marks[0][0] if marks else 0)
    end = start + AROUND * 3
    pieces: list[Piece] = [("… ", False)] if start else []
    for first, last in marks:
        if last > end:
            break
        pieces += [(text[start:first], False), (text[first:last], True)]
        start = last
    pieces += [(text[start:end], False)] + ([(" …", False)] if end < len(text) else [])
    return tuple(piece for piece in pieces if piece[0])


def _word_before(text: str, place: int) -> int:
    """Where a word begins, some way before a place."""
    return text.find(" ", place - AROUND, place) + 1 or place if place > AROUND else 0


def _fits(word: str, words: Collection[str]) -> bool:
    if word in words:
        return True
    if is_unspaced(word):
        return any(pair in word for pair in words)
    return any(beginning[-1] == "*" and word.startswith(beginning[:-1]) for beginning in words)
