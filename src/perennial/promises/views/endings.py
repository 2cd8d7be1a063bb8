"""Done, dropped, later, and back again; greeted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.kernel.http.back import came_from
from perennial.people.models import Anniversary
from perennial.people.queries import party_for
from perennial.promises.actions import (
    FollowUpError,
    complete_follow_up,
    drop_follow_up,
    greet,
    postpone_follow_up,
    reopen_follow_up,
)
from perennial.promises.forms import DropForm, PostponeForm
from perennial.promises.queries import follow_up_for
from perennial.promises.views.followups import followed_up
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.KEEP_PROMISES)
@require_POST
def completion(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Done."""
    follow_up = follow_up_for(member_of(request), follow_up_id)
    try:
        complete_follow_up(follow_up, by=member_of(request))
    except FollowUpError as refused:
        return followed_up(request, follow_up, str(refused))
    return followed_up(request, follow_up, _("Done"), reverse("promises:reopening", args=[follow_up.pk]))


@members_only(Permission.KEEP_PROMISES)
@require_POST
def reopening(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Open again; also what Undo means after done and dropped."""
    follow_up = follow_up_for(member_of(request), follow_up_id)
    try:
        reopen_follow_up(follow_up, by=member_of(request))
    except FollowUpError as refused:
        return followed_up(request, follow_up, str(refused))
    return followed_up(request, follow_up, _("Open again"))


@members_only(Permission.KEEP_PROMISES)
@require_http_methods(["GET", "POST"])
def postponement(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Later, on another day."""
    follow_up = follow_up_for(member_of(request), follow_up_id)
    form = PostponeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            moved = postpone_follow_up(follow_up, by=member_of(request), to=form.day())
        except FollowUpError as refused:
            form.add_error(None, str(refused))
        else:
            day = formats.date_format(moved.due_on, pgettext("date format", "l, j F"))
            return followed_up(request, moved, _("Moved to %(day)s") % {"day": day})
    return show_form(
        request, form, title=_("Do it later"), submit=_("Move it"), text=follow_up.text, template="promises/day_fields.html"
    )


@members_only(Permission.KEEP_PROMISES)
@require_http_methods(["GET", "POST"])
def dropping(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Not to be done, with the reason."""
    follow_up = follow_up_for(member_of(request), follow_up_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            drop_follow_up(follow_up, by=member_of(request), because=form.cleaned_data["because"])
        except FollowUpError as refused:
            form.add_error(None, str(refused))
        else:
            return followed_up(request, follow_up, _("Dropped"), reverse("promises:reopening", args=[follow_up.pk]))
    return show_form(request, form, title=_("Drop this follow-up"), submit=_("Drop it"), text=follow_up.text)


@members_only(Permission.KEEP_PROMISES)
@require_POST
def greeting(request: HttpRequest, anniversary_id: int) -> HttpResponse:
    """The customer was greeted."""
    anniversary = Anniversary.objects.filter(pk=anniversary_id).first()
    if anniversary is None:
        raise Http404
    party = party_for(member_of(request), anniversary.party_id)
    touchpoint = greet(anniversary, by=member_of(request))
    return done(
        request,
        to=came_from(request, reverse("people:party", args=[party.pk])),
        text=_("%(name)s was greeted") % {"name": party.name},
        undo=reverse("timeline:withdrawal", args=[touchpoint.pk]),
        refresh="party",
        data={"id": str(party.pk)},
    )
