"""A member's own preferences."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from perennial.kernel.events import publish
from perennial.team.deeds import changes_between, record_deed
from perennial.team.events import ProfileChanged
from perennial.team.models import Member

FIELDS = ("name", "time_zone", "language", "single_keys")


@transaction.atomic
def edit_profile(values: Mapping[str, Any], *, by: Member) -> Member:
    """Set the member's own name, time zone, language or shortcuts; tells ProfileChanged. The same values again change
    nothing."""
    member = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    changes = changes_between({field: getattr(member, field) for field in FIELDS}, values)
    if not changes:
        return member
    for field in changes:
        setattr(member, field, values[field])
    member.save(update_fields=list(changes))
    record_deed("team.member.profile_changed", by=by, on=member, changes=changes)
    publish(ProfileChanged(member_id=member.pk, fields=tuple(changes)))
    return member
