"""What an address asks of a list: the view that it names, or with which the list opens, and what it says besides."""

import dataclasses
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from perennial.kernel.http.numbers import whole_number
from perennial.records import queries
from perennial.records.columns import chosen_columns
from perennial.records.conditions import ConditionError, from_json, understood
from perennial.records.given import given_start, given_view
from perennial.records.kinds import RecordKind
from perennial.records.layouts.choosing import known_layout
from perennial.records.models import View
from perennial.records.state import (
    ALL,
    LOOKS,
    Look,
    Problem,
    State,
    read_conditions,
    read_look,
    says_anything,
    says_conditions,
)
from perennial.team.guard import member_of

SESSION = "records.look"


def state_of(request: HttpRequest, kind: RecordKind) -> State:
    """What the address asks for: what it says itself, and of the view that it names what it does not say."""
    member, query = member_of(request), request.GET
    view = _view_of(request, kind)
    month = query.get("month", "")[:10]
    if view is not None:
        kept = dataclasses.replace(kept_state(member, kind, view), month=month)
        return _said_over(kept, query) if says_anything(query) else kept
    fields = kind.fields_for(member)
    condition, problems = read_conditions(query, kind, fields)
    look = read_look(query, fields)
    if usual := request.session.get(SESSION, {}).get(kind.key):
        look = dataclasses.replace(
            look,
            columns=look.columns or tuple(key for key in usual.get("columns", ()) if key in fields),
            density=look.density or usual.get("density", ""),
        )
    return State(
        kind=kind,
        member=member,
        fields=fields,
        condition=condition,
        look=look,
        month=month,
        is_changed=True,
        problems=tuple(problems),
    )


def _said_over(kept: State, query: QueryDict) -> State:
    """A view with what an address says instead. One with a sort says the whole look; see `State.address`."""
    condition, problems = kept.condition, list(kept.problems)
    if says_conditions(query):
        condition, broken = read_conditions(query, kept.kind, kept.fields)
        problems = [problem for problem in problems if not problem.hides] + broken
    look = read_look(query, kept.fields)
    if "sort" not in query:
        untold = {name: getattr(kept.look, name) for word, name in LOOKS.items() if word not in query}
        look = dataclasses.replace(look, **untold)
    is_changed = bool(problems) or condition != kept.condition or plain_look(kept, look) != plain_look(kept, kept.look)
    return dataclasses.replace(kept, condition=condition, look=look, problems=tuple(problems), is_changed=is_changed)


def plain_look(state: State, look: Look) -> Look:
    """The look without what is as usual anyway: the columns and the order that the kind has without a word."""
    columns = tuple(field.key for field in chosen_columns(state.kind, state.fields, look.columns))
    usual = tuple(field.key for field in chosen_columns(state.kind, state.fields, ()))
    return dataclasses.replace(
        look, sort="" if look.sort == state.kind.sort else look.sort, columns=() if columns == usual else columns
    )


def _view_of(request: HttpRequest, kind: RecordKind) -> View | None:
    asked = request.GET.get("view", "")
    if asked == ALL or (not asked and says_anything(request.GET)):
        return None
    if not asked:
        return queries.starting_view_of(member_of(request), kind) or given_start(kind, member_of(request))
    if given := given_view(kind, asked):
        return given
    number = whole_number(asked)
    if number is None:
        raise Http404(_("There is no such view."))
    return queries.view_for(member_of(request), kind, number)


def kept_state(member: Any, kind: RecordKind, view: View) -> State:
    """What a view holds. A column, an order or a group of a field that is gone is left out and said; a condition that cannot be
    understood hides everything until it is mended."""
    state = State(kind=kind, member=member, fields=kind.fields_for(member), view=view)
    problems: list[Problem] = []
    try:
        condition = from_json(view.condition, state.fields)
    except ConditionError as error:
        problems.append(Problem(error.why))
        condition = understood(view.condition, state.fields)
    gone = [key for key in (*view.columns, view.sort.removeprefix("-"), view.group) if key and key not in state.fields]
    problems += [Problem(format_lazy(_("The field “{name}” is gone, or not yours to see."), name=key), False) for key in gone]
    if view.layout and not known_layout(view.layout, state.fields):
        problems.append(
            Problem(
                format_lazy(
                    _("The layout by “{name}” is gone with its field, or not yours to see."), name=view.layout.partition(":")[2]
                ),
                False,
            )
        )
    look = Look(
        sort="" if view.sort.removeprefix("-") in gone else view.sort,
        columns=tuple(key for key in view.columns if key not in gone),
        group="" if view.group in gone else view.group,
        density=view.density,
        layout=known_layout(view.layout, state.fields),
    )
    return dataclasses.replace(state, condition=condition, look=look, problems=tuple(problems), is_changed=bool(problems))
