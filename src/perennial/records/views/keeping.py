"""Views of a list: keeping, changing, pinning and deleting them, and how a list looks."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import done, show_form, toast
from perennial.kernel.http.numbers import whole_number
from perennial.records import actions, queries, rules
from perennial.records.actions import ViewRefusedError
from perennial.records.columns import offered_columns
from perennial.records.forms import LookForm, StartingForm, ViewForm
from perennial.records.given import given_view
from perennial.records.kinds import RecordKind
from perennial.records.models import StartingView, View
from perennial.records.page import here
from perennial.records.reading import SESSION, kept_state, plain_look, state_of
from perennial.records.state import ALL, Look
from perennial.team.choices import Role
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.KEEP_VIEWS)
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep what the list shows as a new view."""
    member = member_of(request)
    state = state_of(request, queries.kind_for(member, kind))
    form = ViewForm(request.POST or None, may_share=rules.may_share(member))
    if form.is_valid():
        try:
            view = actions.create_view(
                state, name=form.cleaned_data["name"], shared=form.cleaned_data.get("shared", False), by=member
            )
        except ViewRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return done(request, to=_opened(state.kind, view), text=_("“%(view)s” is among your views.") % {"view": view.name})
    return show_form(request, form, title=_("Keep as a view"), back=here(state) + state.address())


