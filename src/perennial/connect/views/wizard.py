"""The steps of an import: file, reading, columns, check. Each is a page of its own; going back loses nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from perennial.connect import actions, queries
from perennial.connect.actions import ImportRefused
from perennial.connect.forms import ColumnForm, FileForm, OptionsForm, ReadingForm, SaveMappingForm
from perennial.connect.kinds import kind_of
from perennial.connect.models import Import
from perennial.connect.reading import Reading
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission

STEPS = (
    ("file", gettext_lazy("File")),
    ("reading", gettext_lazy("Reading")),
    ("columns", gettext_lazy("Columns")),
    ("check", gettext_lazy("Check")),
    ("report", gettext_lazy("Import")),
)


@members_only(Permission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """Begin an import; the earlier ones below."""
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "persons")})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            one = actions.begin_import(file.chunks(), by=member_of(request), kind=form.cleaned_data["kind"], name=file.name)
            return redirect("connect:reading", one.pk)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
    imports = queries.recent_imports(member_of(request))
    context = {"form": form, "kinds": queries.kinds(), "imports": imports, "steps": STEPS, "step": "file"}
    return render(request, "connect/index.html", context, status=422 if form.errors else 200)


@members_only(Permission.IMPORT)
def reading(request: HttpRequest, id: int) -> HttpResponse:
    """How the file is read, with its first rows as they come out."""
    one = _prepared(request, id)
    if isinstance(one, HttpResponse):
        return one
    form = ReadingForm(Reading.from_dict(one.reading), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.correct_reading(one, **form.cleaned_data)
            if "next" in request.POST:
                return redirect("connect:columns", one.pk)
            form = ReadingForm(Reading.from_dict(one.reading))
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
    rows, trouble = queries.first_rows(one)
    context = _context(one, "reading", form=form, rows=rows, trouble=trouble, reading=Reading.from_dict(one.reading))
    return render(request, "connect/reading.html", context, status=422 if form.errors else 200)


@members_only(Permission.IMPORT)
def columns(request: HttpRequest, id: int) -> HttpResponse:
    """Which column is which field."""
    one = _prepared(request, id)
    if isinstance(one, HttpResponse):
        return one
    kind, refused = kind_of(one.kind), ""
    if request.method == "POST":
        told = {i: request.POST.get(f"{i}-field", "") for i in range(len(one.reading["names"]))}
        try:
            one = actions.set_mapping(one, {index: key for index, key in told.items() if key})
            if missing := kind.missing(one.mapping.values()):
                refused = missing
            elif "save" in request.POST:
                return _save_mapping(request, one)
            else:
                return redirect("connect:check", one.pk)
        except ImportRefused as refusal:
            refused = str(refusal)
    shown = [
        column | {"form": ColumnForm(kind, column["name"], prefix=str(column["index"]), initial={"field": column["field"]})}
        for column in queries.columns_of(one)
    ]
    context = _context(
        one, "columns", columns=shown, refused=refused, save=SaveMappingForm(initial={"name": one.file_name[:80]})
    )
    return render(request, "connect/columns.html", context, status=422 if refused else 200)


def _save_mapping(request: HttpRequest, one: Import) -> HttpResponse:
    form = SaveMappingForm(request.POST)
    if form.is_valid():
        actions.save_mapping(one, form.cleaned_data["name"], by=member_of(request))
        messages.success(request, _("Mapping saved. It is used again for files with the same columns."))
    return redirect("connect:columns", one.pk)


@members_only(Permission.IMPORT)
def check(request: HttpRequest, id: int) -> HttpResponse:
    """How records are recognised, and what would happen with the whole file."""
    one = queries.import_for(member_of(request), id)
    if one.state == "checking":
        return render(request, "connect/check.html", _context(one, "check", job=queries.job_of(one)))
    one_or_answer = _prepared(request, id)
    if isinstance(one_or_answer, HttpResponse):
        return one_or_answer
    kind = kind_of(one.kind)
    form = OptionsForm(kind, request.POST or None, initial=one.options)
    refused = kind.missing(one.mapping.values())
    if request.method == "POST" and form.is_valid() and not refused:
        try:
            one = actions.set_options(one, **form.cleaned_data)
            actions.check_import(one, by=member_of(request))
            return redirect("connect:check", one.pk)
        except ImportRefused as refusal:
            refused = str(refusal)
    context = _context(one, "check", form=form, refused=refused, buckets=_buckets(one))
    context |= {"refused_for": queries.reasons_of(one, refused=True), "without": queries.reasons_of(one, refused=False)}
    return render(request, "connect/check.html", context, status=422 if form.errors or (refused and request.POST) else 200)


@require_POST
@members_only(Permission.IMPORT)
def start(request: HttpRequest, id: int) -> HttpResponse:
    """Import now."""
    one = queries.import_for(member_of(request), id)
    try:
        actions.start_import(one, by=member_of(request))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("connect:report", one.pk)


def _buckets(one: Import) -> list[dict[str, Any]]:
    """The parts of a preview; what is wrong stands by its reasons."""
    told = (("update", _("Updated"), one.updated), ("create", _("Added"), one.created), ("skip", _("Skipped"), one.skipped))
    return [
        {"title": title, "count": count, "rows": one.preview.get(key, []), "more": count > len(one.preview.get(key, []))}
        for key, title, count in told
    ]


def _prepared(request: HttpRequest, id: int) -> Import | HttpResponse:
    """The import if its settings may still be changed, else the way to its report."""
    one = queries.import_for(member_of(request), id)
    return one if one.is_prepared else redirect("connect:report", one.pk)


def _context(one: Import, step: str, **more: Any) -> dict[str, Any]:
    return {"one": one, "kind": kind_of(one.kind), "steps": STEPS, "step": step, **more}
