"""The page of the starter packs."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form, toast
from perennial.packs.actions import PackRefusedError, install_pack, remove_pack
from perennial.packs.offered import PACKS, Pack, pack_named
from perennial.packs.preview import plan_of
from perennial.packs.queries import standing
from perennial.packs.rules import may_use_packs
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@require_GET
@members_only(Permission.MANAGE_WORKSPACE)
def packs(request: HttpRequest) -> HttpResponse:
    """The packs that are offered, and the one that stands."""
    _check(request)
    kept = standing()
    context = {"packs": PACKS, "standing": kept, "standing_pack": pack_named(kept.pack) if kept else None}
    return render(request, "packs/packs.html", context)


@require_http_methods(["GET", "POST"])
@members_only(Permission.MANAGE_WORKSPACE)
def pack(request: HttpRequest, key: str) -> HttpResponse:
    """What a pack sets up, and setting it up."""
    _check(request)
    found = pack_named(key)
    if found is None:
        raise Http404(_("There is no such starter pack."))
    if request.method == "GET":
        return _show(request, found)
    try:
        install_pack(key, by=member_of(request))
    except PackRefusedError as refusal:
        return done(request, to=reverse("packs:packs"), text=str(refusal))
    text = _("%(pack)s is set up.") % {"pack": found.label}
    return done(request, to=reverse("packs:packs"), text=text, undo=reverse("packs:removal"))


@require_POST
@members_only(Permission.MANAGE_WORKSPACE)
def removal(request: HttpRequest) -> HttpResponse:
    """Takes the pack away that stands, and says what stayed."""
    _check(request)
    try:
        stayed = remove_pack(by=member_of(request))
    except PackRefusedError as refusal:
        return done(request, to=reverse("packs:packs"), text=str(refusal))
    if stayed:
        toast(request, _("These stayed: %(what)s") % {"what": " ".join(stayed)}, tone="info")
    return done(request, to=reverse("packs:packs"), text=_("The starter pack is removed."))


def _show(request: HttpRequest, found: Pack) -> HttpResponse:
    return show_form(
        request,
        None,
        title=found.label,
        submit=_("Set up"),
        template="packs/plan.html",
        text=found.text,
        back=reverse("packs:packs"),
        plan=plan_of(found),
    )


def _check(request: HttpRequest) -> None:
    if not may_use_packs(member_of(request)):
        raise PermissionDenied
