"""Setting follow-ups, and the list of them."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perennial.design.answers import done, settle, show_form
from perennial.design.conflicts import parts_of, picked, sent_by
from perennial.kernel.http.back import came_from
from perennial.promises.actions import FollowUpError, StaleFollowUpError, edit_follow_up, set_follow_up
from perennial.promises.forms import EditForm, FollowUpForm
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import FollowUp
from perennial.promises.queries import follow_up_for
from perennial.promises.rules import may_keep
from perennial.records.gone import show_gone
from perennial.records.page import show_list
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission
from perennial.team.queries import last_to_change
from perennial.timeline.choosing import customer_at_hand


@members_only(Permission.SEE_CUSTOMERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The follow-ups that are asked for, fifty a page; at first what the member has to do."""
    return show_list(request, FOLLOW_UPS, "promises/index.html", may_keep=may_keep(request.user))


@members_only(Permission.KEEP_PROMISES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a follow-up, from anywhere."""
    member = member_of(request)
    initial = {"customer": customer_at_hand(request)}
    form = FollowUpForm(member, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            follow_up = set_follow_up(by=member, **form.facts())
        except FollowUpError as refused:
            form.add_error(None, str(refused))
        else:
            return followed_up(request, follow_up, _("Follow-up set"))
    title = _("Follow up with %(name)s") % {"name": form.known.name} if form.known else _("Set a follow-up")
    action = reverse("promises:new")
    return show_form(request, form, title=title, action=action, submit=_("Set it"), template="promises/new_fields.html")


@members_only(Permission.KEEP_PROMISES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Change a follow-up's words, day or owner."""
    return _edit(request, follow_up_id, picked(request.POST) if request.method == "POST" else None)


def _edit(request: HttpRequest, follow_up_id: int, data: QueryDict | None) -> HttpResponse:
    try:
        follow_up = follow_up_for(member_of(request), follow_up_id)
    except Http404:
        return show_gone(request, FOLLOW_UPS, follow_up_id)
    form = EditForm(data, by=member_of(request), instance=FollowUp.objects.get(pk=follow_up.pk))
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            changed = edit_follow_up(follow_up, by=member_of(request), **cleaned)
        except StaleFollowUpError as stale:
            return _conflict(request, form, stale.theirs)
        except FollowUpError as refused:
            form.add_error(None, str(refused))
        else:
            return followed_up(request, changed, _("Saved"))
    history = reverse("team:history", args=["promises.followup", follow_up.pk])
    return show_form(request, form, title=_("Edit the follow-up"), history=history)


def followed_up(request: HttpRequest, follow_up: FollowUp, text: str, undo: str = "") -> HttpResponse:
    """The answer to every change of a follow-up."""
    page = came_from(request, reverse("people:party", args=[follow_up.party_id]))
    return done(request, to=page, text=text, undo=undo, refresh="followup", data={"id": str(follow_up.party_id)})


def _conflict(request: HttpRequest, form: EditForm, theirs: FollowUp) -> HttpResponse:
    return settle(
        request,
        cast(QueryDict, form.data),
        sent_by(EditForm(by=member_of(request), instance=theirs)),
        parts_of(form),
        again=lambda data: _edit(request, theirs.pk, data),
        last=lambda fields: last_to_change(theirs, fields),
        title=_("This follow-up was changed meanwhile"),
        back=came_from(request, reverse("people:party", args=[theirs.party_id])),
    )
