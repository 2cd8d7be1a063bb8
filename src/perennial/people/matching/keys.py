"""Keys by which records meet. Only records with a key in common are compared, and a key that very many have tells nothing; so
the work grows with the number of customers, not with its square.

How many are too many depends on what the key is made of. A phone that thirty share is worth looking at; thirty who are called
alike are namesakes, of whom there are the more the more customers there are. Those meet by their name together with something
else."""

import hashlib
from collections.abc import Iterator
from enum import IntEnum

from perennial.people.matching.records import Record
from perennial.search.keys import sound_of

_KINDS = 16  # the lowest four bits of a key say of which kind it is


class Kind(IntEnum):
    """What a key is made of."""

    NAME = 0
    EMAIL = 1
    MAILBOX = 2
    PHONE = 3
    HANDLE = 4
    PLACE = 5
    NAME_AND_CITY = 6
    NAME_AND_BIRTHDAY = 7
    SITE = 8
    PHONE_END = 9
    NAME_SOUND = 10
    NAME_AND_PHONE = 11


# From here on, pairs that meet by nothing else are hardly ever one customer: below one in 300, measured among 350,000.
_LARGEST = {
    Kind.NAME: 6,
    Kind.NAME_SOUND: 4,
    Kind.NAME_AND_CITY: 8,
    Kind.NAME_AND_BIRTHDAY: 7,
    Kind.NAME_AND_PHONE: 12,
    Kind.MAILBOX: 5,
}
_LARGEST_OTHERS = 40


def largest_block(key: int) -> int:
    """How many may share a key that is still worth comparing them by."""
    return _LARGEST.get(kind_of(key), _LARGEST_OTHERS)


def keys_of(record: Record) -> set[int]:
    """All keys of a record: some five for a usual one."""
    return {_hashed(kind, text) for kind, text in _texts(record)}


def name_key(record: Record) -> int | None:
    """The key that all namesakes share."""
    return _hashed(Kind.NAME, _name(record)) if record.words else None


def _texts(record: Record) -> Iterator[tuple[Kind, str]]:
    words = record.words
    if words:
        yield Kind.NAME, _name(record)
    sounds = sorted({sound_of(word) or word for word in words})
    if len(sounds) > 1 or (record.is_firm and sounds):
        yield Kind.NAME_SOUND, " ".join(sounds)
    city = record.city or next((place.city for place in record.places if place.city), "")
    for sound in sounds:
        if len(sound) > 1 and city:
            for first in {word[0] for word in words if (sound_of(word) or word) != sound} or {"-"}:
                yield Kind.NAME_AND_CITY, f"{sound} {first} {city}"
        if len(sound) > 1 and record.birthday:
            yield Kind.NAME_AND_BIRTHDAY, f"{sound} {record.birthday[0]} {record.birthday[1]}"
    for email in record.emails:
        yield Kind.EMAIL, email
        box = "".join(c for c in email.partition("@")[0] if c.isalnum())
        if len(box) >= 6:
            yield Kind.MAILBOX, box
    for phone in record.phones:
        yield Kind.PHONE, phone
        if len(phone) >= 9:
            yield Kind.PHONE_END, phone[-6:] + "".join(sorted(word[0] for word in words))
            if words:
                yield Kind.NAME_AND_PHONE, f"{_name(record)} {phone[:-6]}"
    for handle in record.handles:
        yield Kind.HANDLE, handle
    for place in record.places:
        if place.number and (place.postcode or place.city):
            yield Kind.PLACE, f"{place.number} {place.street[:4]} {place.postcode or place.city}"
    if record.site:
        yield Kind.SITE, record.site


def _name(record: Record) -> str:
    # of names without blanks nobody knows where they part, nor which part comes first
    return "".join(sorted("".join(record.words))) if record.is_han else " ".join(sorted(record.words))


def _hashed(kind: Kind, text: str) -> int:
    told = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, salt=bytes([kind])).digest(), "big")
    return (told >> 5 << 4) | kind


def kind_of(key: int) -> Kind:
    """Of which kind a key is."""
    return Kind(key % _KINDS)
