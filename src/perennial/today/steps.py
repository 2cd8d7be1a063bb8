"""The first steps in a new workspace: collected from the slices, ticked off by the facts."""

import dataclasses
from typing import Any

from perennial.connect.sample.presence import has_sample
from perennial.kernel import manifests
from perennial.kernel.manifests import FirstStep
from perennial.team.permissions import Permission
from perennial.team.rules import may
from perennial.today.models import StepsPutAway


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step, and whether it is done; `is_next` is the one to do now."""

    step: FirstStep
    is_done: bool
    is_next: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Steps:
    """What a member may do first. `done` of `total`, those apart that are only offered."""

    rows: list[Step]
    done: int
    total: int


def steps_for(member: Any, *, is_empty: bool) -> Steps | None:
    """The first steps that a member may take: whoever may do anything at all in a workspace where nothing is, and who runs one
    until everything is done or put away. A query for the member, and one for each step."""
    if not is_empty and (not may(member, Permission.MANAGE_WORKSPACE) or _is_put_away(member) or has_sample()):
        return None
    mine = [step for step in manifests.first_steps if step.may(member) and (is_empty or step.is_done)]
    asked = [(step, step.is_done() if step.is_done else False) for step in mine]
    done, total = sum(is_done for _step, is_done in asked), sum(step.is_done is not None for step in mine)
    if not is_empty and done == total:
        return None
    now = next((step.key for step, is_done in asked if not is_done), "")
    return Steps([Step(step, is_done, step.key == now) for step, is_done in asked], done, total)


def _is_put_away(member: Any) -> bool:
    return StepsPutAway.objects.filter(pk=member.pk).exists()
