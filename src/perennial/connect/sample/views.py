"""The page under Settings on which sample data comes and goes."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.connect.sample.history import is_installed
from perennial.connect.sample.jobs import load_sample_job, remove_sample_job
from perennial.connect.sample.presence import count_sample, has_real_customers, has_sample, job_at_work
from perennial.design.answers import done
from perennial.kernel.jobs import enqueue_once
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@require_GET
@members_only(Permission.MANAGE_WORKSPACE)
def sample_data(request: HttpRequest) -> HttpResponse:
    """What sample data there is, and the one button."""
    job = job_at_work()
    context = {
        "job": job,
        "is_removing": job is not None and job.path == remove_sample_job.module_path,
        "count": count_sample() if has_sample() else 0,
        "may_load": not has_real_customers(),
        "has_history": is_installed(),
    }
    return render(request, "connect/sample_data.html", context)


@require_POST
@members_only(Permission.MANAGE_WORKSPACE)
def loading(request: HttpRequest) -> HttpResponse:
    """Load the sample company, unless customers are there already."""
    if has_sample() or has_real_customers():
        return done(request, to=reverse("connect:sample_data"), text=_("There are customers already, so nothing was loaded."))
    if not is_installed():
        return redirect("connect:sample_data")
    with transaction.atomic():
        enqueue_once(load_sample_job, "sample", member_of(request).pk)
    return done(request, to=reverse("connect:sample_data"), text=_("The sample company is being made up."))


@require_POST
@members_only(Permission.MANAGE_WORKSPACE)
def removal(request: HttpRequest) -> HttpResponse:
    """Take the sample data out."""
    with transaction.atomic():
        enqueue_once(remove_sample_job, "sample", member_of(request).pk)
    return done(request, to=reverse("connect:sample_data"), text=_("The sample data is being removed."))
