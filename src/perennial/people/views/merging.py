"""Two records side by side, made one, and made two again."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import done, show_form
from perennial.kernel.http.numbers import whole_number
from perennial.people import actions, queries, rules
from perennial.people.actions import Conflict, Refused
from perennial.people.actions.moving import counts_of
from perennial.people.forms import MergeForm, OtherPartyForm
from perennial.people.links import around
from perennial.people.merged_fields import choices_of
from perennial.people.merged_rows import TABLES, groups_of
from perennial.people.models import Party
from perennial.people.queries import duplicates
from perennial.people.queries.merging_jobs import merging_shown
from perennial.people.views.duplicates import KEYS
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

PAGE = 25


@members_only(Permission.EDIT_CUSTOMERS)
def choose(request: HttpRequest, id: int) -> HttpResponse:
    """With whom to merge a customer."""
    member = member_of(request)
    party = queries.party_for(member, id)
    form = OtherPartyForm(request.POST if request.method == "POST" else None, party=party, by=member)
    if form.is_bound and form.is_valid():
        other = queries.visible_parties(member).filter(pk=form.cleaned_data["other"]).first()
        if other is not None and other.pk != party.pk:
            return done(request, to=reverse("people:merge", args=[party.pk, other.pk]))
        form.fail("other", _("Choose another customer from the list."))
    title = _("Merge %(name)s with …") % {"name": party.name}
    return show_form(request, form, title=title, submit=_("Compare"), back=reverse("people:party", args=[id]))


@members_only(Permission.EDIT_CUSTOMERS)
def compare(request: HttpRequest, id: int, other_id: int) -> HttpResponse:
    """Two records side by side, field by field: which values stay, and what moves."""
    member = member_of(request)
    survivor, absorbed = (queries.party_for(member, pk) for pk in (id, other_id))
    choices, groups = choices_of(survivor, absorbed, member), groups_of(survivor, absorbed)
    form = MergeForm(request.POST if request.method == "POST" else None, choices=choices, groups=groups)
    refused, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            merge = actions.merge_parties(
                survivor, absorbed, by=member, choices=form.choices, leaving=form.leaving, versions=form.versions
            )
        except Refused as refusal:
            refused, status = str(refusal), 409 if isinstance(refusal, Conflict) else 422
            survivor, absorbed = (queries.party_for(member, pk) for pk in (id, other_id))
        else:
            text = _("%(other)s is a part of %(name)s now.") % {"other": absorbed.name, "name": merge.survivor.name}
            to = reverse("people:party", args=[survivor.pk])
            return done(request, to=to, text=text, undo=reverse("people:undo_merge", args=[merge.pk]))
    return _show(request, survivor, absorbed, refused, 422 if form.is_bound and form.errors else status)


def _show(request: HttpRequest, survivor: Party, absorbed: Party, refused: str, status: int) -> HttpResponse:
    confidence, reasons, against = duplicates.likeness_of(survivor, absorbed)
    choices = choices_of(survivor, absorbed, member_of(request))
    context = {
        "survivor": survivor,
        "absorbed": absorbed,
        "page_keys": KEYS,
        "refused": refused,
        "differing": [choice for choice in choices if choice.differs and choice.open],
        "same": [choice for choice in choices if not (choice.differs and choice.open)],
        "groups": groups_of(survivor, absorbed),
        "moving": _others_of(absorbed),
        "staying": _others_of(survivor),
        "percent": duplicates.percent_of(confidence),
        "reasons": reasons,
        "against": against,
    }
    return render(request, "people/merge.html", context, status=status)


def _others_of(party: Party) -> list[str]:
    """What else belongs to a customer, in words: what is not shown piece by piece."""
    return [move.words(count) for move, count in counts_of(party) if move.words and move.key not in TABLES.values()]


@members_only(Permission.SEE_CUSTOMERS)
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged in the last 30 days, with what an undo could not take back; on top what was merged in one go."""
    member, run = member_of(request), whole_number(request.GET.get("run", ""))
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    found = duplicates.merges_for(member, words=words)
    found = found.filter(run=run) if run else found
    found = found.exclude(left=[]) if "left" in request.GET else found
    page = Paginator(found[: duplicates.COUNTED_TO], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        **around(request, page),
        "run": run,
        "words": words,
        "runs": duplicates.merging_runs_for(member),
        "merging": merging_shown(),
        "may_undo": rules.may_create(member),
        "may_merge_all": rules.may_delete(member),
    }
    return render(request, "people/merges.html", context)


@members_only(Permission.DELETE_CUSTOMERS)
def undo_run(request: HttpRequest, run: int) -> HttpResponse:
    """Take back all that was merged in one go, as a job."""
    back = reverse("people:merges")
    if request.method == "POST":
        try:
            actions.start_undoing(run, by=member_of(request))
        except Refused as refusal:
            return done(request, to=back, text=str(refusal))
        return done(request, to=back, text=_("The merges are being taken back."))
    text = _(
        "Each pair is made two again, the last first, also where both went on. What cannot go back, because it was deleted "
        "or changed since, stays and is listed with its merge. The pairs stand among the duplicates again in a moment, to be "
        "decided one by one; “Merge the certain ones” leaves them out."
    )
    return show_form(request, None, title=_("Take all of these merges back"), submit=_("Take them back"), text=text, back=back)


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Two again; what could not be taken back is said."""
    merge = duplicates.merge_for(member_of(request), merge_id)
    try:
        merge = actions.undo_merge(merge, by=member_of(request))
    except Refused as refusal:
        return done(request, to=reverse("people:merges"), text=str(refusal))
    names = {"one": merge.survivor.name, "other": merge.absorbed.name}
    if merge.left:
        return done(
            request,
            to=reverse("people:merges"),
            text=_("%(one)s and %(other)s are two again, but not all is as it was.") % names,
        )
    to = reverse("people:party", args=[merge.absorbed_id])
    return done(request, to=to, text=_("%(one)s and %(other)s are two again.") % names)
