"""What promises bring to Today: follow-ups due, check-ins overdue, days to greet on."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.manifests import Act, Owed, Whose
from perennial.kernel.prepared import prepared
from perennial.people.models.anniversary import BIRTHDAY
from perennial.promises.models import FollowUp
from perennial.promises.models.followup import FollowUpQuerySet
from perennial.promises.queries.checkins import CheckIn, checkins_overdue, count_checkins_overdue
from perennial.promises.queries.greetings import anniversaries_to_greet, count_anniversaries_to_greet
from perennial.timeline.kinds import kind_named

COUNTED_TO = 1_000


def follow_ups_due(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """Rows of the follow-ups that are due, the longest overdue first. One query."""
    everybody, of_one = whose.within is None, whose.owner_id is not None
    people = (*([whose.owner_id] if whose.owner_id is not None else []), *(whose.within or ()))
    rows = _first_due(*people, everybody=everybody, of_one=of_one, day=clock.today(), skip=_skipped(skip), limit=limit)
    return [_follow_up_row(follow_up) for follow_up in rows]


def count_follow_ups_due(whose: Whose, skip: frozenset[str]) -> int:
    """How many are due, up to 1,000. One query."""
    return _due(clock.today(), whose.within, whose.owner_id, _skipped(skip)).order_by()[:COUNTED_TO].count()


def check_ins(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """Rows of the overdue check-ins, the most valuable customers first. Five queries."""
    found = checkins_overdue(whose.owners, limit + len(skip))
    return [_check_in_row(check_in) for check_in in found if check_in.key not in skip][:limit]


def count_check_ins(whose: Whose, skip: frozenset[str]) -> int:
    """How many check-ins are overdue, up to 1,000. Those that are snoozed are taken off while there are fewer than that."""
    count = count_checkins_overdue(whose.owners, COUNTED_TO)
    if not skip or count >= COUNTED_TO:
        return count
    return sum(check_in.key not in skip for check_in in checkins_overdue(whose.owners, COUNTED_TO))


def greetings(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """Rows of birthdays and other anniversaries to greet on, the soonest first. Two queries at most."""
    rows = []
    for anniversary in anniversaries_to_greet(whose.owners, limit + len(skip)):
        on: dt.date = anniversary.on  # type: ignore[attr-defined]
        if (key := f"{anniversary.pk}-{on.year}") in skip:
            continue
        ahead = (on - clock.today()).days
        rows.append(
            Owed(
                key=key,
                party_id=anniversary.party_id,
                party_name=anniversary.party.name,
                why=_greeting_words(anniversary.name, anniversary.year, on, ahead),
                since=clock.start_of_day(min(on, clock.today())),
                owner_id=anniversary.party.owner_id,
                value_minor=anniversary.party.value_minor,
                currency=anniversary.party.currency,
                urgency=2 if ahead == 0 else 0,
                act=Act(_("Greeted"), reverse("promises:greeting", args=[anniversary.pk]), "cake"),
            )
        )
    return rows[:limit]


def count_greetings(whose: Whose, skip: frozenset[str]) -> int:
    """How many are to be greeted, up to 1,000. One query."""
    snoozed = [int(key.partition("-")[0]) for key in skip]
    return count_anniversaries_to_greet(whose.owners, snoozed, COUNTED_TO)


def follow_ups_clause(count: int, money: str) -> str:
    """The follow-ups' part of Today's first sentence."""
    return ngettext("%(count)s follow-up is due", "%(count)s follow-ups are due", count) % {
        "count": formats.number_format(count)
    }


def check_ins_clause(count: int, money: str) -> str:
    """The check-ins' part of Today's first sentence."""
    return ngettext("%(count)s check-in is overdue", "%(count)s check-ins are overdue", count) % {
        "count": formats.number_format(count)
    }


def greetings_clause(count: int, money: str) -> str:
    """The greetings' part of Today's first sentence."""
    return ngettext("%(count)s birthday or anniversary comes up", "%(count)s birthdays and anniversaries come up", count) % {
        "count": formats.number_format(count)
    }


@prepared
def _first_due(
    *people: int, everybody: bool, of_one: bool, day: dt.date, skip: tuple[int, ...], limit: int
) -> QuerySet[FollowUp]:
    """`people`: whose they are, where they are `of_one`, then whose customers they are about, unless `everybody`'s."""
    owner, within = (people[0], people[1:]) if of_one else (None, people)
    return (
        _due(day, None if everybody else frozenset(within), owner, skip)
        .select_related("party")
        .order_by("due_on", "id")[:limit]
    )


