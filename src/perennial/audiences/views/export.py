"""Taking the members of an audience out, each with since when and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from perennial.audiences.asking import AUDIENCE
from perennial.audiences.models import Audience
from perennial.audiences.queries import audience_for, members_of
from perennial.audiences.words import Because
from perennial.kernel import clock
from perennial.kernel.http.streaming import download
from perennial.people.models import Party
from perennial.records.actions import note_export
from perennial.records.choices import Operator, Type
from perennial.records.columns import chosen_columns
from perennial.records.conditions import Is
from perennial.records.fields import Field
from perennial.records.kinds import kind_named
from perennial.records.listing import all_of
from perennial.records.spreadsheet import csv_of
from perennial.records.wanted import Wanted
from perennial.team.guard import member_of, members_only
from perennial.team.permissions import Permission


@members_only(Permission.EXPORT)
@require_GET
def export(request: HttpRequest, audience_id: int) -> HttpResponseBase:
    """Whoever is in it and may be seen, with the usual columns of customers."""
    member = member_of(request)
    audience, kind = audience_for(member, audience_id), kind_named("customers")
    fields = kind.fields_for(member)
    inside = Is(AUDIENCE, Operator.ANY_OF, (str(audience.pk),))
    wanted = Wanted(kind=kind, member=member, fields=fields, condition=inside)
    note_export(kind, _("in “%(audience)s”") % {"audience": audience.name}, by=member)
    columns = [fields["name"], *chosen_columns(kind, fields, ()), *_stay_columns(audience, member)]
    name = f"{slugify(audience.name, allow_unicode=True) or 'audience'}-{clock.today():%Y-%m-%d}.csv"
    return download(request, csv_of(all_of(wanted), columns), name=name, content_type="text/csv; charset=utf-8")


def _stay_columns(audience: Audience, member: Any) -> tuple[Field, Field]:
    """Since when they are in it, and why."""
    because = Because(member)

    def told(values: str) -> Any:
        return lambda parties: dict(members_of(audience, member).filter(party__in=parties).values_list("party", values))

    def whys(parties: Sequence[Party]) -> Mapping[int, str]:
        found: Mapping[int, Any] = told("why")(parties)
        return {party: "; ".join(because.told(why)) for party, why in found.items()}

    return (
        Field(key="since", label=gettext_lazy("Since"), type=Type.MOMENT, values=told("entered_at")),
        Field(key="why", label=gettext_lazy("Why"), type=Type.LONG_TEXT, values=whys),
    )
