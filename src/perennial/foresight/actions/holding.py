"""Changing who is kept off Today by lot."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from perennial.foresight.events import HoldoutChanged
from perennial.foresight.models import Holdout
from perennial.foresight.rules import may_set_holdout
from perennial.kernel.events import publish
from perennial.team.deeds import record_deed
from perennial.team.models import Member


class HoldoutRefused(ValueError):  # noqa: N818 - said to people
    """Why the holdout stays as it is."""


@transaction.atomic
def set_holdout(*, is_on: bool, percent: int, version: int, by: Member) -> Holdout:
    """Tells HoldoutChanged; a job lets it hold. Whoever was flagged stays what they were flagged as. Refuses a version that
    somebody else has moved on from, and a share that is none."""
    if not may_set_holdout(by):
        raise PermissionDenied
    holdout = Holdout.objects.select_for_update().get(pk=Holdout.current().pk)
    if holdout.version != version:
        raise HoldoutRefused(_("Somebody else changed this since you opened it."))
    values: dict[str, bool | int] = {"is_on": is_on, "percent": percent}
    changes = {name: (getattr(holdout, name), value) for name, value in values.items() if getattr(holdout, name) != value}
    if not changes:
        return holdout
    for name, value in values.items():
        setattr(holdout, name, value)
    try:
        holdout.clean_fields()
    except ValidationError as error:
        raise HoldoutRefused(" ".join(error.messages)) from None
    holdout.version += 1
    holdout.save()
    record_deed("foresight.holdout.changed", by=by, on=holdout, changes=changes)
    publish(HoldoutChanged(is_on=is_on, percent=percent, by_id=by.pk))
    return holdout
