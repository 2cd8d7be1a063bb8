"""The words of the page: its greeting and its one-sentence summary."""

import datetime as dt

from babel.lists import format_list
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from perennial.kernel.money import Money
from perennial.team.models import Member
from perennial.today.queries import CAP, Queue, Stake


def greeting(member: Member, moment: dt.datetime) -> str:
    """Good morning, Maya: by the hour in the member's own day (`moment` is local)."""
    name = member.name.split(" ")[0] if member.name else member.email
    if 5 <= moment.hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= moment.hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def summary(queue: Queue, *, mine: bool) -> str:
    """What is owed, in one sentence, from the sources' own clauses."""
    stakes = {stake.source.key: stake for stake in queue.stakes}
    clauses = [
        group.source.clause(group.count, _money(stakes.get(group.source.key))) for group in queue.groups if group.source.clause
    ]
    if clauses:
        sentence = format_list(clauses, locale=to_locale(get_language() or "en"))
        return sentence[0].upper() + sentence[1:] + "."
    if queue.total:
        said = ngettext("%(count)s thing is owed.", "%(count)s things are owed.", queue.total)
        return said % {"count": counted(queue.total)}
    return _("Nothing is owed to your customers.") if mine else _("The team owes nothing to anybody.")


def nothing(*, mine: bool) -> str:
    """What an empty queue says."""
    if mine:
        return _("Nothing owed. Your customers are looked after.")
    return _("Nothing owed. The whole team is done.")


def done_label(days: list[int]) -> str:
    """The spark of what was done, in words."""
    return _("Done on each of the last %(days)d days: %(counts)s") % {
        "days": len(days),
        "counts": ", ".join(str(count) for count in days),
    }


def counted(count: int) -> str:
    """A count that says when it stopped counting."""
    return f"{CAP}+" if count >= CAP else str(count)


def _money(stake: Stake | None) -> str:
    return Money(stake.minor, stake.currency).shown(whole=True) if stake and stake.currency else ""
