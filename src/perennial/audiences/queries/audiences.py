"""Fetching audiences with permission."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from perennial.audiences.models import Audience
from perennial.audiences.models.audience import AudienceQuerySet
from perennial.audiences.rules import may_edit_audiences, may_see_audiences


def audiences_for(member: Any) -> AudienceQuerySet:
    """The audiences that a member sees, by name."""
    return Audience.objects.kept().select_related("author") if may_see_audiences(member) else Audience.objects.none()


def audience_for(member: Any, audience_id: int) -> Audience:
    """The audience, for a member who sees audiences; else Http404."""
    found = audiences_for(member).filter(pk=audience_id).first() if 0 < audience_id < 2**63 else None
    if found is None:
        raise Http404(_("There is no such audience."))
    return found


def deleted_audiences_for(member: Any) -> AudienceQuerySet:
    """Those that a member may restore, the last deleted first."""
    if not may_edit_audiences(member):
        return Audience.objects.none()
    return Audience.objects.deleted().select_related("deleted_by").order_by("-deleted_at", "-id")


def deleted_audience_for(member: Any, audience_id: int) -> Audience:
    """The deleted audience, for a member who may restore it; else Http404."""
    found = deleted_audiences_for(member).filter(pk=audience_id).first() if 0 < audience_id < 2**63 else None
    if found is None:
        raise Http404(_("There is no such deleted audience."))
    return found
