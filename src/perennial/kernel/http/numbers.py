"""Whole numbers in addresses and forms, which may hold anything."""

LARGEST = 2**63 - 1  # what a database keeps


def whole_number(text: object, most: int = LARGEST) -> int | None:
    """The number that a text writes in plain digits, None for anything else or more than `most`. The length is looked at first:
    Python refuses to read thousands of digits."""
    if not (isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= most else None
