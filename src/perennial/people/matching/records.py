"""What is compared of a party, read for many at once."""

# ruff: noqa: E501 - lists of words read better in long lines
import dataclasses
import re
from collections.abc import Collection

from perennial.kernel.bulk import bulk_find
from perennial.people.choices import IdentityKind, PartyKind
from perennial.people.matching.names import firm_words, latin, words_in
from perennial.people.models import Address, Anniversary, Identity, Party
from perennial.people.models.anniversary import BIRTHDAY
from perennial.search.words import split

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_DOTLESS = {"gmail.com", "googlemail.com"}
_ONE_MAILBOX = {"googlemail.com": "gmail.com", "ymail.com": "yahoo.com", "hotmail.de": "hotmail.com"}
_MISTYPED = {
    **dict.fromkeys(("gmial.com", "gmai.com", "gmail.co", "gmal.com", "gamil.com", "gnail.com", "gmail.con", "gmaill.com"), "gmail.com"),
    **dict.fromkeys(("hotmial.com", "hotmal.com", "hotmail.co", "hotmail.con", "homail.com"), "hotmail.com"),
    **dict.fromkeys(("yaho.com", "yahoo.co", "yahoo.con", "yhaoo.com"), "yahoo.com"),
    **dict.fromkeys(("outlok.com", "outlook.co", "outlook.con", "oulook.com"), "outlook.com"),
    **dict.fromkeys(("gmx.dee", "gmx.ed", "gxm.de"), "gmx.de"),
    **dict.fromkeys(("wed.de", "web.ed", "web.dee"), "web.de"),
}  # fmt: skip
_STREET_WORDS = {
    **dict.fromkeys(("str", "strasse", "street", "st"), "st"),
    **dict.fromkeys(("rd", "road"), "rd"),
    **dict.fromkeys(("ave", "av", "avenue"), "av"),
    **dict.fromkeys(("allee", "al"), "al"),
    **dict.fromkeys(("platz", "pl", "place"), "pl"),
    **dict.fromkeys(("ul", "ulica", "ulitsa", "vulytsia", "vul"), "ul"),
    **dict.fromkeys(("c", "calle"), "c"),
}
_JOINED_STREET = re.compile(r"(?<=\w{3})(?:strasse|str)$")


@dataclasses.dataclass(slots=True)
class Place:
    """One address: house number, the words of the street, the postcode without blanks, the city."""

    number: str
    street: str
    postcode: str
    city: str


@dataclasses.dataclass(slots=True)
class Record:
    """One party as it is compared. `words` in the order of writing; `given` and `family` where they are known."""

    id: int
    is_firm: bool
    words: list[str]
    is_han: bool = False  # its name is written in characters that are read in one way in China and in another in Japan
    given: str = ""
    family: str = ""
    generation: frozenset[str] = frozenset()
    emails: list[str] = dataclasses.field(default_factory=list)
    phones: list[str] = dataclasses.field(default_factory=list)
    handles: list[str] = dataclasses.field(default_factory=list)
    places: list[Place] = dataclasses.field(default_factory=list)
    city: str = ""
    site: str = ""
    birthday: tuple[int, int, int | None] | None = None
    day_tells: int = 10  # how many tenths of what a usual birthday tells: fewer, the more have it (`matching.crowds`)
    namesakes: int = 1  # how many have the same name, as far as was counted


def record_of(id_: int, kind: str, name: str, given: str = "", family: str = "", city: str = "", website: str = "") -> Record:
    """What the row of a party tells."""
    is_firm = kind == PartyKind.ORGANISATION
    words, generation = (firm_words(name), frozenset[str]()) if is_firm else words_in(name)
    if given and family and not is_firm:
        (first, _), (last, _) = words_in(given), words_in(family)
        if not words or not set(last) <= set(words):  # scripts without blanks are told apart by their parts
            words = first + last
        given, family = " ".join(first), " ".join(last)
    else:
        given = family = ""
    is_han = not name.isascii() and _HAN.search(name) is not None
    return Record(id_, is_firm, words, is_han, given, family, generation, city=latin(city.strip()), site=site_of(website))


def site_of(website: str) -> str:
    """The domain of a website, without www."""
    return website.partition("://")[2].partition("/")[0].lower().removeprefix("www.")


def canonical_email(normal: str) -> str:
    """One form for one mailbox: without what follows a plus, without Gmail's dots, with the usual slips in domains mended."""
    box, _at, domain = normal.partition("@")
    domain = _MISTYPED.get(domain, domain)
    domain = _ONE_MAILBOX.get(domain, domain)
    box = box.partition("+")[0] or box
    return f"{box.replace('.', '') if domain in _DOTLESS else box}@{domain}"


def place_of(lines: str, postcode: str, city: str) -> Place:
    """An address as it is compared."""
    words = [latin(word) for word in split(lines.partition("\n")[0])]
    number = next((word for word in words if word[:1].isdigit()), "")
    street = [_STREET_WORDS.get(word, _JOINED_STREET.sub("st", word)) for word in words if not word[:1].isdigit()]
    return Place(number, " ".join(sorted(street)), "".join(split(postcode)).lower(), latin(city.strip()))


def records_of(ids: Collection[int]) -> dict[int, Record]:
    """The records of the parties among `ids` that are kept, in four queries."""
    columns = ("id", "kind", "name", "given_name", "family_name", "city", "website")
    records = {row[0]: record_of(*row) for row in bulk_find(Party, "id", ids, columns, where="deleted_at IS NULL")}
    for party_id, kind, system, normal in bulk_find(Identity, "party_id", records, ("party_id", "kind", "system", "normal")):
        add_identity(records[party_id], kind, system, normal)
    for party_id, *parts in bulk_find(Address, "party_id", records, ("party_id", "lines", "postcode", "locality")):
        records[party_id].places.append(place_of(*parts))
    days = bulk_find(Anniversary, "party_id", records, ("party_id", "name", "month", "day", "year"))
    for party_id, name, month, day, year in days:
        if name == BIRTHDAY:
            records[party_id].birthday = (month, day, year)
    return records


def add_identity(record: Record, kind: str, system: str, normal: str) -> None:
    """Know a record by one more identity."""
    if kind == IdentityKind.EMAIL:
        record.emails.append(canonical_email(normal))
    elif kind == IdentityKind.PHONE:
        record.phones.append(normal)
    elif kind == IdentityKind.HANDLE:
        record.handles.append(f"{system}:{normal}")
