"""Who did what, and who saw what."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.kernel import clock
from perennial.kernel.http.streaming import download
from perennial.team.auditing import AuditFilter, actions_in_audit_log, audit_page_for, export_of, tokens_in_audit_log
from perennial.team.deedwords import grouped_actions, lines_of, who_did
from perennial.team.forms import AuditForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import AuditEntry, Member
from perennial.team.permissions import Permission


@require_GET
@members_only(Permission.SEE_AUDIT_LOG)
def audit(request: HttpRequest) -> HttpResponse:
    """The audit log, newest first, by pages."""
    form = AuditForm(request.GET)
    wanted = form.wanted()
    page = audit_page_for(member_of(request), wanted)
    lines = lines_of(page.entries, member_of(request))
    asked = form.asked()
    context: dict[str, Any] = {
        "rows": [(entry, who_did(entry), lines[entry.pk]) for entry in page.entries],
        "older": urlencode({**asked, "before": page.before}) if page.before else "",
        "looked_until": page.looked_until,
        "asked": urlencode(asked),
        "form": form,
        "days": [form["since"], form["until"]],
        "wanted": wanted,
        "about": _about(wanted),
        "tokens": tokens_in_audit_log(),
        "members": Member.objects.order_by("name", "id"),
        "actions": grouped_actions(actions_in_audit_log()),
    }
    return render(request, "team/audit.html", context)


@require_GET
@members_only(Permission.SEE_AUDIT_LOG)
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """What the filter fits, all of it, as CSV."""
    form = AuditForm(request.GET)
    lines = export_of(member_of(request), form.wanted(), urlencode(form.asked()))
    return download(request, lines, name=f"audit-log-{clock.today():%Y-%m-%d}.csv", content_type="text/csv; charset=utf-8")


def _about(wanted: AuditFilter) -> str:
    """The name of the one record that is asked for, as it was last told."""
    if not wanted.object_id:
        return ""
    told = AuditEntry.objects.filter(object_kind=wanted.kind, object_id=wanted.object_id).order_by("-id").first()
    return told.object_name if told else ""
