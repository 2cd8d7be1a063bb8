"""The invented people and organisations behind the customer numbers of the history."""

import collections
import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

from perennial.connect.sample.history import Purchase
from perennial.connect.sample.regions import MAIL_DOMAINS, REGIONS, WEIGHTS, Region
from perennial.connect.sample.stories import JOBS, ORGANISATIONS
from perennial.kernel import clock
from perennial.kernel.ids import new_ids
from perennial.people.actions.bulk import IdentityRow, PartyRow
from perennial.people.choices import PartyKind
from perennial.team.models import Member

SYSTEM = "cdnow"
VIPS = 60
CARED_FOR = 1_200  # customers who have an owner: those worth most
TELL_BIRTHDAY = 0.06


@dataclasses.dataclass
class Customers:
    """Rows to write, and who is who: `ids` by customer number, the most valuable first in `best`."""

    rows: list[PartyRow]
    ids: dict[int, int]
    best: list[PartyRow]
    organisations: list[PartyRow]
    staff: list[tuple[PartyRow, PartyRow]]  # (person, organisation that they work at)


class _Unique:
    """Mailboxes and telephone numbers that were given out."""

    def __init__(self) -> None:
        self.boxes: collections.Counter[str] = collections.Counter()
        self.numbers: set[str] = set()

    def mail(self, box: str, chance: random.Random) -> str:
        self.boxes[box] += 1
        count = self.boxes[box]
        return f"{box}{count if count > 1 else ''}@{chance.choice(MAIL_DOMAINS)}"

    def number(self, region: Region, chance: random.Random) -> str:
        number = region.number(chance)
        if not number or number in self.numbers:
            return ""
        self.numbers.add(number)
        return number


def customers_for(history: list[Purchase], team: Sequence[Member], chance: random.Random) -> Customers:
    """One party a customer number; the biggest buyers by quantity are organisations with people of their own."""
    value: collections.Counter[int] = collections.Counter()
    pieces: collections.Counter[int] = collections.Counter()
    first: dict[int, dt.date] = {}
    for purchase in history:
        value[purchase.customer] += purchase.amount_minor
        pieces[purchase.customer] += purchase.quantity
        first.setdefault(purchase.customer, purchase.day)
    ranked = [number for number, _value in value.most_common()]
    companies = dict(zip([number for number, _pieces in pieces.most_common(len(ORGANISATIONS))], ORGANISATIONS, strict=True))
    ids = dict(zip(sorted(value), new_ids(len(value)), strict=True))
    place = {number: position for position, number in enumerate(ranked)}
    unique, made, staff = _Unique(), {}, []
    for number in sorted(value):
        common = {
            "id": ids[number],
            "created_at": dt.datetime.combine(first[number], dt.time(9, 30), tzinfo=dt.UTC),
            "owner_id": team[chance.randrange(len(team))].pk if place[number] < CARED_FOR else None,
            "source": chance.choices(("Web shop", "Walk-in", "Record fair", "Friend"), (55, 25, 8, 12))[0],
        }
        made[number] = (
            _organisation(companies[number], number, common, unique, chance)
            if number in companies
            else _person(number, place[number], pieces[number], common, unique, chance)
        )
    organisations = [made[number] for number in companies]
    for organisation in organisations:
        staff += [(_employee(organisation, unique, chance), organisation) for _ in range(chance.randint(1, 3))]
    rows = [*made.values(), *(person for person, _organisation in staff)]
    return Customers(rows, ids, [made[number] for number in ranked[:CARED_FOR]], organisations, staff)


def _person(
    number: int, place: int, pieces: int, common: dict[str, object], unique: _Unique, chance: random.Random
) -> PartyRow:
    region = chance.choices(REGIONS, WEIGHTS)[0]
    named = region.person(chance)
    identities = [IdentityRow("external", f"{number:05d}", SYSTEM)]
    if chance.random() < 0.93:
        identities.append(_email(unique.mail(named.mailbox, chance)))
    if chance.random() < (0.9 if place < CARED_FOR else 0.3) and (phone := unique.number(region, chance)):
        identities.append(IdentityRow("phone", phone, normal=phone))
    tags = [
        name
        for name, fits in (("VIP", place < VIPS), ("Collector", pieces >= 25), ("Newsletter", chance.random() < 0.2))
        if fits
    ]
    return PartyRow(
        named.name,
        given_name=named.given,
        family_name=named.family,
        language=region.language,
        time_zone=region.zone,
        country=region.country,
        city=chance.choice(region.cities),
        identities=tuple(identities),
        tags=tuple(tags),
        birthday=_birthday(place, chance),
        **common,  # type: ignore[arg-type]
    )


def _birthday(place: int, chance: random.Random) -> tuple[int, int, int | None] | None:
    """Few told theirs. Among the best customers some have theirs this week, so that there is somebody to greet."""
    if place < CARED_FOR and place % 97 == 5:
        day = clock.today() + dt.timedelta(days=place // 97 % 7)
        return day.month, day.day, None
    if chance.random() >= TELL_BIRTHDAY:
        return None
    return chance.randint(1, 12), chance.randint(1, 28), chance.choice((None, chance.randint(1948, 2004)))


def _organisation(name: str, number: int, common: dict[str, object], unique: _Unique, chance: random.Random) -> PartyRow:
    region = chance.choices(REGIONS, WEIGHTS)[0]
    box = "".join(char for char in name.lower() if char.isascii() and char.isalnum())
    identities = [
        IdentityRow("external", f"{number:05d}", SYSTEM),
        IdentityRow("email", unique.mail(f"hello.{box}", chance), label="office"),
    ]
    if phone := unique.number(region, chance):
        identities.append(IdentityRow("phone", phone, normal=phone))
    return PartyRow(
        name,
        kind=PartyKind.ORGANISATION.value,
        website=f"https://{box}.example",
        language=region.language,
        time_zone=region.zone,
        country=region.country,
        city=chance.choice(region.cities),
        identities=tuple(identities),
        tags=("Wholesale",),
        **common,  # type: ignore[arg-type]
    )


def _employee(organisation: PartyRow, unique: _Unique, chance: random.Random) -> PartyRow:
    region = next(region for region in REGIONS if region.country == organisation.country)
    named = region.person(chance)
    return PartyRow(
        named.name,
        given_name=named.given,
        family_name=named.family,
        job_title=chance.choice(JOBS),
        language=region.language,
        time_zone=region.zone,
        country=region.country,
        city=organisation.city,
        owner_id=organisation.owner_id,
        source="Wholesale",
        identities=(_email(unique.mail(named.mailbox, chance)),),
        created_at=organisation.created_at,
        id=new_ids(1)[0],
    )


def _email(address: str) -> IdentityRow:
    return IdentityRow("email", address, normal=address)
