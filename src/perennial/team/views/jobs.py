"""Jobs: what runs, what waits, what failed, and what to do about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import done
from perennial.kernel.jobs.steering import JobMovedOnError
from perennial.team import actions
from perennial.team.guard import member_of, members_only
from perennial.team.jobspage import jobs_shown
from perennial.team.permissions import Permission
from perennial.team.queries import job_for


@require_GET
@members_only(Permission.MANAGE_JOBS)
def jobs(request: HttpRequest) -> HttpResponse:
    """The lists; the page fetches itself again when a job tells."""
    return render(request, "team/jobs.html", jobs_shown())


@require_POST
@members_only(Permission.MANAGE_JOBS)
def cancellation(request: HttpRequest, id: int) -> HttpResponse:
    """Ends a waiting job, or asks a running one to stop."""
    return _steer(request, id, actions.cancel_job, _("It stops."))


@require_POST
@members_only(Permission.MANAGE_JOBS)
def retry(request: HttpRequest, id: int) -> HttpResponse:
    """Lets a failed job run again, and one that waits for its next try run now."""
    return _steer(request, id, actions.retry_job, _("It is tried now."))


@require_POST
@members_only(Permission.MANAGE_JOBS)
def discarding(request: HttpRequest, id: int) -> HttpResponse:
    """Deletes a failed job."""
    return _steer(request, id, actions.discard_job, _("It is forgotten."))


def _steer(request: HttpRequest, id: int, act: Callable[..., None], text: str) -> HttpResponse:
    job = job_for(member_of(request), id)
    try:
        act(job, by=member_of(request))
    except JobMovedOnError:
        text = _("It went on meanwhile; nothing was changed.")
    return done(request, to=reverse("team:jobs"), text=text, refresh="job")
