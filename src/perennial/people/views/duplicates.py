"""The list of suspected pairs, what is decided about them, and merging the certain ones in one go."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from perennial.design.answers import done, show_form
from perennial.people import actions, queries, rules
from perennial.people.forms import LEVELS, SuspicionsForm
from perennial.people.links import around
from perennial.people.matching.finding import RIGHT_OF_100
from perennial.people.matching.reasons import FIELDS
from perennial.people.queries import duplicates
from perennial.people.queries.merging_jobs import merging_shown
from perennial.people.shown_pairs import shown_pairs
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

PAGE = 25
KEYS = (("M", _lazy("Compare the two, then merge them")), ("D", _lazy("They are not the same")))


@members_only(Permission.SEE_CUSTOMERS)
def index(request: HttpRequest) -> HttpResponse:
    """The pairs that are suspected to be one customer, the surest first."""
    member = member_of(request)
    level, field, batch = SuspicionsForm(request.GET).wanted()
    least, below, _label = LEVELS.get(level, (0.0, 1.01, ""))
    found = duplicates.suspicions_for(member, least, below, field, batch)
    page = Paginator(found[: duplicates.COUNTED_TO], PAGE).get_page(request.GET.get("page"))
    counts = [
        (key, label, duplicates.count_of(duplicates.suspicions_for(member, low, high, field, batch)))
        for key, (low, high, label) in LEVELS.items()
    ]
    context = {
        "page": page,
        **around(request, page),
        "pairs": shown_pairs(list(page.object_list)),
        "level": level,
        "field": field,
        "batch": batch,
        "within": f"&batch={batch}" if batch else "",
        "merging_of": urlencode({"field": field, "batch": batch or ""}),
        "fields": FIELDS.items(),
        "counts": counts,
        "merging": merging_shown(),
        "certain": level in ("", "certain") and duplicates.certain_for(member, field, batch).exists(),
        "may_merge": rules.may_create(member),
        "page_keys": KEYS,
        "right": RIGHT_OF_100,
        "may_merge_all": rules.may_delete(member),
    }
    return render(request, "people/duplicates.html", context)


@members_only(Permission.SEE_CUSTOMERS)
def distinct(request: HttpRequest) -> HttpResponse:
    """The pairs that somebody said are two."""
    page = Paginator(duplicates.distinctions_for(member_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/distinct.html",
        {"page": page, **around(request, page), "may_merge": rules.may_create(member_of(request))},
    )


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def distinguish(request: HttpRequest, id: int, other_id: int) -> HttpResponse:
    """They are two."""
    one, other = (queries.party_for(member_of(request), pk) for pk in (id, other_id))
    try:
        actions.distinguish_parties(one, other, by=member_of(request))
    except actions.Refused as refusal:
        return done(request, to=reverse("people:duplicates"), text=str(refusal))
    text = _("%(one)s and %(other)s are two. Nobody is asked again.") % {"one": one.name, "other": other.name}
    undo = reverse("people:suspect_again", args=[one.pk, other.pk])
    return done(request, to=reverse("people:duplicates"), text=text, undo=undo, refresh="suspicions")


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def suspect_again(request: HttpRequest, id: int, other_id: int) -> HttpResponse:
    """They may be one after all."""
    one, other = (queries.party_for(member_of(request), pk) for pk in (id, other_id))
    actions.suspect_again(one, other, by=member_of(request))
    text = _("%(one)s and %(other)s are compared again in a moment.") % {"one": one.name, "other": other.name}
    return done(request, to=reverse("people:duplicates"), text=text)


@require_POST
@members_only(Permission.EDIT_CUSTOMERS)
def look(request: HttpRequest) -> HttpResponse:
    """Compare everybody now instead of tonight."""
    actions.look_for_duplicates(by=member_of(request))
    return done(request, to=reverse("people:duplicates"), text=_("Everybody is being compared. This page shows what is found."))


@members_only(Permission.DELETE_CUSTOMERS)
def merge_certain(request: HttpRequest) -> HttpResponse:
    """Merge the certain pairs of what the list is narrowed to, as a job."""
    _level, field, batch = SuspicionsForm(request.GET).wanted()
    back = reverse("people:duplicates", query={"field": field, "batch": batch or ""})
    if request.method == "POST":
        try:
            actions.start_merging(by=member_of(request), field=field, batch=batch)
        except actions.Refused as refusal:
            return done(request, to=back, text=str(refusal))
        return done(request, to=back, text=_("The certain ones are being merged."))
    count = duplicates.count_of(duplicates.certain_for(member_of(request), field, batch))
    said = number_format(count, use_l10n=True) + ("+" if count == duplicates.COUNTED_TO else "")
    return show_form(
        request,
        None,
        title=_("Merge the certain ones"),
        submit=_("Merge them"),
        text=_of_which(field, batch)
        + ngettext(
            "%(count)s pair is certain: of 100 such pairs about %(right)s were one customer when it was measured, so it may be "
            "two all the same. The fuller record stays, nothing is lost, and the merge can be undone for 30 days.",
            "%(count)s pairs are certain: of 100 such pairs about %(right)s were one customer when it was measured, so a few "
            "may be two all the same. The fuller record of each stays, nothing is lost, and each merge, or all of them, can be "
            "undone for 30 days.",
            count,
        )
        % {"count": said, "right": RIGHT_OF_100},
        back=back,
    )


def _of_which(field: str, batch: int | None) -> str:
    """What the pairs are narrowed to, as a sentence before their number."""
    if batch and field:
        words = _("Only pairs with a customer whom one import added, and that agree in “%(field)s”.")
    elif batch:
        words = _("Only pairs with a customer whom one import added.")
    else:
        words = _("Only pairs that agree in “%(field)s”.") if field else ""
    return f"{words % {'field': FIELDS[field] if field else ''}} " if words else ""


@require_POST
@members_only(Permission.DELETE_CUSTOMERS)
def stop_merging(request: HttpRequest) -> HttpResponse:
    """Stop after the pair that is being merged."""
    actions.stop_merging(by=member_of(request))
    return done(request, to=reverse("people:duplicates"), text=_("Stopping. What is merged stays; each can be undone."))