@members_only(Permission.KEEP_VIEWS)
def edit(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Another name, shared or private."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = queries.changeable_view_for(member, of, id)
    may_share = rules.may_share(member) or view.shared
    form = ViewForm(request.POST or None, may_share=may_share, initial={"name": view.name, "shared": view.shared})
    if form.is_valid():
        try:
            values = form.cleaned_data
            view = actions.change_view(view, name=values["name"], shared=values.get("shared", False), by=member)
        except ViewRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return done(request, to=_opened(of, view), text=_("Saved."))
    return show_form(request, form, title=_("Rename or share"), back=_opened(of, view))


@require_POST
@members_only(Permission.KEEP_VIEWS)
def settle(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """The view holds what the list shows now; the toast lets it hold again what it held, unless somebody changed it since."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = queries.changeable_view_for(member, of, id)
    before = kept_state(member, of, view)
    try:
        version = whole_number(request.GET.get("version", ""))
        saved = actions.settle_view(view, state_of(request, of), by=member, version=version)
    except ViewRefusedError as refusal:
        return done(request, to=_opened(of, view), text=str(refusal))
    back = reverse("records:settle_view", args=[of.key, view.pk]) + f"{before.in_full}&version={saved.version}"
    undo = "" if before.is_broken or saved.version == view.version else back
    return done(request, to=_opened(of, view), text=_("“%(view)s” is saved.") % {"view": view.name}, undo=undo)


@require_POST
@members_only(Permission.KEEP_VIEWS)
def pin(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Among the tabs, or not."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = queries.view_for(member, of, id)
    if "off" in request.POST:
        actions.unpin_view(view, by=member)
    else:
        actions.pin_view(view, by=member)
    return _back(request, of, view)


@require_POST
@members_only(Permission.KEEP_VIEWS)
def start(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """The list opens with this view for whoever asks, or with everything again."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = queries.view_for(member, of, id)
    actions.set_starting_view(of.key, None if "off" in request.POST else view, by=member)
    text = _("The list opens with everything again.") if "off" in request.POST else _("The list opens with “%(view)s”.")
    toast(request, text % {"view": view.name})
    return _back(request, of, view)


@require_POST
@members_only(Permission.KEEP_VIEWS)
def hide(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A view that comes with the list, among the member's tabs or not."""
    return _hide(request, kind, key, for_all=False)


@require_POST
@members_only(Permission.MANAGE_VIEWS)
def hide_for_all(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A view that comes with the list, among everybody's tabs or not."""
    return _hide(request, kind, key, for_all=True)


def _hide(request: HttpRequest, kind: str, key: str, *, for_all: bool) -> HttpResponse:
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = given_view(of, key)
    if view is None:
        raise Http404(_("There is no such view."))
    if "off" in request.POST or "off" in request.GET:  # the latter: taken back in the toast
        actions.show_given_view(view, by=member, for_all=for_all)
        text = _("“%(view)s” is among everybody’s tabs again.") if for_all else _("“%(view)s” is among your tabs again.")
        return done(request, to=_opened(of, view), text=text % {"view": view.name})
    actions.hide_given_view(view, by=member, for_all=for_all)
    text = _("“%(view)s” is hidden from everybody.") if for_all else _("“%(view)s” is hidden.")
    text += " " + _("It stands under all views, to be shown again.")
    undo = f"{request.path}?off=1"
    return done(request, to=f"{reverse(of.list_url)}?view={ALL}", text=text % {"view": view.name}, undo=undo)


@members_only(Permission.MANAGE_VIEWS)
def roles(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """For which roles the list opens with this view."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = queries.view_for(member, of, id)
    begun = set(StartingView.objects.filter(kind=of.key, view=view, member=None).values_list("role", flat=True))
    form = StartingForm(request.POST if request.method == "POST" else None, initial={"role": sorted(begun)})
    if form.is_valid() and not view.shared:
        form.add_error("role", _("Share the view first: a role can only begin with one that everybody sees."))
    if form.is_valid():
        chosen = set(form.cleaned_data["role"])
        for role in Role.values:
            if (role in chosen) != (role in begun):
                actions.set_starting_view(of.key, view if role in chosen else None, by=member, role=role)
        return done(request, to=_opened(of, view), text=_("Saved."))
    text = _("Whoever chose a view of their own keeps beginning with that one.")
    return show_form(request, form, title=_("Begin with this view"), text=text, back=_opened(of, view))


@require_POST
@members_only(Permission.KEEP_VIEWS)
def delete(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Delete a view; the toast brings it back."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = actions.delete_view(queries.changeable_view_for(member, of, id), by=member)
    undo = reverse("records:restore_view", args=[of.key, view.pk])
    return done(request, to=reverse(of.list_url), text=_("“%(view)s” is deleted.") % {"view": view.name}, undo=undo)


@require_POST
@members_only(Permission.KEEP_VIEWS)
def restore(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Bring a deleted view back."""
    member = member_of(request)
    of = queries.kind_for(member, kind)
    view = actions.restore_view(queries.deleted_view_for(member, of, id), by=member)
    return done(request, to=_opened(of, view), text=_("“%(view)s” is there again.") % {"view": view.name})


@require_POST
@members_only(Permission.KEEP_VIEWS)
def look(request: HttpRequest, kind: str) -> HttpResponse:
    """Columns, groups and density: of the view in the address, or of the list as this member sees it."""
    state = state_of(request, queries.kind_for(member_of(request), kind))
    offered = [field.key for field in offered_columns(state.kind, state.fields)]
    form = LookForm(request.POST, columns=offered, groups=[field.key for field in state.fields.values() if field.groups])
    if not form.is_valid():
        return redirect(here(state) + state.address())
    asked = Look(columns=form.columns(), group=form.cleaned_data["group"], density=form.cleaned_data["density"])
    columns, group, density = plain_look(state, asked).columns, asked.group, asked.density
    if state.view is not None:
        return redirect(here(state) + state.address(columns=columns, group=group, density=density))
    usual = request.session.get(SESSION, {})
    request.session[SESSION] = {**usual, state.kind.key: {"columns": list(columns), "density": density}}
    return redirect(here(state) + state.address(columns=(), group=group, density=""))


def _opened(kind: RecordKind, view: View) -> str:
    return f"{reverse(kind.list_url)}?view={view.place}"


def _back(request: HttpRequest, kind: RecordKind, view: View) -> HttpResponseRedirect:
    state = state_of(request, kind)
    return redirect(here(state) + state.address())
