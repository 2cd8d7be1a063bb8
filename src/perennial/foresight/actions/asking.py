"""Asking for what a job does."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from perennial.foresight.events import FitAsked
from perennial.foresight.rules import may_ask_for_reports
from perennial.kernel.events import publish
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def ask_for_fit(*, by: Member) -> None:
    """Let predictions be learnt anew; tells FitAsked, which queues the job. Twice in a row asks once."""
    if not may_ask_for_reports(by):
        raise PermissionDenied
    record_deed("foresight.fit.asked", by=by)
    publish(FitAsked(by_id=by.pk))