def _due(day: dt.date, within: frozenset[int] | None, owner: int | None, skip: tuple[int, ...]) -> FollowUpQuerySet:
    due = FollowUp.objects.due(day).within(within).exclude(pk__in=skip)
    return due if owner is None else due.filter(owner=owner)


def _skipped(keys: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted(map(int, keys)))


def _follow_up_row(follow_up: FollowUp) -> Owed:
    late = (clock.today() - follow_up.due_on).days
    if late > 0:
        day = formats.date_format(follow_up.due_on, "DATE_FORMAT")
        why = ngettext("Due on %(day)s, %(late)s day ago", "Due on %(day)s, %(late)s days ago", late) % {
            "day": day,
            "late": formats.number_format(late),
        }
    elif follow_up.due_time:
        why = _("Due today at %(time)s") % {"time": formats.time_format(follow_up.due_time, "TIME_FORMAT")}
    else:
        why = _("Due today")
    return Owed(
        key=str(follow_up.pk),
        party_id=follow_up.party_id,
        party_name=follow_up.party.name,
        why=why,
        what=follow_up.text,
        since=clock.start_of_day(follow_up.due_on),
        owner_id=follow_up.owner_id,
        value_minor=follow_up.party.value_minor,
        currency=follow_up.party.currency,
        urgency=3 if late > 0 else 2,
        act=Act(_("Done"), reverse("promises:completion", args=[follow_up.pk]), "check"),
    )


def _check_in_row(check_in: CheckIn) -> Owed:
    days = {"days": formats.number_format(check_in.days), "max": check_in.max_days, "of": check_in.cadence_of}
    if check_in.last_contact_at is None:
        why = _("No contact in the %(days)s days since they were added; the most for %(of)s is %(max)s") % days
    elif check_in.last_kind:
        how = str(kind_named(check_in.last_kind).label)
        how = how if get_language() == "de" else how.lower()  # German writes nouns with a capital
        why = _("Last real contact %(days)s days ago (%(how)s); the most for %(of)s is %(max)s") % (days | {"how": how})
    else:
        why = _("Last real contact %(days)s days ago; the most for %(of)s is %(max)s") % days
    return Owed(
        key=check_in.key,
        party_id=check_in.party_id,
        party_name=check_in.party_name,
        why=why,
        since=check_in.overdue_at,
        owner_id=check_in.owner_id,
        value_minor=check_in.value_minor,
        currency=check_in.currency,
        urgency=1,
        act=Act(_("Log a call"), f"{reverse('timeline:log')}?customer={check_in.party_id}&kind=call", "phone", "dialog"),
    )


def _greeting_words(name: str, year: int | None, on: dt.date, ahead: int) -> str:
    years = on.year - year if year and year < on.year else None
    if name == BIRTHDAY:
        what = _("Turns %(years)s") % {"years": years} if years else _("Birthday")
    else:
        what = f"{name} ({years})" if years else name
    if ahead == 0:
        return _("%(what)s today") % {"what": what}
    day = formats.date_format(on, pgettext("date format", "l, j F"))
    return ngettext("%(what)s in %(ahead)s day, on %(day)s", "%(what)s in %(ahead)s days, on %(day)s", ahead) % {
        "what": what,
        "ahead": ahead,
        "day": day,
    }
