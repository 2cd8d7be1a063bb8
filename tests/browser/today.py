"""Today with something of every source on it, for the screens and the tests of its keys."""

import datetime as dt

from perennial.kernel import clock
from perennial.people.actions import add_tag, assign_owner, create_party
from perennial.people.models import Anniversary, Party
from perennial.promises.actions import complete_follow_up, set_cadence, set_follow_up
from perennial.purchases.actions import Line, fit_rhythm, place_order
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint
from perennial.today.actions import snooze_row

SILENT_DAYS = 28  # long for somebody who buys every ten days, not yet beyond reason


def owned(name: str, by: Member) -> Party:
    """A customer whom `by` looks after."""
    party = create_party(by=by, name=name)
    assign_owner(party, by, by=by)
    return party


def owed_of_every_kind(by: Member) -> list[Party]:
    """Two follow-ups, a birthday, a check-in and a customer who slips; one follow-up is done already."""
    today = clock.today()
    juno, rosa, silent = owned("Juno Hart", by), owned("Rosa Engel", by), owned("Café Lindenhof", by)
    set_follow_up(party_id=juno.pk, text="Call about the reissue", due_on=today, owner=by, by=by)
    set_follow_up(party_id=rosa.pk, text="Send the invoice again", due_on=today, owner=by, by=by)
    complete_follow_up(set_follow_up(party_id=rosa.pk, text="Wrap the gift", due_on=today, owner=by, by=by), by=by)
    Anniversary.objects.create(party=rosa, month=today.month, day=today.day)
    tag = add_tag(juno, "VIP", by=by)
    set_cadence(by=by, tag=tag, ideal_days=10, max_days=20)
    log_touchpoint(party_id=juno.pk, kind="call", by=by, text="Spoke", happened_at=clock.now() - dt.timedelta(days=40))
    _let_slip(silent)
    return [juno, rosa, silent]


def _let_slip(party: Party) -> None:
    """Bought every ten days until the silence became long."""
    for ago in (60, 50, 41, 30, 20, 11, 0):
        placed_at = clock.now() - dt.timedelta(days=ago + SILENT_DAYS)
        line = Line(total_minor=30_00, name="Slow Ferry")
        place_order(party, by=None, lines=[line], currency="EUR", placed_at=placed_at)
    fit_rhythm()


def today_page(by: Member) -> str:
    """The member's own queue."""
    owed_of_every_kind(by)
    return "/"


def group_page(by: Member) -> str:
    """All follow-ups that are due."""
    owed_of_every_kind(by)
    return "/today/groups/promises.follow_ups/"


def snooze_page(by: Member) -> str:
    """The form that puts a row off, as a page."""
    party = owed_of_every_kind(by)[2]
    return f"/today/snoozes/new/?source=purchases.slipping&key=1&party={party.pk}"


def snoozes_page(by: Member) -> str:
    """What sleeps."""
    party = owed_of_every_kind(by)[0]
    until = clock.today() + dt.timedelta(days=4)
    snooze_row(source="promises.check_ins", key="1", party=party, until=until, reason="On holiday until Thursday", by=by)
    return "/today/snoozes/"


def nothing_owed(by: Member) -> str:
    """A customer, and nothing that is owed."""
    owned("Juno Hart", by)
    return "/"


def sample_page(by: Member) -> str:
    """The page of the sample data while some is here."""
    Party.objects.filter(pk=owned("Juno Hart", by).pk).update(sample=True)
    return "/settings/sample/"
