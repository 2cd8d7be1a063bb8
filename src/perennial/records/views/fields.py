"""Settings: the fields that a business adds to its records."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.records import actions, queries
from perennial.records.custom.holders import Holder, holders
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.values import fields_of
from perennial.records.custom_fields import ICONS
from perennial.records.forms import FieldForm
from perennial.records.models import CustomField, FieldType
from perennial.records.undo import keep_for_undo, kept_for_undo, take_back, told_of
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission


@members_only(Permission.MANAGE_FIELDS)
@require_GET
def index(request: HttpRequest, key: str = "customers") -> HttpResponse:
    """The fields of one kind of record, in order, and those that were removed."""
    holder = _holder(key)
    fields = fields_of(key)
    conversions = queries.last_conversions(fields)
    rows = [(field, ICONS[FieldType(field.type)], conversions.get(field.pk)) for field in fields]
    context = {"holder": holder, "holders": list(holders), "rows": rows, "removed": queries.removed_fields(key)}
    return render(request, "records/fields.html", context)


@members_only(Permission.MANAGE_FIELDS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, key: str) -> HttpResponse:
    """A new field."""
    holder = _holder(key)
    form = FieldForm(request.POST if request.method == "POST" else None, holder=holder, currency=Workspace.current().currency)
    if "preview" in request.POST:
        return render(request, "records/preview.html", {"preview": form.preview(member_of(request))})
    if form.is_bound and form.is_valid():
        try:
            field = actions.define_field(by=member_of(request), holder=key, options=form.option_rows(), **form.facts())
        except CustomRefused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            undo = keep_for_undo(request, field, "removal")
            return _done(request, key, _("“%(name)s” added.") % {"name": field.name}, undo)
    return _show(request, form, title=_("New field: %(what)s") % {"what": holder.label}, submit=_("Add field"))


@members_only(Permission.MANAGE_FIELDS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Another name, other options, other rights: everything but the type."""
    field = queries.field_for(member_of(request), id)
    if field.is_removed:
        raise Http404(_("There is no such field."))
    holder = _holder(field.holder)
    form = FieldForm(request.POST if request.method == "POST" else None, holder=holder, field=field)
    if "preview" in request.POST:
        return render(request, "records/preview.html", {"preview": form.preview(member_of(request))})
    if form.is_bound and form.is_valid():
        before, version = told_of(field), form.cleaned_data["version"] or 0
        facts = form.facts()
        facts.pop("version", None)
        try:
            kept, archived = actions.change_field(
                field,
                by=member_of(request),
                version=version,
                options=form.option_rows() if field.has_options else None,
                **facts,
            )
        except CustomRefused as refusal:
            form.fail(refusal.field, str(refusal))
        else:
            undo = keep_for_undo(request, field, "change", **before) if kept.version != field.version else ""
            return _done(request, field.holder, _said(kept, archived), undo)
    return _show(request, form, title=_("Field “%(name)s”") % {"name": field.name}, field=field)


def _said(field: CustomField, archived: list[actions.Archived]) -> str:
    """What was saved, and how many records still have what is not offered any more."""
    if not archived:
        return _("“%(name)s” saved.") % {"name": field.name}
    count = sum(one.held_by for one in archived)
    names = ", ".join(one.name for one in archived[:3])
    return ngettext(
        "Saved. %(names)s: not offered any more, and kept where %(count)s record has it.",
        "Saved. %(names)s: not offered any more, and kept where %(count)s records have it.",
        count,
    ) % {"names": names, "count": number_format(count, use_l10n=True)}


@require_POST
@members_only(Permission.MANAGE_FIELDS)
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """Off every page; its values are kept."""
    field = actions.remove_field(queries.field_for(member_of(request), id), by=member_of(request))
    text = _("“%(name)s” removed. Its values are kept.") % {"name": field.name}
    return _done(request, field.holder, text, reverse("records:restore", args=[id]))


@require_POST
@members_only(Permission.MANAGE_FIELDS)
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Back, with its values."""
    field = queries.field_for(member_of(request), id)
    try:
        actions.restore_field(field, by=member_of(request))
    except CustomRefused as refusal:
        return _done(request, field.holder, str(refusal))
    return _done(request, field.holder, _("“%(name)s” is back, with its values.") % {"name": field.name})


@require_POST
@members_only(Permission.MANAGE_FIELDS)
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Another order: all of it (`id`, as dragged), or one field a place up or down (`up`, `down`)."""
    ids = [field.pk for field in fields_of(_holder(key).key)]
    told = [int(text) for text in request.POST.getlist("id") if text.isascii() and text.isdecimal() and len(text) < 20]
    for name, step in (("up", -1), ("down", 1)):
        text = request.POST.get(name, "")
        if text.isdecimal() and len(text) < 20 and int(text) in ids:
            at = ids.index(int(text))
            to = min(max(at + step, 0), len(ids) - 1)
            ids[at], ids[to] = ids[to], ids[at]
    actions.order_fields(key, told or ids, by=member_of(request))
    return _done(request, key)


@require_POST
@members_only(Permission.MANAGE_FIELDS)
def undo(request: HttpRequest, id: int, key: str) -> HttpResponse:
    """Take back the last change of a field, as long as it is remembered."""
    field = queries.field_for(member_of(request), id)
    change = kept_for_undo(request, id, key)
    try:
        if change is None:
            raise CustomRefused(_("This can no longer be taken back here; the change is in the audit log."))
        take_back(field, change, by=member_of(request))
    except CustomRefused as refusal:
        return _done(request, field.holder, str(refusal))
    return _done(request, field.holder, _("Taken back."))


def _holder(key: str) -> Holder:
    holder = holders.get(key)
    if holder is None:
        raise Http404(_("There are no such records."))
    return holder


def _show(request: HttpRequest, form: FieldForm, **words: Any) -> HttpResponse:
    return show_form(
        request,
        form,
        template="records/field_form.html",
        back=reverse("records:fields", args=[form.holder.key]),
        wide=True,
        crumbs=((_("Settings"), reverse("design:settings")), (_("Fields"), reverse("records:fields", args=[form.holder.key]))),
        preview=form.preview(member_of(request)),
        icons=ICONS,
        **words,
    )


def _done(request: HttpRequest, holder: str, text: str = "", undo: str = "") -> HttpResponse:
    return done(request, to=reverse("records:fields", args=[holder]), text=text, undo=undo, refresh="records.fields")
