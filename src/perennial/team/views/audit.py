"""Who did what, and who saw what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perennial.team.deedwords import action_words, lines_of
from perennial.team.forms import AuditForm
from perennial.team.guard import member_of, members_only
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.queries import AuditFilter, actions_in_audit_log, audit_page_for


@require_GET
@members_only(Permission.SEE_AUDIT_LOG)
def audit(request: HttpRequest) -> HttpResponse:
    """The audit log, newest first, by pages."""
    form = AuditForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    wanted = AuditFilter(
        member_id=said.get("member"),
        action=said.get("action", ""),
        kind=said.get("kind", ""),
        object_id=said.get("object"),
        words=said.get("words", ""),
        before=said.get("before"),
    )
    entries, further = audit_page_for(member_of(request), wanted)
    older = request.GET.copy()
    older["before"] = str(further or "")
    lines = lines_of(entries)
    context = {
        "rows": [(entry, action_words(entry.action), lines[entry.pk]) for entry in entries],
        "older": older.urlencode() if further else "",
        "wanted": wanted,
        "members": Member.objects.order_by("name", "id"),
        "actions": [(action, action_words(action)) for action in actions_in_audit_log()],
    }
    return render(request, "team/audit.html", context)
