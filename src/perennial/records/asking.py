"""Conditions that come in an address: the `filter` of the API's lists."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from perennial.records.conditions import EVERYTHING, Condition, ConditionError, from_json
from perennial.records.fields import Field
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
