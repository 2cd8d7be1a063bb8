"""What was said around the orders: calls, visits, e-mails, notes, and what is worth remembering."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from perennial.connect.sample import stories
from perennial.connect.sample.customers import Customers
from perennial.connect.sample.history import Purchase
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write
from perennial.people.actions.bulk import PartyRow
from perennial.people.models import Remembrance
from perennial.team.models import Member
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints

SOURCE = "sample"
TALKED_TO = 700  # the best customers, with whom the team really talks
REMEMBERED_OF = 260


def write_told(history: list[Purchase], customers: Customers, team: Sequence[Member], chance: random.Random) -> int:
    """Write the touchpoints and what is remembered; gives how many touchpoints there are."""
    days: defaultdict[int, list[dt.date]] = defaultdict(list)
    for purchase in history:
        days[customers.ids[purchase.customer]].append(purchase.day)
    rows = [*_mails(days, customers, chance), *_talk(days, customers, team, chance)]
    rows.sort(key=lambda row: row.happened_at)
    written = write_touchpoints(rows)
    _write_remembered(customers, chance)
    return written


def _mails(days: dict[int, list[dt.date]], customers: Customers, chance: random.Random) -> Iterator[TouchpointRow]:
    """A confirmation for every order of those who come back, now and then a question and its answer."""
    for party, bought in days.items():
        if len(bought) < 3:
            continue
        for day in bought:
            yield _mail(party, day, chance, "out", "Your order is packed and on its way.")
            if chance.random() < 0.12:
                asked = day + dt.timedelta(days=chance.randint(1, 6))
                question = chance.randrange(len(stories.MAIL_IN))
                if asked < clock.today():
                    yield _mail(party, asked, chance, "in", stories.MAIL_IN[question])
                    yield _mail(party, asked, chance, "out", stories.MAIL_OUT[question], hour=16)


def _mail(party: int, day: dt.date, chance: random.Random, direction: str, text: str, hour: int | None = None) -> TouchpointRow:
    moment = _at(day, chance, hour)
    return TouchpointRow(party, "email", moment, text, channel="email", direction=direction, source=SOURCE)


def _talk(
    days: dict[int, list[dt.date]], customers: Customers, team: Sequence[Member], chance: random.Random
) -> Iterator[TouchpointRow]:
    """Calls, visits, meetings and notes with the customers that somebody looks after."""
    for place, row in enumerate(customers.best[:TALKED_TO]):
        party, bought = row.id or 0, days[row.id or 0]
        for _ in range(chance.randint(1, 3 if place > 100 else 9)):
            day = min(chance.choice(bought) + dt.timedelta(days=chance.randint(-9, 20)), clock.today() - dt.timedelta(days=1))
            yield _one_talk(party, row, day, row.owner_id or team[0].pk, chance)


def _one_talk(party: int, row: PartyRow, day: dt.date, member: int, chance: random.Random) -> TouchpointRow:
    kind = chance.choices(("call", "visit", "note", "meeting"), (48, 26, 20, 6 if row.kind == "organisation" else 0))[0]
    if kind == "call":
        direction, text = chance.choice(stories.CALLS)
        kind = "call" if direction == "both" else "missed_call"
        channel, direction = "phone", "both" if direction == "both" else "out"
    elif kind == "note":
        channel, direction, text = "note", "none", chance.choice(stories.NOTES)
    else:
        channel, direction, text = "in_person", "both", chance.choice(stories.VISITS if kind == "visit" else stories.MEETINGS)
    return TouchpointRow(
        party, kind, _at(day, chance), text, channel=channel, direction=direction, source=SOURCE, member_id=member
    )


def _at(day: dt.date, chance: random.Random, hour: int | None = None) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour or 9 + chance.randrange(7), chance.randrange(60), tzinfo=dt.UTC)


def _write_remembered(customers: Customers, chance: random.Random) -> None:
    rows = (
        (row.id, *remembered)
        for row in customers.best[:REMEMBERED_OF]
        for remembered in chance.sample(stories.REMEMBERED, chance.randint(1, 2))
    )
    bulk_write(Remembrance, ("party_id", "kind", "text"), rows)
