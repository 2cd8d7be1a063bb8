"""Invents customers of whom some are written down more than once, and says who is who: what finding duplicates is measured on.

    DJANGO_SETTINGS_MODULE=perennial.config.settings python -m tools.labelled_customers > src/perennial/people/tests/labelled.csv

Names come from the sample company's regions (Latin, Cyrillic, Arabic, Hangul, Han and Kana among them). Each customer has what a
shop knows of one: an e-mail address (75 %), a phone number (60 %), an address (30 %), a birthday (20 %), a city (85 %).

One in five is written down again, once or twice, with what goes wrong then: other order or case, a slip of the finger, a short
form, an initial, another script, umlauts spelt out, a new family name after a wedding; a mailbox at another provider, a slip in a
domain, Gmail's dots and pluses; a new number, a wrong digit; a move, an abbreviated street; day and month turned round; and
anything may simply be missing, so that some of them nobody could recognise.

And there are those who look like one customer and are not: families at one address with one phone, couples with one mailbox, twins,
father and son with one name, namesakes in one city, colleagues with one switchboard, branches of one chain. The rows of one customer
have one number in the first column; the last says what kind of case it is.
"""

# ruff: noqa: E501 - lists of words read better in long lines

import csv
import datetime as dt
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from perennial.connect.sample.regions import REGIONS, Region
from perennial.people.matching.names import _GROUPS, latin

COLUMNS = (
    "customer",
    "kind",
    "name",
    "given",
    "family",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "birthday",
    "website",
    "case",
)
PROVIDERS = ("gmail.com", "gmail.com", "outlook.com", "web.de", "yahoo.com", "gmx.de", "icloud.com", "hotmail.com")
SLIPS = {
    "gmail.com": ("gmial.com", "gmail.con"),
    "hotmail.com": ("hotmial.com",),
    "yahoo.com": ("yaho.com",),
    "web.de": ("wed.de",),
}
STREETS = ("Hafenstraße", "Lindenallee", "Station Road", "High Street", "Rue Pasteur", "Via Roma", "Calle Mayor", "Kungsgatan",
           "Market Street", "Gartenweg", "Mühlenstraße", "Church Lane", "Park Avenue", "Bergstraße", "Rosenweg", "Mill Road")  # fmt: skip
FIRMS = (
    "Harbour",
    "Nordlicht",
    "Blue Door",
    "Atelier",
    "Kontor",
    "Sunrise",
    "Olive",
    "Granite",
    "Lumen",
    "Fjord",
    "Quartz",
    "Maple",
)
TRADES = (
    "Coffee",
    "Print",
    "Logistics",
    "Bakery",
    "Design",
    "Records",
    "Garden",
    "Software",
    "Trading",
    "Optik",
    "Studio",
    "Foods",
)
FORMS = ("GmbH", "Ltd", "LLC", "Inc.", "AG", "S.A.", "B.V.", "AB", "S.r.l.")
CODES = {"DE": "49", "AT": "43", "GB": "44", "US": "1", "FR": "33", "JP": "81", "KR": "82", "UA": "380", "EG": "20", "IN": "91"}
SHORT: dict[int, list[str]] = {}
for _name, _numbers in _GROUPS.items():
    for _number in _numbers:
        SHORT.setdefault(_number, []).append(_name)


@dataclass
class Row:
    """One record as it was written down."""

    customer: int
    kind: str = "person"
    name: str = ""
    given: str = ""
    family: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    birthday: str = ""
    website: str = ""
    case: str = "alone"
    latin: tuple[str, str] = field(default=("", ""), compare=False)

    def told(self) -> list[str]:
        return [str(getattr(self, name)) for name in COLUMNS]


