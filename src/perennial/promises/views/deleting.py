"""Deleting follow-ups, and taking that back."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from perennial.design.answers import done
from perennial.kernel.http.back import came_from
from perennial.promises.actions import FollowUpError, delete_follow_up, restore_follow_up
from perennial.promises.asking import gone_of
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.queries import deleted_follow_up_for, deleted_follow_ups_for, follow_up_for
from perennial.promises.views.followups import followed_up
from perennial.records.deleted import show_deleted, words_asked
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.KEEP_PROMISES)
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """What was deleted, the last one first."""
    rows = deleted_follow_ups_for(member_of(request), words=words_asked(request))
    why = _("They are in no list, on no customer’s page and not on Today, and stay whole as long as their customer does.")
    return show_deleted(request, FOLLOW_UPS, rows, gone_of, title=_("Deleted follow-ups"), why=why)


@members_only(Permission.KEEP_PROMISES)
@require_POST
def deletion(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Out of sight, as if it had never been; the toast takes it back."""
    follow_up = follow_up_for(member_of(request), follow_up_id)
    try:
        delete_follow_up(follow_up, by=member_of(request))
    except FollowUpError as refused:
        return followed_up(request, follow_up, str(refused))
    return followed_up(request, follow_up, _("Follow-up deleted"), reverse("promises:restoration", args=[follow_up.pk]))


@members_only(Permission.KEEP_PROMISES)
@require_POST
def restoration(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """There again, as it was."""
    gone = deleted_follow_up_for(member_of(request), follow_up_id)
    try:
        follow_up = restore_follow_up(gone, by=member_of(request))
    except FollowUpError as refused:
        return done(request, to=came_from(request, reverse("promises:deleted")), text=str(refused))
    return followed_up(request, follow_up, _("Follow-up restored"))
