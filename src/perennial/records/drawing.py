"""The rows of a table: functions, not templates, because fifty of them make the page."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from perennial.design.markup import format_html
from perennial.records.columns import cells_of, may_change
from perennial.records.fields import Field
from perennial.records.layouts.opened import peeks_of
from perennial.records.state import State, page_number

_PICK = (
    '<td data-cell="pick" data-select><input type="checkbox" name="record" value="{}" form="bulk" autocomplete="off"'
    ' aria-label="{}"></td>'
)


def rows_of(
    request: HttpRequest, state: State, records: Sequence[Any], columns: Sequence[Field], *, picked: bool, at: int | None
) -> Iterator[SafeString]:
    """Each record as a row: with a box where they can be `picked`, what it is, its cells, and what can be done to it. `at` is
    the one that stands open beside."""
    kind, lead, peek = state.kind, state.kind.lead, peeks_of(state, page_number(request.GET))
    acts = kind.row_acts(request) if kind.row_acts else None
    main = mark_safe(f'<td data-cell="main"{" data-e" if is_lead_open(state, records) else ""}>')  # noqa: S308 - our own words
    says = _("Select %(record)s")
    for record, cells in cells_of(records, columns, state.member):
        yield format_html(
            '<tr data-row data-id="{}"{}>{}{}{}{}</td>{}{}</tr>',
            record.pk,
            SafeString(' class="at"') if record.pk == at else "",
            format_html(_PICK, record.pk, says % {"record": record}) if picked else "",
            main,
            lead(record),
            peek(record),
            cells,
            format_html('<td data-cell="acts">{}</td>', acts(record)) if acts else "",
        )


def is_lead_open(state: State, records: Sequence[Any]) -> bool:
    """Whether what every row begins with can be changed where it stands."""
    first = state.fields.get(state.kind.first)
    return first is not None and bool(records) and may_change(first, records[0], state.member)
