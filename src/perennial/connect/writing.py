"""Writing cells that a spreadsheet takes for text."""

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d .,()/\-]*")


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula; plain numbers and phone numbers stay. The
    import takes the apostrophe away again."""
    if text and (text[0] in _RISKY or text.startswith("'")) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
