"""Writing cells that a spreadsheet takes for text."""

import csv
import io
import re

from perennial.connect.kinds.base import Kind

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d .,()/\-]*")


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula; plain numbers and phone numbers stay. The
    import takes the apostrophe away again."""
    if text and (text[0] in _RISKY or text.startswith("'")) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def sample_file(kind: Kind) -> str:
    """A small file of a kind, as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(kind.sample)
    return "\ufeff" + text.getvalue()
