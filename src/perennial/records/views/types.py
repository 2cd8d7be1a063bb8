"""Settings: another type for a field, what came of it, and taking that back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perennial.design.answers import done, show_form
from perennial.records import actions, queries
from perennial.records.custom.holders import holder_named
from perennial.records.custom.refusals import CustomRefused
from perennial.records.forms import TypeForm
from perennial.records.models import Conversion, FieldType
from perennial.team.guard import member_of, members_only
from perennial.team.models import Workspace
from perennial.team.permissions import Permission


@members_only(Permission.MANAGE_FIELDS)
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, id: int) -> HttpResponse:
    """Another type; values that it cannot hold are kept and named."""
    field = queries.field_for(member_of(request), id)
    if field.is_removed:
        raise Http404(_("There is no such field."))
    form = TypeForm(request.POST if request.method == "POST" else None, field=field, currency=Workspace.current().currency)
    if form.is_bound and form.is_valid():
        try:
            conversion = actions.convert_field(
                field,
                form.cleaned_data["type"],
                by=member_of(request),
                version=form.cleaned_data["version"] or 0,
                currency=form.cleaned_data["currency"] if form.cleaned_data["type"] == FieldType.MONEY else "",
            )
        except CustomRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return done(request, to=reverse("records:conversion", args=[id, conversion.pk]))
    return show_form(
        request,
        form,
        title=_("Another type for “%(name)s”") % {"name": field.name},
        text=_(
            "Values that the new type can hold are converted. The others are counted and kept, and all of it can be undone."
        ),
        submit=_("Convert"),
        back=reverse("records:fields", args=[field.holder]),
    )


@members_only(Permission.MANAGE_FIELDS)
@require_GET
def conversion(request: HttpRequest, id: int, pk: int) -> HttpResponse:
    """What came of a change of the type."""
    one = queries.conversion_for(member_of(request), id, pk)
    labels = dict(FieldType.choices)
    page = holder_named(one.field.holder).page
    context = {
        "conversion": one,
        "field": one.field,
        "before": labels.get(one.before["type"]),
        "after": labels.get(one.after["type"]),
        "failures": [(page(int(record)) if page else "", name, value, why) for record, name, value, why in one.failures],
        "may_undo": _may_undo(one),
    }
    return render(request, "records/conversion.html", context)


@require_POST
@members_only(Permission.MANAGE_FIELDS)
def undo(request: HttpRequest, id: int, pk: int) -> HttpResponse:
    """The old type again, with the old values."""
    one = queries.conversion_for(member_of(request), id, pk)
    to = reverse("records:fields", args=[one.field.holder])
    try:
        field = actions.undo_conversion(one, by=member_of(request))
    except CustomRefused as refusal:
        return done(request, to=to, text=str(refusal))
    text = _("“%(name)s” is what it was: %(type)s.") % {"name": field.name, "type": field.get_type_display()}
    return done(request, to=to, text=text)


def _may_undo(one: Conversion) -> bool:
    return one.undone_at is None and one.ended_at is not None and one.after["slot"] == one.field.slot
