"""What audiences do on their own: find who is in a new one, and decide all anew when a day has passed."""

import contextlib

from django_tasks import task

from perennial.audiences.actions import decide, refresh_audience
from perennial.audiences.circles import those_asked_first
from perennial.audiences.counting import behind_of_lake
from perennial.audiences.models import Audience
from perennial.audiences.touching import predictions, touched
from perennial.kernel.jobs import JobRefusedError, progress, stop_if_cancelled
from perennial.kernel.schedule import every
from perennial.lake.actions import sync
from perennial.lake.engines import EngineError
from perennial.lake.extractor import LakeError
from perennial.records.conditions import ConditionError


@task(queue_name="long")
def refresh_audience_job(audience_id: int) -> int:
    """Find who is in an audience; gives how many entered or left."""
    audience = Audience.objects.kept().filter(pk=audience_id).first()
    if audience is None:
        return 0
    _let_lake_follow()
    try:
        moved = refresh_audience(audience, tell=progress, is_wanted=stop_if_cancelled)
    except ConditionError as error:
        raise JobRefusedError(str(error)) from error
    return moved.entered + moved.left


@task(queue_name="long")
def decide_customers_job(party_ids: list[int]) -> int:
    """Decide upon customers who were changed together; gives how many times one entered or left."""
    moved = decide(touched(None), party_ids)
    return moved.entered + moved.left


@task(queue_name="long")
def refresh_audiences_job(*, only_predicted: bool = False) -> int:
    """Decide every audience anew, or those that ask for predictions, each behind those that it asks for: “for 60 days” comes
    true without an event."""
    changed, audiences = 0, those_asked_first(Audience.objects.kept())
    if only_predicted:
        audiences = [audience for audience, _tree in touched(predictions())]
    _let_lake_follow()
    for place, audience in enumerate(audiences):
        stop_if_cancelled()
        try:
            moved = refresh_audience(audience, is_wanted=stop_if_cancelled)
        except (ConditionError, EngineError):
            continue
        changed += moved.entered + moved.left
        progress(place + 1, len(audiences))
    return changed


def _let_lake_follow() -> None:
    """After very much was written the lake has to know it first; what it cannot be told now waits for its next sync."""
    if behind_of_lake().are_more:
        with contextlib.suppress(LakeError):
            sync(is_wanted=stop_if_cancelled)


every("audiences.refreshed", refresh_audiences_job, at="00:05")
every("audiences.followed", refresh_audiences_job, minutes=30)  # what came without an event
