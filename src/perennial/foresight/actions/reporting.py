"""Making report cards: of the last quarter by itself, of any date of the past when somebody asks."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.foresight.events import ReportAsked, ReportMade
from perennial.foresight.hindsight import purchases_as_known
from perennial.foresight.models import Report, ReportKind
from perennial.foresight.ownpurchases import date_of, day_of, first_day_in, money_in, today
from perennial.foresight.reporting import report_card
from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.kernel.jobs import checkpoint, enqueue_once, progress, stop_if_cancelled
from perennial.lake.queries import open_lake
from perennial.team.deeds import record_deed
from perennial.team.models import Member

HORIZON = 90
SHORTEST, LONGEST = 7, 730  # days ahead
_STEPS = 3


class ReportError(ValueError):
    """Nothing can be told of such a date; the message says why."""


@transaction.atomic
def ask_for_report(as_of: dt.date, horizon_days: int, *, by: Member) -> None:
    """Let a card of a past date be made. Tells ReportAsked. Refuses a horizon that is not over yet, or too short or long."""
    if not SHORTEST <= horizon_days <= LONGEST:
        raise ReportError(_("Look at least a week and at most two years ahead."))
    latest = date_of(today() - 1) - dt.timedelta(days=horizon_days)
    if as_of > latest:
        raise ReportError(
            _("Those days are not over yet. With %(days)d days ahead, %(latest)s is the latest date.")
            % {"days": horizon_days, "latest": latest.isoformat()}
        )
    from perennial.foresight.reportjobs import make_report

    enqueue_once(make_report, f"foresight.report:{as_of}:{horizon_days}", as_of.isoformat(), horizon_days, by.pk)
    record_deed("foresight.report.asked", by=by, name=str(as_of), changes={"horizon_days": ("", horizon_days)})
    publish(ReportAsked(as_of=as_of, horizon_days=horizon_days, by_id=by.pk))


def make_report_card(as_of: dt.date | None = None, horizon_days: int = HORIZON, *, by: Member | None = None) -> Report | None:
    """Predict at a date from what is known of it, hold it against what came, and keep the card. Without a date: at the one from
    which the horizon (or a third of a short past) has just passed. None where nothing was ever bought."""
    known = today() - 1
    with open_lake() as lake:
        first = first_day_in(lake, known)
        if first is None:
            return None
        if as_of is None:
            horizon_days = max(1, min(horizon_days, (known - first) // 3))
        day = known - horizon_days if as_of is None else day_of(as_of)
        money = money_in(lake, day)
        log = purchases_as_known(lake, day, money.main, until=known, sampled=True).log
    progress(1, _STEPS)
    stop_if_cancelled()
    card = report_card(log, day, horizon_days, seen_until=known)
    progress(2, _STEPS)
    stop_if_cancelled()
    return keep_report(
        ReportKind.CARD, day, horizon_days, card.as_plain(), currency=money.main, by=by, is_regular=as_of is None
    )


def keep_report(
    kind: ReportKind,
    as_of: int,
    horizon_days: int,
    content: Mapping[str, Any],
    *,
    currency: str,
    by: Member | None = None,
    is_regular: bool = True,
) -> Report:
    """Keep what was found, in the place of an older one of the same date and horizon. Tells ReportMade."""
    same = {"kind": kind, "as_of": date_of(as_of), "horizon_days": horizon_days}
    made = {"made_at": clock.now(), "currency": currency, "content": content, "by": by}
    with checkpoint():
        report, is_new = Report.objects.select_for_update().get_or_create(**same, defaults={**made, "is_regular": is_regular})
        if not is_new:
            for name, value in made.items():
                setattr(report, name, value)
            report.is_regular = report.is_regular or is_regular
            report.save()
        publish(
            ReportMade(
                report_id=report.pk, kind=kind, as_of=report.as_of, horizon_days=horizon_days, by_id=by.pk if by else None
            )
        )
    return report
