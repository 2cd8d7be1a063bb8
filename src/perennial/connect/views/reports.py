"""An import's report, and what can be done from it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perennial.connect import actions, queries
from perennial.connect.actions import ImportRefused
from perennial.connect.choices import ImportState
from perennial.connect.errorfile import write_error_file
from perennial.connect.kinds import KINDS, kind_of
from perennial.connect.listed import address_of
from perennial.connect.mapping import to_toml
from perennial.connect.models import Import
from perennial.connect.reading import Reading
from perennial.connect.views.wizard import STEPS
from perennial.connect.writing import sample_file
from perennial.design.answers import show_form
from perennial.team.deeds import record_deed
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

SHOWN_REMAINDERS = 50


@members_only(Permission.IMPORT)
def report(request: HttpRequest, id: int) -> HttpResponse:
    """What an import did, and whether it was undone. Stays."""
    one = queries.import_for(member_of(request), id)
    if one.started_at is None and one.state != ImportState.UNDONE:
        return redirect("connect:check" if one.state in ("checking", "ready") else "connect:reading", one.pk)
    kind = kind_of(one.kind)
    names = Reading.from_dict(one.reading).names
    mapped = [
        (names[int(i)], field.label) for i, key in one.mapping.items() if int(i) < len(names) and (field := kind.field(key))
    ]
    context: dict[str, Any] = {
        "one": one,
        "kind": kind,
        "mapped": mapped,
        "refused": queries.reasons_of(one, refused=True),
        "without": queries.reasons_of(one, refused=False),
        "brought_url": address_of(member_of(request), one),
        "remainders": list(one.remainders.all()[:SHOWN_REMAINDERS]),
        "job": queries.job_of(one),
        "alike": queries.look_alikes_of(member_of(request), one),
        "steps": STEPS,
        "step": "report",
    }
    return render(request, "connect/report.html", context)


@require_POST
@members_only(Permission.IMPORT)
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Stop after what is being written."""
    one = queries.import_for(member_of(request), id)
    try:
        actions.stop_import(one, by=member_of(request))
        messages.info(request, _("Stopping. What is written stays; you can go on or undo it."))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("connect:report", one.pk)


@require_POST
@members_only(Permission.IMPORT)
def again(request: HttpRequest, id: int) -> HttpResponse:
    """Go on now with what failed."""
    one = queries.import_for(member_of(request), id)
    try:
        actions.try_import_again(one, by=member_of(request))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("connect:check" if one.state == ImportState.CHECKING else "connect:report", one.pk)


@members_only(Permission.IMPORT)
def undo(request: HttpRequest, id: int) -> HttpResponse:
    """Ask, then take the import back."""
    one = queries.import_for(member_of(request), id)
    if request.method == "POST":
        try:
            actions.undo_import(one, by=member_of(request))
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("connect:report", one.pk)
    text = _(
        "What it added goes, what it changed is set back. Whatever somebody changed or built upon since is kept and listed."
    )
    return show_form(
        request,
        None,
        title=_("Undo this import?"),
        text=text,
        submit=_("Undo the import"),
        danger=True,
        back=f"/import/{one.pk}/",
    )


@members_only(Permission.IMPORT)
def errors(request: HttpRequest, id: int) -> HttpResponseBase:
    """The wrong rows as CSV, with the reason in a last column."""
    one = queries.import_for(member_of(request), id)
    if one.failed and not one.has_wrong_rows:
        raise Http404
    return _mendable(one, brought=False)


@members_only(Permission.IMPORT)
def left_out(request: HttpRequest, id: int) -> HttpResponseBase:
    """The rows that were brought without some of their cells as CSV, with what leads to their records and the reason."""
    one = queries.import_for(member_of(request), id)
    if one.partly and not one.has_partial_rows:
        raise Http404
    return _mendable(one, brought=True)


def _mendable(one: Import, *, brought: bool) -> HttpResponseBase:
    try:
        path = write_error_file(one, brought=brought)
    except FileNotFoundError:
        raise Http404 from None
    return _attached(path.open("rb"), f"{path.stem}-{one.pk}.csv")


@members_only(Permission.IMPORT)
def file(request: HttpRequest, id: int) -> HttpResponseBase:
    """The file as it was uploaded; only ever as an attachment."""
    one = queries.import_for(member_of(request), id)
    if not one.source.exists():
        raise Http404
    record_deed("connect.import.file_seen", by=member_of(request), on=one)
    return _attached(one.source.open("rb"), one.file_name)


@members_only(Permission.IMPORT)
def mapping(request: HttpRequest, id: int) -> HttpResponseBase:
    """The decisions as TOML, for the command."""
    one = queries.import_for(member_of(request), id)
    reading = Reading.from_dict(one.reading)
    answer = HttpResponse(to_toml(one.kind, reading.names, one.mapping, reading, one.options), content_type="application/toml")
    answer["Content-Disposition"] = f'attachment; filename="mapping-{one.pk}.toml"'
    return answer


@members_only(Permission.IMPORT)
def sample(request: HttpRequest, key: str) -> HttpResponseBase:
    """A file that shows what such an import looks like."""
    if key not in KINDS:
        return redirect("connect:imports")
    answer = HttpResponse(sample_file(KINDS[key]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sample-{key}.csv"'
    return answer


def _attached(file: Any, name: str) -> FileResponse:
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "sandbox"
    return answer
