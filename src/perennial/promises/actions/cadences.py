"""Setting how often we want to be in contact."""

from django.db import transaction
from django.utils.translation import gettext as _

from perennial.kernel.events import publish
from perennial.people.choices import Stage
from perennial.people.models import Tag
from perennial.promises.events import CadenceChanged
from perennial.promises.models import Cadence
from perennial.team.deeds import record_deed
from perennial.team.models import Member

LONGEST_DAYS = 3660


class CadenceError(ValueError):
    """A cadence that makes no sense; the message says why."""


@transaction.atomic
def set_cadence(*, by: Member, ideal_days: int, max_days: int, tag: Tag | None = None, stage: str | None = None) -> Cadence:
    """Set how often we want to be in contact with the customers of a tag or of a stage; there is one cadence each. Tells
    `CadenceChanged`. Refuses both or neither, and a longest gap that is shorter than the ideal one."""
    if (tag is None) == (stage is None) or (stage is not None and stage not in Stage.values):
        raise CadenceError(_("Choose either a tag or a stage."))
    if not 0 < ideal_days <= max_days <= LONGEST_DAYS:
        raise CadenceError(_("The ideal gap is at least a day, the longest at least as long, and neither over ten years."))
    cadence = Cadence.objects.select_for_update().filter(tag=tag, stage=stage).first()
    before = (cadence.ideal_days, cadence.max_days) if cadence else ("", "")
    if before == (ideal_days, max_days) and cadence:
        return cadence
    cadence = cadence or Cadence(tag=tag, stage=stage)
    cadence.ideal_days, cadence.max_days = ideal_days, max_days
    cadence.save()
    record_deed(
        "promises.cadence.set",
        by=by,
        on=cadence,
        changes={"ideal_days": (before[0], ideal_days), "max_days": (before[1], max_days)},
    )
    publish(
        CadenceChanged(
            cadence_id=cadence.pk,
            tag_id=tag.pk if tag else None,
            stage=stage,
            ideal_days=ideal_days,
            max_days=max_days,
            by_id=by.pk,
        )
    )
    return cadence


@transaction.atomic
def remove_cadence(cadence: Cadence, *, by: Member) -> None:
    """Stop watching the contact with the customers of a tag or stage. Tells `CadenceChanged` without days."""
    current = Cadence.objects.select_for_update().filter(pk=cadence.pk).first()
    if current is None:
        return
    record_deed("promises.cadence.removed", by=by, on=current)
    publish(
        CadenceChanged(
            cadence_id=current.pk, tag_id=current.tag_id, stage=current.stage, ideal_days=None, max_days=None, by_id=by.pk
        )
    )
    current.delete()
