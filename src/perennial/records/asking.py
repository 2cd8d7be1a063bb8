"""Conditions that come in an address: the `filter` of the API's lists."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from perennial.records.conditions import EVERYTHING, Condition, ConditionError, from_json
from perennial.records.fields import Field
from perennial.records.kinds import RecordKind
from perennial.records.queries.views import view_for
from perennial.team.rest import wrong

LONGEST = 20_000
ABOUT = (
    "A condition as JSON, in the language of the views:"
    ' `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"field": "city", "operator": "is", "value": "Berlin"}`.'
)


def condition_asked(text: str, fields: Mapping[str, Field]) -> Condition:
    """What a program wrote; refused (422) with the place and the reason when it cannot be understood."""
    if not text:
        return EVERYTHING
    try:
        return from_json(json.loads(text), fields)
    except ConditionError as error:
        raise wrong(str(error), parameter="filter") from None
    except (ValueError, RecursionError):
        raise wrong(_("The filter is no JSON."), parameter="filter") from None


def condition_of_view(member: Any, kind: RecordKind, view_id: int | None, fields: Mapping[str, Field]) -> Condition:
    """What a view asks; refused when there is none that the member may open, or when a part of it is not understood any more:
    without that part it would let everything through."""
    if view_id is None:
        return EVERYTHING
    try:
        view = view_for(member, kind, view_id)
        return from_json(view.condition or {"all": []}, fields)
    except Http404:
        raise wrong(_("There is no view with this id that you may see."), parameter="view") from None
    except ConditionError as error:
        raise wrong(str(error), parameter="view") from None
