"""Setting the thresholds of the lifecycle rules."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.purchases.actions.fitting import rewrite_rhythm
from perennial.purchases.actions.refusals import Conflict, PurchaseRefused
from perennial.purchases.events import StageRulesChanged
from perennial.purchases.models import StageRules
from perennial.team.deeds import record_deed
from perennial.team.models import Member


@transaction.atomic
def set_stage_rules(*, by: Member | None, version: int, **values: Any) -> StageRules:
    """Change the thresholds, and everybody's slipping, lapsing and losing days with them; tells StageRulesChanged. The stages
    themselves follow by a job. Refuses a version that somebody else has moved on from, and thresholds out of order."""
    rules = StageRules.objects.select_for_update().filter(pk=1).first() or StageRules()
    if rules.version != version:
        raise Conflict(_("Somebody else changed the rules since you opened them."))
    changes = {name: (getattr(rules, name), value) for name, value in values.items() if getattr(rules, name) != value}
    for name, value in values.items():
        setattr(rules, name, value)
    try:
        rules.clean_fields()
        rules.validate_constraints()
    except ValidationError as error:
        raise PurchaseRefused(" ".join(error.messages)) from None
    if not changes:
        return rules
    rules.version += 1
    rules.save()
    rewrite_rhythm()
    if by is not None:
        record_deed("purchases.stage_rules.changed", by=by, on=rules, changes=changes)
    publish(StageRulesChanged(by_id=by.pk if by else None))
    return rules
