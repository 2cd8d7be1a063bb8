"""The notification centre, and how a member wants to hear of things."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import by_htmx, toast
from perennial.kernel.http.numbers import whole_number
from perennial.team.actions import read_all_notifications, read_notification, set_notifications, unread_notification
from perennial.team.forms import NotificationsForm
from perennial.team.guard import member_of, members_only
from perennial.team.inbox import RECENT, inbox_page, lines_of, recent_of
from perennial.team.models import Notification
from perennial.team.models.notification import settings_of


@require_GET
@members_only()
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything that the member was told, the newest first; or only what is unread."""
    member = member_of(request)
    only_unread = request.GET.get("show") == "unread"
    page = inbox_page(member, only_unread=only_unread, before=whole_number(request.GET.get("before")))
    return render(request, "team/notifications.html", {"page": page, "only_unread": only_unread})


@require_GET
@members_only()
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, with its number: what an open page fetches when something was told."""
    return render(request, "team/bell.html")


@require_GET
@members_only()
def recent(request: HttpRequest) -> HttpResponse:
    """The newest few, for the menu under the bell."""
    return render(request, "team/notifications_recent.html", {"lines": lines_of(recent_of(member_of(request))), "most": RECENT})


@require_POST
@members_only()
def opening(request: HttpRequest, id: int) -> HttpResponse:
    """Mark one as read and go to where it leads."""
    told = _own(request, id)
    read_notification(told, by=member_of(request))
    return redirect(told.url or "team:notifications")


@require_POST
@members_only()
def reading(request: HttpRequest, id: int) -> HttpResponse:
    """Mark one as read, or as unread again."""
    told = _own(request, id)
    act = read_notification if told.read_at is None else unread_notification
    act(told, by=member_of(request))
    return HttpResponse(status=204) if by_htmx(request) else redirect("team:notifications")


@require_POST
@members_only()
def reading_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that the member has seen."""
    read_all_notifications(by=member_of(request), up_to=whole_number(request.POST.get("up_to")))
    return HttpResponse(status=204) if by_htmx(request) else redirect("team:notifications")


@require_http_methods(["GET", "POST"])
@members_only()
def preferences(request: HttpRequest) -> HttpResponse:
    """How the member hears of each kind, when gathered mails come, and when none may."""
    member = member_of(request)
    form = NotificationsForm(member, settings_of(member), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        set_notifications(form.values(), by=member)
        toast(request, _("Saved."))
        return redirect("team:notification_settings")
    context: dict[str, Any] = {"form": form}
    return render(request, "team/notification_settings.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, id: int) -> Notification:
    return get_object_or_404(Notification, pk=min(id, 2**63 - 1), member=member_of(request))
