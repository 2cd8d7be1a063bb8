"""A kind of record for the tests of this slice, which knows no customers: the members of the team, and what they did."""

from perennial.records.choices import Type
from perennial.records.fields import Elsewhere, Field, Sorting
from perennial.records.kinds import RecordKind
from perennial.team.choices import Role
from perennial.team.models import AuditEntry, Member

FIELDS = (
    Field(key="name", label="Name", type=Type.TEXT, column="name", sorting=Sorting(by="name")),
    Field(key="zone", label="Zone", type=Type.TEXT, column="time_zone", optional=True),
    Field(key="role", label="Role", type=Type.CHOICE, column="role", options=lambda: Role.choices, groups=True),
    Field(key="joined", label="Joined", type=Type.MOMENT, column="joined_at"),
    Field(key="seen", label="Seen", type=Type.MOMENT, column="last_seen_at", nullable=True, optional=True),
    Field(key="active", label="Active", type=Type.YES_NO, column="is_active"),
    Field(key="sessions", label="Sessions", type=Type.NUMBER, column="session_version", whole=True),
    Field(
        key="did",
        label="Did",
        type=Type.CHOICES,
        elsewhere=Elsewhere(rows=AuditEntry.objects.all, path="action", link="member"),
        optional=True,
        options=lambda: [("a", "A"), ("b", "B"), ("c", "C")],
    ),
)
BY_KEY = {field.key: field for field in FIELDS}
MEMBERS = RecordKind(
    key="members",
    label="Members",
    model=Member,
    visible=lambda member: Member.objects.get_queryset(),
    one_for=lambda member, pk: Member.objects.get_queryset().get(pk=pk),
    built_in=lambda: FIELDS,
    lead=str,
    lead_label="Member",
    nothing_yet="design/help.html",
    all_label="All members",
    list_url="team:members",
    none_fit="Nobody fits",
    counted=lambda count, capped: f"{count} members",
    may_see=lambda member: True,
    may_export=lambda member: True,
)
