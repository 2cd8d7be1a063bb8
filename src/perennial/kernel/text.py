"""Text as it is kept: composed, without characters that nobody sees and no database takes."""

import unicodedata

_UNSEEN = {"Cc", "Cs"}  # control characters and lone surrogates: no database keeps them all


def clean_line(text: str) -> str:
    """A text on one line, composed (NFC), without characters that nobody sees and no database takes."""
    if not text.isprintable():
        text = "".join(" " if c in "\t\n\r\v\f\x85\u2028\u2029" else c for c in text)
        text = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def clean_text(text: str) -> str:
    """The same for a text of several lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", kept).strip()
