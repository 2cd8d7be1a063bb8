"""What somebody typed into a search, taken apart once."""

import dataclasses
import re
from functools import cached_property

import phonenumbers

from perennial.people.names import dotted, folded
from perennial.people.normalise import clean_line
from perennial.search.words import other_spellings, split
from perennial.team.models import Workspace

LONGEST = 100
MOST_WORDS = 5
_PHONE = re.compile(r"\+?[\d\s()./\-–]{3,}")
_PLUS = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")  # marks of direction


@dataclasses.dataclass(frozen=True)
class Typed:
    """The text on one line, without what nobody sees, and no longer than a search is."""

    text: str

    @classmethod
    def of(cls, text: str) -> "Typed":
        return cls(clean_line(text[: LONGEST * 4].translate(_PLUS))[:LONGEST])

    @cached_property
    def is_phone(self) -> bool:
        return _PHONE.fullmatch(self.text) is not None

    @cached_property
    def digits(self) -> str:
        return "".join(str(int(c)) for c in self.text if c.isdecimal())

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        """Each typed word as the beginnings that it may be of terms: itself first, then how else it is spelt, and the domain of
        an e-mail address."""
        if self.is_phone:
            return [(self.digits,)] if self.digits else []
        if "@" in self.text and " " not in self.text:
            domain = self.text.rpartition("@")[2].casefold()
            return [(f"@{domain}",)] if len(domain) > 1 else []
        found: dict[str, tuple[str, ...]] = {}
        for word in split(self.text):
            if (plain := folded(word)) and plain not in found:
                domain_too = (f"@{plain}",) if len(plain) > 2 and plain.isascii() else ()
                found[plain] = (plain, *other_spellings(word), *domain_too)
        if "." in self.text and " " not in self.text and self.text.isascii():
            return [(dotted(self.text),)] if len(found) > 1 else list(found.values())
        return list(found.values())[:MOST_WORDS]

    @cached_property
    def plain(self) -> list[str]:
        """The words as they were typed, folded."""
        return [spellings[0].lstrip("@") for spellings in self.words]

    @property
    def identity_prefixes(self) -> tuple[str, ...]:
        """How identities begin that begin like the text: as it is, in capitals, as a phone number in any form."""
        if " " in self.text and not self.is_phone:
            return ()
        text = self.text
        prefixes = {text.casefold().lstrip("@"), text, text.upper()} if len(text) > 1 else set()
        if self.is_phone:
            prefixes.add(self.digits)
            if text.startswith("+"):
                prefixes.add(f"+{self.digits}")
            elif self.digits.startswith("00"):
                prefixes.add(f"+{self.digits[2:]}")
            elif code := phonenumbers.country_code_for_region(Workspace.current().country or "ZZ"):
                prefixes.add(f"+{code}{self.digits.removeprefix('0')}")
        return tuple(sorted(prefix for prefix in prefixes if len(prefix) > 1))
