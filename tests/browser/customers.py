"""Customers with a story, for the screens and the tests that need one."""

import datetime as dt

from perennial.kernel import clock
from perennial.people.actions import create_party
from perennial.people.models import Party
from perennial.promises.actions import complete_follow_up, drop_follow_up, set_cadence, set_follow_up
from perennial.team.models import Member
from perennial.timeline.actions import correct_touchpoint, log_touchpoint, pin_touchpoint


def customer_with_a_story(by: Member) -> Party:
    """A customer with every look that the timeline has: pinned, corrected, late, both ways, long and right-to-left words."""
    party = Party.objects.filter(name="Juno Hart").first() or create_party(by=by, name="Juno Hart")
    today = clock.now()

    def log(days: float, kind: str, text: str, **what: str) -> object:
        return log_touchpoint(
            party_id=party.pk, kind=kind, text=text, by=by, happened_at=today - dt.timedelta(days=days), **what
        )

    pin_touchpoint(log(40, "note", "Allergic to nuts. Prefers to be called after four."), by=by)
    log(0.01, "call", "Asked whether the oak table comes in two metres.")
    log(1, "missed_call", "")
    log(1.5, "email", "هل تصل الطاولة قبل الجمعة؟", direction="in")
    log(1.4, "email", "Yes, on Thursday between ten and twelve.")
    log(9, "visit", "Looked at the chairs. " * 12)
    wrong = log(12, "meeting", "Wants four chairs.")
    correct_touchpoint(wrong, by=by, text="Wants six chairs.")
    log(30, "review", "Lovely people, slow lift.")
    return party


def with_follow_ups(by: Member) -> Party:
    """A customer with follow-ups that are open, done and dropped."""
    party = customer_with_a_story(by)
    day = clock.today()
    set_follow_up(party_id=party.pk, text="Send the drawing of the table", due_on=day, owner=by, by=by)
    set_follow_up(party_id=party.pk, text="Ask about the chairs", due_on=day + dt.timedelta(days=5), owner=by, by=by)
    done = set_follow_up(party_id=party.pk, text="Call about the delivery", due_on=day, owner=by, by=by)
    complete_follow_up(done, by=by)
    dropped = set_follow_up(party_id=party.pk, text="Offer the lamp", due_on=day, owner=by, by=by)
    drop_follow_up(dropped, by=by, because="Bought one already")
    return party


def customer_page(by: Member) -> str:
    """The page of a customer with a story and follow-ups."""
    return f"/customers/{with_follow_ups(by).pk}/"


def story_page(by: Member) -> str:
    """The timeline on a page of its own, narrowed."""
    return f"/customers/{customer_with_a_story(by).pk}/timeline/?group=talks&direction=both"


def log_page(by: Member) -> str:
    """The logging dialog as a page, for a customer."""
    return f"/log/call/?customer={customer_with_a_story(by).pk}"


def follow_ups_page(by: Member) -> str:
    """The team's follow-ups."""
    with_follow_ups(by)
    return "/follow-ups/?view=open"


def ended_follow_ups_page(by: Member) -> str:
    """Those that are done and dropped."""
    with_follow_ups(by)
    return "/follow-ups/?view=ended"


def cadences_page(by: Member) -> str:
    """Settings: a cadence is set."""
    set_cadence(by=by, stage="loyal", ideal_days=30, max_days=60)
    return "/settings/cadences/"
