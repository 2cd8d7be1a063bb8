"""Many records at once: what is to be done to them, how far it is, what it did, and taking it back."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.design.answers import add_trigger, by_htmx, done, show_form, toast
from perennial.kernel.http.numbers import whole_number
from perennial.records import queries
from perennial.records.bulk.acts import Act, acts_for
from perennial.records.bulk.offering import under_way
from perennial.records.bulk.starting import (
    TOPIC,
    BulkRefused,
    Chosen,
    chosen_ids,
    doing_of,
    start_bulk,
    stop_bulk,
    undo_bulk,
    words_of,
)
from perennial.records.custom.holders import holders
from perennial.records.forms.bulk import BulkForm
from perennial.records.kinds import kinds
from perennial.records.listing import COUNTED, count_of, fitting
from perennial.records.models import BulkChange, BulkState
from perennial.records.page import here
from perennial.records.reading import state_of
from perennial.records.state import State
from perennial.team.guard import member_of, members_only

TOLD = 1_000_000  # further than this nothing is counted before a change
_FILES = {"export.csv": "records:csv", "export.xlsx": "records:xlsx"}


@require_POST
@members_only()
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """What is to be done to the records that are ticked, or to all that fit: first asked, then begun."""
    member = member_of(request)
    state = _as_listed(request, kind)
    chosen = _chosen(request, state)
    key = request.POST.get("act", "")
    if key in _FILES and chosen is not None:
        return _taken_out(request, state, chosen, _FILES[key])
    act = acts_for(state.kind, member, state.fields).get(key)
    if act is None or chosen is None:
        words = _("Nothing is selected.") if act else _("This cannot be done to many records at once, or not by you.")
        return done(request, to=here(state) + state.address(), text=words)
    count = _count(chosen)  # all of them: here they are told before they are changed
    form = BulkForm(request.POST if "sure" in request.POST else None, act=act, member=member, count=count)
    if form.is_bound and form.is_valid():
        return _begun(request, state, chosen, form, count)
    return _show(request, state, chosen, form, count)


@members_only()
def now(request: HttpRequest, kind: str) -> HttpResponse:
    """What is under way, for the list."""
    of = queries.kind_for(member_of(request), kind)
    running = queries.bulk_under_way(member_of(request), of)
    told = under_way(running, acts_for(of, member_of(request)) if running else {})
    return render(request, "records/bulk/now.html", {"kind": of, "bulk_now": told})


@members_only()
def index(request: HttpRequest) -> HttpResponse:
    """The changes of many records, the last first."""
    rows, before = queries.bulk_changes_for(member_of(request), whole_number(request.GET.get("before", "")))
    shown = [_told(request, change) for change in rows]
    return render(request, "records/bulk/changes.html", {"changes": shown, "before": before})


@members_only()
def one(request: HttpRequest, id: int) -> HttpResponse:
    """What one of them does or did, and what it left."""
    change = queries.bulk_change_for(member_of(request), id)
    left, after = queries.left_of(change, member_of(request), whole_number(request.GET.get("after", "")))
    told = _told(request, change)
    holder = holders.get(change.kind)
    page = holder.page if holder and holder.page else lambda pk: f"{reverse(told.kind.list_url)}?open={pk}"
    context = {
        "told": told,
        "left": [(each, page(each.record) if each.name else "") for each in left],
        "after": after,
    }
    return render(request, "records/bulk/change.html", context)


@require_POST
@members_only()
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Stop after what is being written."""
    return _steered(request, id, stop_bulk, _("Stopping. What is done stays; you can undo it."))


@require_POST
@members_only()
def undo(request: HttpRequest, id: int) -> HttpResponse:
    """Set back what nobody changed since."""
    return _steered(request, id, undo_bulk, _("It is being undone."))


@dataclasses.dataclass(frozen=True)
class Told:
    """A change, as a page says it."""

    change: BulkChange
    words: str
    kind: Any
    icon: str
    may_undo: bool


