"""Makes a synthetic population a house in which people work, once: teams, owners, tags, follow-ups, notes, own fields.

PERENNIAL_HOME=… [DATABASE_URL=…] python -m bench.house

After `perennial demo --customers N --no-serve`. Everybody signs in with the password of `demo-sign-in.txt`:

- agent1 … agent20@juniper.example look after 1.5 % of the customers each and see only their own, but
  agent2, agent7, agent12 and agent17, who see those of their team of five (7.5 %);
- few1 and few2@juniper.example look after one customer in two thousand each; few1 sees only those, few2 those of both.

Segment, score, renewal and newsletter are fields of the business that 40 % of the customers have.
"""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")

CHUNK = 20_000
AGENTS, TEAMS = 20, 4
SEGMENTS = ("Regular", "Seasonal", "Gift", "Wholesale", "Press")
NOTES = ("Prefers to be called in the evening.", "Asked for a gift box.", "Collects blue bowls.", "Moved to another town.")
WORK = ("Call about the spring order", "Send the new catalogue", "Ask how the delivery went", "Offer the matching lid")


def main() -> None:
    """Make the database that is there a house."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from perennial.kernel.statistics import refresh_statistics
    from perennial.records.custom.indexes import settle_indexes
    from perennial.records.models import CustomField
    from perennial.team.models import Member

    call_command("migrate", verbosity=0)
    if Member.objects.get_queryset().filter(email="agent1@juniper.example").exists():
        sys.exit("It is a house already.")
    boss = Member.objects.owners().order_by("id")[0]
    with transaction.atomic():
        agents, fields = _hire(boss), _fields(boss)
    _work(agents, fields)
    settle_indexes()
    refresh_statistics()
    print(f"{len(agents)} agents, {CustomField.objects.count()} fields")


def _hire(boss: Any) -> list[Any]:
    """Members and teams, the agents first."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    from perennial.team.actions.teams import make_team
    from perennial.team.choices import Reach, Role
    from perennial.team.models import Member

    hashed = make_password((Path(settings.HOME) / "demo-sign-in.txt").read_text().split("\n")[1])

    def hired(box: str, reach: Reach) -> Any:
        return Member.objects.create(
            email=f"{box}@juniper.example", password=hashed, name=box.title(), role=Role.AGENT, reach=reach
        )

    agents = [hired(f"agent{n}", Reach.TEAM if n % 5 == 2 else Reach.OWN) for n in range(1, AGENTS + 1)]
    size = AGENTS // TEAMS
    for place, name in enumerate(("North", "East", "South", "West")):
        make_team(name, by=boss, members=agents[place * size : (place + 1) * size])
    few = [hired("few1", Reach.OWN), hired("few2", Reach.TEAM)]
    make_team("Few", by=boss, members=few)
    return [*agents, *few]


def _fields(boss: Any) -> dict[str, Any]:
    from perennial.records.actions import OptionRow, define_field

    asked = {"segment": "choice", "score": "number", "renewal": "date", "newsletter": "yes_no"}
    return {
        name: define_field(
            by=boss,
            holder="customers",
            type=type_,
            name=name.capitalize(),
            options=[OptionRow(one) for one in SEGMENTS] if type_ == "choice" else (),
        )
        for name, type_ in asked.items()
    }


def _work(agents: list[Any], fields: dict[str, Any]) -> None:
    from django.db import transaction

    from perennial.kernel.bulk import bulk_update, chunks
    from perennial.people.models import Party

    options = [str(option.pk) for option in fields["segment"].options_in_order()]
    parties = enumerate(Party.objects.order_by("id").values_list("pk", flat=True).iterator(CHUNK))
    for some in chunks(list(parties), CHUNK):
        with transaction.atomic():
            bulk_update(Party, ("id", "owner_id"), _owners(some, agents))
            bulk_update(Party, ("id", "custom"), _values(some, fields, options))
            _words(some, agents)
            _tags(some)


def _owners(some: list[tuple[int, int]], agents: list[Any]) -> Iterator[tuple[int, int]]:
    for place, party in some:
        if (turn := place % 2000) < 600:
            yield party, agents[turn % AGENTS].pk
        elif turn in (1998, 1999):
            yield party, agents[AGENTS + turn - 1998].pk


def _values(some: list[tuple[int, int]], fields: dict[str, Any], options: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    start = dt.date.today()
    for place, party in some:
        if place % 5 < 2:
            yield (
                party,
                {
                    fields["segment"].stored_as: options[min(4, (place // 5) % 16 // 3)],
                    fields["score"].stored_as: place * 7919 % 1000,
                    fields["renewal"].stored_as: (start + dt.timedelta(place * 31 % 400 - 30)).isoformat(),
                    fields["newsletter"].stored_as: place % 3 == 0,
                },
            )


def _words(some: list[tuple[int, int]], agents: list[Any]) -> None:
    """A note for one customer in ten, and something to do for one in twenty, most of it later."""
    from perennial.kernel import clock
    from perennial.kernel.bulk import bulk_write
    from perennial.kernel.ids import new_ids
    from perennial.promises.models import FollowUp
    from perennial.promises.words import FOLLOW_UPS
    from perennial.timeline.models import Touchpoint
    from perennial.timeline.words import ENTRIES

    noted, promised = [row for row in some if row[0] % 10 == 3], [row for row in some if row[0] % 20 == 5]
    notes = [(id_, party, NOTES[place // 10 % 4]) for id_, (place, party) in zip(new_ids(len(noted) or 1), noted, strict=False)]
    bulk_write(Touchpoint, ("id", "party_id", "text"), notes, same={"kind": "note", "source": "sample"})
    ENTRIES.add((id_, text) for id_, _party, text in notes)
    today = clock.today()
    work = [
        (id_, party, WORK[place // 20 % 4], today + dt.timedelta(place // 20 % 90 - 3), agents[place // 20 % AGENTS].pk)
        for id_, (place, party) in zip(new_ids(len(promised) or 1), promised, strict=False)
    ]
    bulk_write(FollowUp, ("id", "party_id", "text", "due_on", "owner_id"), work)
    FOLLOW_UPS.add((id_, text) for id_, _party, text, _due, _owner in work)


def _tags(some: list[tuple[int, int]]) -> None:
    from perennial.kernel.bulk import bulk_write
    from perennial.people.models import Tag, Tagging

    for name, each in (("Newsletter", 5), ("Wholesale", 100)):
        tag = Tag.objects.get_or_create(name=name)[0]
        rows = ((tag.pk, party) for place, party in some if place % each == 1)
        bulk_write(Tagging, ("tag_id", "party_id"), rows, skip_conflicts=True)


if __name__ == "__main__":
    main()
