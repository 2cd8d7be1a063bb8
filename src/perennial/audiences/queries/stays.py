"""Who is in an audience, and who came and left."""

from typing import Any

from perennial.audiences.models import Audience, Stay
from perennial.audiences.models.stay import StayQuerySet
from perennial.people.models import of_visible


def members_of(audience: Audience, member: Any) -> StayQuerySet:
    """The open stays of the customers whom a member sees, the last who entered first."""
    return _seen(Stay.objects.open().filter(audience=audience), member).order_by("-entered_at", "-id")


def passages_of(audience: Audience, member: Any) -> StayQuerySet:
    """All stays, those who left too, the last who entered first."""
    return _seen(Stay.objects.filter(audience=audience), member).order_by("-entered_at", "-id")


def _seen(stays: StayQuerySet, member: Any) -> StayQuerySet:
    return stays.select_related("party").filter(of_visible(member))