def _told(request: HttpRequest, change: BulkChange) -> Told:
    kind = kinds.get(change.kind)
    assert kind is not None
    acts = _acts(request, change.kind)
    act = acts.get(change.act)
    say = doing_of if change.state == BulkState.RUNNING else words_of
    return Told(
        change,
        say(act, change.value) if act else change.words,
        kind,
        act.icon if act else kind.icon,
        act is not None and change.may_be_undone,
    )


def _acts(request: HttpRequest, key: str) -> dict[str, Act]:
    """What the member may do, asked once for a page."""
    known: dict[str, dict[str, Act]] = request.__dict__.setdefault("_acts", {})
    if key not in known:
        known[key] = acts_for(kinds.get(key), member_of(request))
    return known[key]


def _steered(request: HttpRequest, id: int, act: Any, text: str) -> HttpResponse:
    change = queries.bulk_change_for(member_of(request), id)
    to = reverse("records:change", args=[change.pk])
    try:
        act(change, by=member_of(request))
    except BulkRefused as refusal:
        if not by_htmx(request):
            toast(request, str(refusal), tone="poor")
            return done(request, to=to)
        return done(request, to=to, text=str(refusal), refresh=TOPIC, data={"id": str(change.pk)})
    return done(request, to=to, text=text, refresh=TOPIC, data={"id": str(change.pk)})


def _as_listed(request: HttpRequest, kind: str) -> State:
    """What the list showed when the boxes were ticked: its address comes along."""
    request.GET = QueryDict(request.POST.get("query", "").removeprefix("?"))
    return state_of(request, queries.kind_for(member_of(request), kind))


def _chosen(request: HttpRequest, state: State) -> Chosen | None:
    """Which records are meant; None for none, and where the filter is not understood."""
    if "all" in request.POST:
        return None if state.is_broken else Chosen(state.wanted)
    ids = chosen_ids(request.POST.getlist("record"))
    return Chosen(state.wanted, ids) if ids else None


def _count(chosen: Chosen) -> int:
    if chosen.ids is None:
        count = count_of(chosen.wanted)
        return count if count <= COUNTED else fitting(chosen.wanted, dense=True).order_by()[: TOLD + 1].count()
    return int(chosen.kind.visible(chosen.wanted.member).filter(pk__in=chosen.ids).count())


def _said(state: State, count: int) -> str:
    return state.kind.counted(min(count, TOLD), count > TOLD)


def _show(request: HttpRequest, state: State, chosen: Chosen, form: BulkForm, count: int) -> HttpResponse:
    act = form.act
    return show_form(
        request,
        form,
        title=act.title,
        text=f"{_said(state, count)}. {act.text or _('You can undo it for 30 days.')}",
        submit=_("Apply") if act.key.startswith("set.") else act.label,
        danger=act.danger,
        action=reverse("records:bulk", args=[state.kind.key]),
        back=here(state) + state.address(),
        template="records/bulk/fields.html",
        carried=_carried(request, chosen.ids),
    )


def _carried(request: HttpRequest, ids: Sequence[int] | None) -> list[tuple[str, str]]:
    meant = [("all", "1")] if ids is None else [("record", str(pk)) for pk in ids]
    return [("act", request.POST["act"]), ("query", request.POST.get("query", "")), ("sure", "1"), *meant]


def _begun(request: HttpRequest, state: State, chosen: Chosen, form: BulkForm, count: int) -> HttpResponse:
    try:
        change = start_bulk(chosen, form.act.key, form.value, by=member_of(request))
    except BulkRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, state, chosen, form, count)
    text = _("%(what)s. %(counted)s.") % {"what": doing_of(form.act, change.value)[:200], "counted": _said(state, count)}
    undone = reverse("records:undo_bulk", args=[change.pk])
    answer = done(request, to=reverse("records:change", args=[change.pk]), text=text, undo=undone, refresh=TOPIC)
    if by_htmx(request):
        add_trigger(answer, **{"selection:clear": {}})
    return answer


def _taken_out(request: HttpRequest, state: State, chosen: Chosen, name: str) -> HttpResponse:
    query = QueryDict(state.address()[1:], mutable=True)
    if chosen.ids is not None:
        query.setlist("record", [str(pk) for pk in chosen.ids])
    return done(request, to=f"{reverse(name, args=[state.kind.key])}?{query.urlencode()}")
