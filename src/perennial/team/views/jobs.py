"""Jobs: what runs, what waits, what failed, and what to do about it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import done
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.steering import JobMovedOnError
from perennial.team import actions
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import job_for

SHOWN = 50


@require_GET
@members_only(Permission.MANAGE_JOBS)
def jobs(request: HttpRequest) -> HttpResponse:
    """The four lists; the page fetches itself again when a job tells."""
    lists: dict[str, Any] = {
        "failed": Job.objects.dead().order_by("-finished_at")[:SHOWN],
        "running": Job.objects.running().order_by("started_at")[:SHOWN],
        "waiting": Job.objects.waiting().order_by("run_at", "id")[: SHOWN + 1],
        "ended": Job.objects.filter(state__in=(State.DONE, State.CANCELLED)).order_by("-finished_at")[:20],
    }
    context = {name: list(found) for name, found in lists.items()}
    return render(request, "team/jobs.html", context | {"shown": SHOWN, "is_longer": len(context["waiting"]) > SHOWN})


@require_POST
@members_only(Permission.MANAGE_JOBS)
def cancellation(request: HttpRequest, id: int) -> HttpResponse:
    """Ends a waiting job, or asks a running one to stop."""
    return _steer(request, id, actions.cancel_job, _("The job stops."))


@require_POST
@members_only(Permission.MANAGE_JOBS)
def retry(request: HttpRequest, id: int) -> HttpResponse:
    """Lets a failed job run again."""
    return _steer(request, id, actions.retry_job, _("The job runs again."))


@require_POST
@members_only(Permission.MANAGE_JOBS)
def discarding(request: HttpRequest, id: int) -> HttpResponse:
    """Deletes a failed job."""
    return _steer(request, id, actions.discard_job, _("The job is discarded."))


def _steer(request: HttpRequest, id: int, act: Callable[..., None], text: str) -> HttpResponse:
    job = job_for(member_of(request), id)
    try:
        act(job, by=member_of(request))
    except JobMovedOnError:
        text = _("The job went on meanwhile; nothing was changed.")
    return done(request, to=reverse("team:jobs"), text=text, refresh="job")