class World:
    """People with everything that happens to their records, from one seed. `regions`, `streets` and `firms` are drawn from;
    postcodes are `postcodes` many."""

    def __init__(
        self,
        seed: int,
        regions: Sequence[Region] = REGIONS,
        streets: Sequence[str] = STREETS,
        firms: Sequence[str] = FIRMS,
        postcodes: int = 60,
    ) -> None:
        self.chance = random.Random(seed)
        self.regions, self.weights = regions, [one.weight for one in regions]
        self.streets, self.firms, self.postcodes = streets, firms, postcodes
        self.number = 0
        self.boxes: set[str] = set()

    def rows(self, customers: int) -> Iterator[Row]:
        """The records of so many customers and of those who are like them."""
        while self.number < customers:
            draw = self.chance.random()
            if draw < 0.06:
                yield from self.firm()
            elif draw < 0.16:
                yield from self.household()
            elif draw < 0.19:
                yield from self.namesakes()
            elif draw < 0.21:
                yield from self.colleagues()
            else:
                yield from self.again(self.person())

    def person(self, region: Region | None = None) -> Row:
        """Somebody new."""
        self.number += 1
        chance = self.chance
        region = region or chance.choices(self.regions, self.weights)[0]
        named = region.person(chance)
        first, _, last = named.mailbox.partition(".")
        row = Row(self.number, name=named.name, given=named.given, family=named.family, latin=(first, last))
        if chance.random() < 0.75:
            row.email = self.mailbox(first, last)
        if chance.random() < 0.6:
            row.phone = self.phone(region.country)
        if chance.random() < 0.85:
            row.city = chance.choice(region.cities)
        if chance.random() < 0.3:
            row.city = row.city or chance.choice(region.cities)
            row.street = f"{chance.choice(self.streets)} {chance.randrange(1, 140)}"
            row.postcode = str(chance.randrange(10000, 10000 + self.postcodes))
        if chance.random() < 0.2:
            row.birthday = self.day(1945, 2004)
        if chance.random() < 0.4:
            row.given = row.family = ""
        return row

    def mailbox(self, first: str, last: str) -> str:
        chance = self.chance
        form = chance.choice(
            ("{f}.{l}", "{f}.{l}", "{f}{l}", "{i}.{l}", "{f}{n}", "{l}.{f}", "{f}.{l}{n}", "{i}{l}{n}", "{n}{l}")
        )
        while True:
            mailbox = f"{form.format(f=first, l=last, i=first[:1], n=chance.randrange(2, 99))}@{chance.choice(PROVIDERS)}"
            if mailbox not in self.boxes:  # else somebody has it already
                self.boxes.add(mailbox)
                return mailbox
            form = "{f}.{l}{n}" if chance.random() < 0.5 else f"{{f}}{{l}}{chance.randrange(1940, 2010)}"

    def phone(self, country: str) -> str:
        return f"+{CODES.get(country, '49')}{self.chance.randrange(20, 99)}{self.chance.randrange(10**6, 10**7)}"

    def day(self, first: int, last: int) -> str:
        return str(dt.date(self.chance.randrange(first, last), 1, 1) + dt.timedelta(days=self.chance.randrange(365)))

    def again(self, row: Row) -> Iterator[Row]:
        """A record, and with one in five others of the same customer."""
        copies = self.chance.choices((0, 1, 2), (80, 16, 4))[0]
        if copies:
            row = replace(row, case="again")
        yield row
        for _copy in range(copies):
            yield self.copy(row)

    def copy(self, row: Row) -> Row:
        """The same customer, written down by somebody else on another day."""
        chance = self.chance
        row = replace(row)
        self.misname(row)
        if row.email:
            row.email = self.misaddress(row.email, row)
        elif chance.random() < 0.3:
            row.email = self.mailbox(*row.latin)
        if row.phone:
            draw = chance.random()
            row.phone = (
                ""
                if draw < 0.25
                else self.slip(row.phone, "0123456789", 4)
                if draw < 0.35
                else row.phone
                if draw < 0.9
                else self.phone("")
            )
        elif chance.random() < 0.25:
            row.phone = self.phone("")
        draw = chance.random()
        if draw < 0.4:
            row.street = row.postcode = ""
        elif draw < 0.6:
            row.street = (
                row.street.replace("straße", "str.").replace("Street", "St").replace("Road", "Rd").replace("Avenue", "Ave")
            )
        elif draw < 0.65:
            row.street, row.postcode = self.slip(row.street, "aeinrst", 2), row.postcode
        draw = chance.random()
        if draw < 0.15:
            row.city = row.street = row.postcode = ""
        elif draw < 0.23:  # they moved
            row.city, row.postcode = (
                chance.choice(chance.choice(self.regions).cities),
                str(chance.randrange(10000, 10000 + self.postcodes)),
            )
            row.street = row.street and f"{chance.choice(self.streets)} {chance.randrange(1, 140)}"
        draw = chance.random()
        if draw < 0.4:
            row.birthday = ""
        elif draw < 0.5 and row.birthday:
            year, month, day = row.birthday.split("-")
            row.birthday = f"{year}-{day}-{month}" if int(day) < 13 else f"{year}-{month}-{max(1, int(day) - 1):02}"
        elif draw < 0.53 and row.birthday:
            row.birthday = self.day(1945, 2004)
        return row

    def misname(self, row: Row) -> None:
        chance = self.chance
        first, last = row.given, row.family
        if not first:
            first, _, last = row.name.partition(" ")
        draw = chance.random()
        if not last:
            if draw < 0.5:
                row.name = " ".join(part.title() for part in row.latin)
        elif draw < 0.3:
            pass
        elif draw < 0.38:
            row.name = f"{last}, {first}"
        elif draw < 0.46:
            row.name = self.slip(row.name, "aeinrstlo", 1)
        elif draw < 0.56 and (short := self.short(latin(first))):
            row.name = f"{short.title()} {last}"
        elif draw < 0.62:
            row.name = f"{first[0]}. {last}"
        elif draw < 0.72:
            row.name = " ".join(part.title() for part in row.latin)
        elif draw < 0.76:
            row.name = row.name.upper()
        elif draw < 0.8:
            row.name = row.name.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe"}))
        elif draw < 0.84:
            row.name = f"{first} {self.person().family or 'Neumann'}"
            row.case = "married"
        elif draw < 0.88:
            row.name = f"{first} {chance.choice('ABCDEFGHKLMST')}. {last}"
        elif draw < 0.9:
            row.name = first
        elif draw < 0.92:
            row.name = f"{chance.choice(('Mr', 'Dr.', 'Frau', 'Herr'))} {row.name}"
        if row.name != f"{first} {last}" and chance.random() < 0.8:
            row.given = row.family = ""

    def short(self, name: str) -> str:
        known = [other for number in _GROUPS.get(name, ()) for other in SHORT[number] if other != name]
        return self.chance.choice(known) if known else ""

    def misaddress(self, email: str, row: Row) -> str:
        chance = self.chance
        box, _, domain = email.partition("@")
        draw = chance.random()
        if draw < 0.25:
            return ""
        if draw < 0.65:
            return email
        if draw < 0.7:
            return f"{box}@{chance.choice(SLIPS.get(domain, (domain,)))}"
        if draw < 0.74:
            return f"{box}+shop@{domain}"
        if draw < 0.78 and domain == "gmail.com":
            return f"{box.replace('.', '')}@googlemail.com"
        if draw < 0.84:
            return f"{box}@{chance.choice(PROVIDERS)}"
        if draw < 0.88:
            return self.slip(email, "aeinrst", len(domain) + 1, before=True)
        return self.mailbox(*row.latin)

    def slip(self, text: str, letters: str, after: int, *, before: bool = False) -> str:
        """One letter wrong, missing, doubled, or two turned round."""
        places = range(1, len(text) - after - 1) if before else range(after, len(text) - 1)
        if not places:
            return text
        at = self.chance.choice(places)
        return self.chance.choice(
            (
                text[:at] + self.chance.choice(letters) + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[: at + 1] + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            )
        )

    def household(self) -> Iterator[Row]:
        """A family with one address and one phone; perhaps a couple with one mailbox, twins, or father and son of one name."""
        chance = self.chance
        region = chance.choices(self.regions, self.weights)[0]
        head = self.person(region)
        head.phone = head.phone or self.phone(region.country)
        head.street = head.street or f"{chance.choice(self.streets)} {chance.randrange(1, 140)}"
        head.postcode = head.postcode or str(chance.randrange(10000, 10000 + self.postcodes))
        head.city = head.city or chance.choice(region.cities)
        case = chance.choice(("family", "family", "couple", "twins", "father and son"))
        head.case = case
        members = [head]
        for _one in range(1 if case in ("couple", "father and son") else chance.randrange(1, 4)):
            member = self.member(head, region, case)
            if all(member.name != other.name for other in members) or case == "father and son":
                members.append(member)
        for member in members:
            yield member
            if chance.random() < 0.1:
                yield self.copy(member)

    def member(self, head: Row, region: Region, case: str) -> Row:
        chance = self.chance
        other = self.person(region)
        family, last = (head.family or head.name.partition(" ")[2] or head.name[:1]), head.latin[1]
        if head.family and not other.given:
            other.given = region.person(chance).given
        given = other.given or other.name.partition(" ")[0]
        while is_mixed(given, family):  # a family writes its names in one script
            given = region.person(chance).given
        other.name, other.latin = region.joined(given, family), (other.latin[0], last)
        other.given, other.family = (given, family) if head.family else ("", "")
        other.street, other.postcode, other.city = head.street, head.postcode, head.city
        other.phone = head.phone if chance.random() < 0.7 else other.phone
        other.email = self.mailbox(*other.latin) if other.email else ""
        other.case = case
        if case == "couple" and chance.random() < 0.6:
            other.email = head.email
        if case == "twins":
            head.birthday = head.birthday or self.day(1960, 2004)
            other.birthday = head.birthday
        if case == "father and son":
            other.name = f"{head.name} Jr" if chance.random() < 0.5 else head.name
            other.given, other.family, other.latin = head.given, head.family, head.latin
            head.birthday, other.birthday = self.day(1945, 1965), self.day(1972, 1995)
            other.email = self.mailbox(*head.latin)
        return other

    def namesakes(self) -> Iterator[Row]:
        """Two with one name in one city."""
        region = self.chance.choices(self.regions, self.weights)[0]
        one, other = self.person(region), self.person(region)
        one.city = other.city = one.city or self.chance.choice(region.cities)
        other.name, other.given, other.family, other.latin = one.name, one.given, one.family, one.latin
        if other.email:
            other.email = self.mailbox(*other.latin)
        yield replace(one, case="namesakes")
        yield replace(other, case="namesakes")

    def colleagues(self) -> Iterator[Row]:
        """People with one switchboard, some with one mailbox."""
        firm = f"{self.chance.choice(self.firms)}{self.chance.choice(TRADES)}".replace(" ", "").lower()
        region = self.chance.choices(self.regions, self.weights)[0]
        phone, city = self.phone(region.country), self.chance.choice(region.cities)
        for _one in range(self.chance.randrange(2, 5)):
            row = self.person(region)
            row.phone, row.city, row.case = phone, city, "colleagues"
            row.email = (
                f"info@{firm}.example"
                if self.chance.random() < 0.3
                else f"{row.latin[0]}.{row.latin[1]}{self.number}@{firm}.example"
            )
            yield row

    def firm(self) -> Iterator[Row]:
        """A business, perhaps written down again, or a chain with branches."""
        chance = self.chance
        self.number += 1
        region = chance.choices(self.regions, self.weights)[0]
        core = f"{chance.choice(self.firms)} {chance.choice((*TRADES, *region.family))}".partition(":")[0]
        row = Row(self.number, "organisation", f"{core} {chance.choice(FORMS)}", city=chance.choice(region.cities), case="firm")
        site = f"{'-'.join(latin(word) for word in core.split())}{chance.randrange(100)}.example"
        if chance.random() < 0.6:
            row.website = f"https://www.{site}/"
        if chance.random() < 0.6:
            row.email = f"{chance.choice(('info', 'hello', 'office'))}@{site}"
        if chance.random() < 0.6:
            row.phone = self.phone(region.country)
        yield row
        draw = chance.random()
        if draw < 0.3:
            name = chance.choice(
                (core, core.upper(), f"{core} {chance.choice(FORMS)}", self.slip(row.name, "aeinrst", 1), f"The {core}")
            )
            email = row.email if chance.random() < 0.5 else ""
            website = row.website if chance.random() < 0.6 else ""
            phone = row.phone if chance.random() < 0.6 else ""
            yield replace(row, name=name, email=email, website=website, phone=phone, case="firm again")
        elif draw < 0.4:
            self.number += 1
            few = len(region.cities) < 1000
            cities = [city for city in region.cities if city != row.city] or list(region.cities) if few else region.cities
            elsewhere = chance.choice(cities)
            other = replace(
                row, customer=self.number, name=f"{core} {elsewhere}", city=elsewhere, phone=self.phone(""), case="branch"
            )
            yield replace(other, email="")


def is_mixed(given: str, family: str) -> bool:
    """Whether one is in Latin letters and the other in Han characters."""
    return given.isascii() != family.isascii() and any("\u3400" <= char <= "\u9fff" for char in given + family)


def main() -> None:
    """The set that ships with the tests; the weights are learned from other seeds."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for row in World(2026).rows(3000):
        out.writerow(row.told())


if __name__ == "__main__":
    main()
