"""The screens of Today."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.connect.rules import may_manage_sample
from perennial.connect.sample.presence import has_sample
from perennial.design.answers import by_htmx, done, show_form
from perennial.kernel import clock
from perennial.people.queries import party_for, visible_parties
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rules import may
from perennial.today import queries, words
from perennial.today.actions import SnoozeRefused, put_steps_away, snooze_row, wake_row
from perennial.today.done import done_today
from perennial.today.forms import USUAL_REASONS, SnoozeForm
from perennial.today.rules import may_snooze
from perennial.today.steps import steps_for

Scope = Literal["mine", "team"]
KEYS = (("E", gettext_lazy("Do it")), ("S", gettext_lazy("Snooze")))


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def today(request: HttpRequest) -> HttpResponse:
    """The queue. It refetches itself, quietly, when facts change."""
    member, scope = member_of(request), scope_of(request)
    whose = queries.whose_of(member, scope)
    queue = queries.queue_for(whose)
    if scope == "mine":
        queries.remember_count(member, queue.total)
    did = done_today(member, mine=scope == "mine")
    context = {
        **_acting(member, scope),
        "page_keys": KEYS,
        "queue": queue,
        "greeting": words.greeting(member, timezone.localtime(clock.now())),
        "summary": words.summary(queue, mine=scope == "mine"),
        "nothing": words.nothing(mine=scope == "mine"),
        "total": words.counted(queue.total),
        "did": did,
        "done_label": words.done_label(did.days),
        "snoozed": queries.count_asleep(member),
        "sample": may_manage_sample(member) and has_sample(),
    }
    is_new = not queue.total and not visible_parties(member).exists()
    context |= {
        "is_new": is_new,
        "is_alone": scope == "mine" and whose.owner_id is None,
        "steps": steps_for(member, is_empty=is_new),
    }
    return render(request, "today/today.html#queue" if by_htmx(request) else "today/today.html", context)


@require_GET
@members_only(Permission.SEE_CUSTOMERS)
def group(request: HttpRequest, source: str) -> HttpResponse:
    """All rows of one source, a page at a time."""
    member, scope = member_of(request), scope_of(request)
    asked = request.GET.get("page", "")
    page = min(int(asked[:4]), queries.MOST_PAGES + 1) if asked.isascii() and asked.isdecimal() else 1
    shown, has_next = queries.page_of_group(source, queries.whose_of(member, scope), page)
    first = (page - 1) * queries.PAGE + 1
    span = _("%(first)s to %(last)s of %(count)s") % {
        "first": first,
        "last": first + len(shown.rows) - 1,
        "count": words.counted(shown.count),
    }
    context = {
        **_acting(member, scope),
        "page_keys": KEYS,
        "group": shown,
        "span": span,
        "previous": f"?scope={scope}&page={page - 1}" if page > 1 else "",
        "next": f"?scope={scope}&page={page + 1}" if has_next else "",
    }
    return render(request, "today/group.html", context)


@require_http_methods(["GET", "POST"])
@members_only(Permission.KEEP_PROMISES)
def snoozes(request: HttpRequest) -> HttpResponse:
    """What sleeps, and putting one more to sleep."""
    if request.method == "GET":
        return render(request, "today/snoozes.html", {"snoozes": queries.snoozes_asleep(member_of(request))})
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    row = form.cleaned_data
    party = party_for(member_of(request), row["party"])
    try:
        snooze = snooze_row(
            source=row["source"],
            key=row["key"],
            party=party,
            until=row["until"],
            reason=row["reason"],
            by=member_of(request),
        )
    except SnoozeRefused as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form)
    text = _("%(name)s sleeps until %(day)s") % {
        "name": party.name,
        "day": date_format(snooze.until, pgettext("date format", "j M")),
    }
    undo = reverse("today:waking", args=[snooze.pk])
    return done(request, to=reverse("today:today"), text=text, undo=undo, refresh="today")


@require_GET
@members_only(Permission.KEEP_PROMISES)
def new_snooze(request: HttpRequest) -> HttpResponse:
    """The form for one row: until when, and why."""
    return _ask(request, SnoozeForm(initial=request.GET.dict()))


@require_POST
@members_only(Permission.KEEP_PROMISES)
def waking(request: HttpRequest, id: int) -> HttpResponse:
    """Bring a snoozed row back now."""
    snooze = queries.snooze_for(member_of(request), id)
    wake_row(snooze, by=member_of(request))
    text = _("%(name)s is back on Today") % {"name": snooze.party.name}
    return done(request, to=reverse("today:today"), text=text, refresh="today")


def scope_of(request: HttpRequest) -> Scope:
    """Whose queue: the member's own, or the team's."""
    return "team" if request.GET.get("scope") == "team" else "mine"


@require_POST
@members_only()
def steps_put_away(request: HttpRequest) -> HttpResponse:
    """The first steps need not be shown to this member any more."""
    put_steps_away(by=member_of(request))
    return done(request, to=reverse("today:today"), text=_("The first steps are put away."), refresh="today")


def _acting(member: Member, scope: Scope) -> dict[str, Any]:
    return {"scope": scope, "may_snooze": may_snooze(member), "may_act": may(member, Permission.LOG_TOUCHPOINTS)}


def _ask(request: HttpRequest, form: SnoozeForm) -> HttpResponse:
    asked = str(form["party"].value())
    name = party_for(member_of(request), int(asked)).name if asked.isascii() and asked.isdecimal() else ""
    return show_form(
        request,
        form,
        title=_("Snooze %(name)s") % {"name": name} if name else _("Snooze"),
        action=reverse("today:snoozes"),
        submit=_("Snooze"),
        template="today/snooze_fields.html",
        back=reverse("today:today"),
        reasons=USUAL_REASONS,
    )
