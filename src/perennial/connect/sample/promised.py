"""Follow-ups, cadences, subscriptions, relations and refunds of the sample company."""

import datetime as dt
import random
from collections.abc import Sequence

from perennial.connect.sample import stories
from perennial.connect.sample.customers import Customers
from perennial.kernel import clock
from perennial.kernel.bulk import bulk_write
from perennial.people.models import Relation, Tag
from perennial.promises.models import Cadence, Completion, FollowUp
from perennial.promises.words import FOLLOW_UPS
from perennial.team.models import Member

HUES = {"VIP": 75, "Collector": 300, "Wholesale": 245, "Newsletter": 190}
CADENCES = {"VIP": (30, 60), "Wholesale": (21, 45)}
DUE_IN_DAYS = (-9, -4, -2, -1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 28)
DONE = 30


def write_promises(customers: Customers, team: Sequence[Member], chance: random.Random) -> None:
    """Write what was promised, and who belongs to whom."""
    for name, hue in HUES.items():
        Tag.objects.filter(name=name).update(hue=hue)
    for name, (ideal, longest) in CADENCES.items():
        tag = Tag.objects.get(name=name)
        Cadence.objects.get_or_create(tag=tag, defaults={"ideal_days": ideal, "max_days": longest})
    bulk_write(
        Relation, ("subject_id", "object_id", "word"), ((person.id, at.id, "works_at") for person, at in customers.staff)
    )
    _write_follow_ups(customers, team, chance)


def _write_follow_ups(customers: Customers, team: Sequence[Member], chance: random.Random) -> None:
    today = clock.today()
    owner_ids = [member.pk for member in team]
    waiting = [
        FollowUp(
            party_id=row.id or 0,
            text=chance.choice(stories.FOLLOW_UPS),
            due_on=today + dt.timedelta(days=days),
            owner_id=row.owner_id if row.owner_id in owner_ids else owner_ids[0],
            created_at=clock.now() - dt.timedelta(days=12 + days % 7),
            created_by_id=owner_ids[0],
        )
        for row, days in zip(chance.sample(customers.best[:300], len(DUE_IN_DAYS)), DUE_IN_DAYS, strict=True)
    ]
    done = [
        FollowUp(
            party_id=row.id or 0,
            text=chance.choice(stories.FOLLOW_UPS),
            due_on=today - dt.timedelta(days=3 + place),
            owner_id=row.owner_id or owner_ids[0],
            created_at=clock.now() - dt.timedelta(days=10 + place),
            created_by_id=row.owner_id,
            is_open=False,
        )
        for place, row in enumerate(chance.sample(customers.best[:300], DONE))
    ]
    FollowUp.objects.bulk_create([*waiting, *done])
    FOLLOW_UPS.add((follow_up.pk, follow_up.text) for follow_up in (*waiting, *done))
    Completion.objects.bulk_create(
        Completion(
            follow_up=follow_up,
            by_id=follow_up.owner_id,
            at=clock.start_of_day(follow_up.due_on) + dt.timedelta(hours=11),
            dropped_because="Bought it elsewhere" if place % 9 == 4 else "",
        )
        for place, follow_up in enumerate(done)
    )
