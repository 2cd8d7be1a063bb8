"""The views with which the list of customers comes: whom somebody who runs a shop looks for first."""

from django.utils.translation import gettext_lazy as _

from perennial.people.choices import Stage
from perennial.records.kinds import Given

GIVEN = (
    Given(
        key="mine",
        label=_("Mine"),
        icon="user-round",
        condition={"field": "owner", "operator": "any_of", "value": ["me"]},
    ),
    Given(
        key="risk",
        label=_("At risk"),
        icon="cloud-rain-wind",
        condition={"field": "stage", "operator": "any_of", "value": [Stage.AT_RISK.value]},
        sort="last_order",
    ),
    Given(
        key="new",
        label=_("New this month"),
        icon="sprout",
        condition={"field": "created", "operator": "is", "value": "this-month"},
        sort="created",
    ),
)
