"""Names and places for many invented customers: a few that very many have, and very many that a few have.

The vocabularies of the sample company are the common ones; behind them stand names that are put together from their syllables.
How often each is drawn follows Zipf and Mandelbrot: the name of rank r with a probability in proportion to 1 / (r + b) ** a.
Surnames (a = 1, b = 9, 60,000 of them) fit the list of the US census of 1990: 1.1 % have the first one (there: Smith, 1.0 %),
0.10 % the hundredth (0.08 %), 0.011 % the thousandth (0.012 %). Given names (a = 1.3, b = 12, 4,000 of them) fit its two lists
of given names (3 % the first, 0.2 % the hundredth). Towns are drawn like surnames, 3,000 of them; streets and postcodes by
their number in a country. Six in ten customers live in one country, as those of most businesses do.
"""

import dataclasses
import random
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from perennial.connect.sample.regions import REGIONS, Named, Region, _both, _plain
from tools.labelled_customers import is_mixed

SURNAMES, GIVEN_NAMES, TOWNS, STREETS, FIRM_WORDS = 60_000, 4_000, 3_000, 20_000, 40_000
_SYLLABLE = re.compile(r"[^aeiouyäöüáéíóúàèâêôûåøœ]*[aeiouyäöüáéíóúàèâêôûåøœ]+(?:[^aeiouyäöüáéíóúàèâêôûåøœ]+$)?", re.IGNORECASE)


class Unequal(Sequence[str]):
    """Words of which `random.choice` takes the first ones often and the last ones hardly ever."""

    def __init__(self, common: Sequence[str], many: int, *, a: float, b: float, seed: str) -> None:
        self.words = _more(common, many, random.Random(seed))
        self.a, self.b = a, b

    def __len__(self) -> int:
        return 2**30

    def __getitem__(self, place: Any) -> str:
        """The word at a place among 2**30, of which each word holds as many as it is common: the inverse distribution."""
        part, first, last = place / 2**30, 1 + self.b, len(self.words) + 1 + self.b
        if self.a == 1:
            rank = first * (last / first) ** part
        else:
            power = 1 - self.a
            rank = (first**power + part * (last**power - first**power)) ** (1 / power)
        return self.words[min(int(rank - self.b) - 1, len(self.words) - 1)]


def _more(common: Sequence[str], many: int, chance: random.Random) -> list[str]:
    """The common words and, up to `many`, others made of their syllables."""
    pieces = [found for word in common if len(found := _SYLLABLE.findall(word.partition(":")[2] or word)) > 1]
    first = sorted({one[0] for one in pieces})
    inner = sorted({syllable.lower() for one in pieces for syllable in one[:-1]})
    last = sorted({one[-1].lower() for one in pieces})
    words = dict.fromkeys(common)
    for _draw in range(2 * many if pieces else 0):  # a language may have too few syllables for so many
        middle = chance.choices(inner, k=chance.choice((0, 1, 1, 2)))
        words["".join((chance.choice(first), *middle, chance.choice(last))).title()] = None
    return list(words)[:many]


class Country(Region):
    """A region with many names and towns."""

    @cached_property
    def names(self) -> tuple[Unequal, Unequal]:
        """(given, family)."""
        given = Unequal(self.given, GIVEN_NAMES, a=1.3, b=12, seed=f"{self.country} given")
        return given, Unequal(self.family, SURNAMES, a=1, b=9, seed=f"{self.country} family")

    def person(self, chance: random.Random) -> Named:
        """A name drawn from the lists, common ones often."""
        given, given_latin = _both(chance.choice(self.names[0]))
        family, family_latin = _both(chance.choice(self.names[1]))
        if is_mixed(given, family):  # nobody writes half a name in another script
            given, family = given_latin, family_latin
        return Named(given, family, self.joined(given, family), f"{_plain(given_latin)}.{_plain(family_latin)}")


def countries() -> tuple[Country, ...]:
    """The regions with many names; six in ten people live in the first."""
    found = []
    for place, region in enumerate(REGIONS):
        parts = {field.name: getattr(region, field.name) for field in dataclasses.fields(region)}
        towns: Any = Unequal(region.cities, TOWNS, a=1, b=9, seed=f"{region.country} towns")
        weight = sum(one.weight for one in REGIONS) * 3 // 2 if place == 0 else region.weight
        found.append(Country(**parts | {"cities": towns, "weight": weight}))
    return tuple(found)


def streets() -> Unequal:
    """Names of streets: a Station Road in every town, and very many others."""
    return Unequal(("Hafenstraße", "Lindenallee", "Station Road", "Gartenweg", "Mühlenstraße", "Church Lane", "Bergstraße",
                    "Rosenweg", "Bahnhofstraße", "Schulstraße"), STREETS, a=1, b=9, seed="streets")  # fmt: skip


def firm_words() -> Unequal:
    """What businesses call themselves."""
    return Unequal(("Harbour", "Nordlicht", "Atelier", "Kontor", "Sunrise", "Olive", "Granite", "Lumen", "Quartz", "Maple"),
                   FIRM_WORDS, a=1, b=9, seed="firms")  # fmt: skip
